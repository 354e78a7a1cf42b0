import { Arg, Authorized, Ctx, Field, ID, InputType, ObjectType, Query, Resolver } from 'type-graphql';
import { notFound } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { InvalidInput, NotFound } from '../schema/problem.js';
import { ProductVersionDryRun, ScenarioFeature, TermsDifference, TermsFinding } from '../schema/product.js';
import { LoanInput, ObligorInput } from '../schema/quote-input.js';
import { resultUnion } from '../schema/result-union.js';
import { differences } from '../underwriting/differences.js';
import { featureCatalogue } from '../underwriting/rules/features.js';
import type { DryRunInput } from '../underwriting/versions/dry-run.js';
import type { RequestContext } from './context.js';
import { problemView, resultView } from './views/problem-view.js';
import { dryRunView, featuresView, findingPath, termsView } from './views/product-view.js';

@ObjectType({ simpleResolvers: true, description: 'What was found about the terms of a version.' })
class TermsFindings {
  @Field(() => Boolean, { description: 'Whether nothing keeps the version from being published.' })
  publishable!: boolean;

  @Field(() => [TermsFinding], { description: 'Every error and warning at once.' })
  findings!: TermsFinding[];
}

@ObjectType({ simpleResolvers: true, description: 'What is not the same in two versions.' })
class TermsDifferences {
  @Field(() => [TermsDifference], { description: 'In the order of the terms; empty: the versions say the same.' })
  differences!: TermsDifference[];
}

/** What names the tables, rows, characteristics and levels of terms. */
const NAMES_IN_TERMS = ['code', 'feature', 'level'];

const ProductVersionValidateResult = resultUnion('ProductVersionValidateResult', TermsFindings, [NotFound]);
const ProductVersionDiffResult = resultUnion('ProductVersionDiffResult', TermsDifferences, [NotFound]);
const ProductVersionDryRunResult = resultUnion('ProductVersionDryRunResult', ProductVersionDryRun, [
  InvalidInput,
  NotFound,
]);

@Resolver()
export class ProductCheckResolver {
  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Query(() => [ScenarioFeature], {
    nullable: true,
    description:
      "Features of a scenario by name: its own, the obligor's and what scoring adds. Null: no such scenario is installed.",
  })
  scenarioFeatures(
    @Arg('scenario', () => String, { description: 'Code of the scenario.' }) scenario: string,
    @Ctx() { services }: RequestContext,
  ): readonly object[] | null {
    const module = services.scenarios.all.find(({ code }) => code === scenario);
    return module ? featuresView(featureCatalogue(module).kinds) : null;
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Query(() => ProductVersionValidateResult, {
    description:
      'Checks terms against the scenario: features, rows nothing can reach, members that do not fit each other.',
  })
  async productVersionValidate(
    @Arg('version', () => ID, { description: 'The version.' }) version: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.products.validate(viewer, version), (findings) => ({
      __typename: 'TermsFindings',
      publishable: findings.every(({ severity }) => severity !== 'ERROR'),
      findings: findings.map((finding) => ({ ...finding, path: findingPath(finding.path) })),
    }));
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Query(() => ProductVersionDiffResult, { description: 'What changed in the terms from one version to another.' })
  async productVersionDiff(
    @Arg('from', () => ID, { description: 'The earlier version.' }) from: string,
    @Arg('to', () => ID, { description: 'The later version, of the same or another product.' }) to: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<object> {
    const [before, after] = await Promise.all([loaders.productVersion.load(from), loaders.productVersion.load(to)]);
    if (!before || !after) return problemView(notFound('product version', before ? to : from));
    return {
      __typename: 'TermsDifferences',
      differences: differences(termsView(before.terms), termsView(after.terms), { names: NAMES_IN_TERMS }),
    };
  }
}

/** The dry run over the scenarios that are installed: `scenarioInput` is their `@oneOf` input. */
export function dryRunResolver(scenarioInput: new () => object) {
  @InputType({ description: 'A sample request. Without a credit report it is decided as if the bureau were silent.' })
  class SampleRequestInput {
    @Field(() => LoanInput, { description: 'The loan.' })
    loan!: LoanInput;

    @Field(() => ObligorInput, { description: 'Who borrows.' })
    obligor!: ObligorInput;

    @Field(() => scenarioInput, { description: 'What the loan pays for; exactly one scenario.' })
    scenario!: object;
  }

  @InputType({ description: 'What to try a version on: a quote that was made, or a sample request.' })
  class ProductVersionDryRunInput {
    @Field(() => ID, { description: 'The version, draft or published.' })
    version!: string;

    @Field(() => ID, {
      nullable: true,
      description: "A quote the insurer's product decided, with the facts stored then.",
    })
    quote?: string | null;

    @Field(() => SampleRequestInput, { nullable: true, description: 'A request that nobody made.' })
    request?: SampleRequestInput | null;
  }

  @Resolver()
  class DryRunResolver {
    @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
    @Query(() => ProductVersionDryRunResult, {
      description: 'Decides and prices with a version without writing anything, asking a bureau or taking capacity.',
    })
    async productVersionDryRun(
      @Arg('input', () => ProductVersionDryRunInput) input: ProductVersionDryRunInput,
      @Ctx() { viewer, services }: RequestContext,
    ): Promise<object> {
      return resultView(await services.dryRuns.run(viewer, input as unknown as DryRunInput), dryRunView);
    }
  }
  return DryRunResolver;
}
