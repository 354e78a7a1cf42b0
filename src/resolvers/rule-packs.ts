import { GraphQLError } from 'graphql';
import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { InsurerFigures as FiguresRow, ExchangeRate as RateRow } from '../entities/index.js';
import { isOn } from '../exposure/rules/rule-pack.js';
import { type CalendarDate, Decimal } from '../kernel/index.js';
import type { Role, Viewer } from '../partners/viewer.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import {
  ExchangeRate,
  ExchangeRateInput,
  InsurerFigures,
  InsurerFiguresInput,
  RulePack,
  RulePackSelectInput,
  RulePackSelection,
} from '../schema/rule-pack.js';
import { readAmounts } from './amounts.js';
import type { RequestContext } from './context.js';
import { moneyView } from './views/money-view.js';
import { problemView, resultView } from './views/problem-view.js';
import { rateView } from './views/rate-view.js';

const RulePackSelectResult = resultUnion('RulePackSelectResult', RulePackSelection, [
  InvalidInput,
  NotFound,
  StateConflict,
  IdempotencyConflict,
]);
const InsurerFiguresSetResult = resultUnion('InsurerFiguresSetResult', InsurerFigures, [
  InvalidInput,
  IdempotencyConflict,
]);
const ExchangeRateSetResult = resultUnion('ExchangeRateSetResult', ExchangeRate, [InvalidInput, IdempotencyConflict]);
const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };
const WHOSE = { nullable: true, description: 'For the operator: which insurer.' } as const;

const figuresView = (figures: FiguresRow) => ({
  __typename: 'InsurerFigures',
  ...figures,
  netAssets: moneyView(figures.netAssetsMinor, figures.currency),
  inclusiveShare: rateView(figures.inclusiveShare),
});

const exchangeRateView = ({ fromCurrency, toCurrency, version, rate, source, statedAt }: RateRow) => ({
  __typename: 'ExchangeRate',
  from: fromCurrency,
  to: toCurrency,
  version,
  rate: new Decimal(rate).toFixed(),
  source,
  statedAt,
});

function whose(viewer: Viewer, insurer: string | null): string {
  if (viewer.role !== 'OPERATOR') return viewer.organisationId;
  if (insurer) return insurer;
  throw new GraphQLError('insurer must say whose.', { extensions: { code: 'BAD_USER_INPUT' } });
}

@Resolver()
export class RulePackResolver {
  @Authorized<Role>()
  @Query(() => [RulePack], {
    description: 'Regulations as data, with sources; binding where a programme selects them.',
  })
  rulePacks(@Ctx() { services }: RequestContext): readonly object[] {
    return services.rules.packs.map((pack) => ({
      ...pack,
      rules: pack.rules.map((rule) => ({
        ...rule,
        isOn: isOn(rule),
        effectiveUntil: rule.effectiveUntil ?? null,
        note: rule.note ?? null,
      })),
    }));
  }

  @Authorized<Role>('OPERATOR')
  @Mutation(() => RulePackSelectResult, {
    description:
      'Selects the rule packs a programme must keep: their limits count and bind its business from then on. Refused when it holds exposure and a limit of a pack that comes or goes is there already.',
  })
  async rulePackSelect(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => RulePackSelectInput, { description: 'Programme and packs.' }) input: RulePackSelectInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const outcome = await services.rules.select(viewer, key, {
      programme: input.programme,
      rulePacks: input.rulePacks,
    });
    return resultView(outcome, (selection) => ({ __typename: 'RulePackSelection', ...selection }));
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Mutation(() => InsurerFiguresSetResult, {
    description: 'States net assets and what else rules ask for. The limits of the rules in force follow from it.',
  })
  async insurerFiguresSet(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => InsurerFiguresInput, { description: 'The figures.' }) input: InsurerFiguresInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const amounts = readAmounts({ netAssets: input.netAssets });
    if (!amounts.ok) return problemView(amounts.error);
    const { effectiveOn, isSpecialist, inclusiveShare, source } = input;
    const stated = { insurer: input.insurer ?? null, isSpecialist, inclusiveShare, source };
    const request = { ...stated, effectiveOn: effectiveOn as CalendarDate, netAssets: amounts.value.netAssets };
    return resultView(await services.figures.state(viewer, key, request), figuresView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Mutation(() => ExchangeRateSetResult, {
    description: 'States the rate at which exposure in one currency counts in limits of another from now on.',
  })
  async exchangeRateSet(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => ExchangeRateInput, { description: 'The rate.' }) input: ExchangeRateInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const request = { ...input, insurer: input.insurer ?? null };
    return resultView(await services.figures.stateRate(viewer, key, request), exchangeRateView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'DASHBOARD', 'OPERATOR')
  @Query(() => [InsurerFigures], { description: 'What an insurer stated about itself, the newest first, at most 100.' })
  async insurerFigures(
    @Arg('insurer', () => ID, WHOSE) insurer: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<readonly object[]> {
    return (await services.figures.figuresOf(viewer, whose(viewer, insurer))).map(figuresView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'DASHBOARD', 'OPERATOR')
  @Query(() => [ExchangeRate], { description: 'The rates an insurer states, each pair newest first, at most 500.' })
  async exchangeRates(
    @Arg('insurer', () => ID, WHOSE) insurer: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<readonly object[]> {
    return (await services.figures.ratesOf(viewer, whose(viewer, insurer))).map(exchangeRateView);
  }
}
