import { Arg, Args, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Outcome } from '../kernel/index.js';
import type { SellableProgramme } from '../partners/programme-catalogue.js';
import type { OrganisationKind, Role } from '../partners/viewer.js';
import {
  OrganisationCreateInput,
  PartnerCreateInput,
  ProgrammeCreateInput,
  ProgrammeLenderAddInput,
  ProgrammeMoveInput,
  ProgrammeProductRemoveInput,
  ProgrammeProductSetInput,
} from '../schema/administration.js';
import { connectionOf } from '../schema/connection.js';
import { OrganisationKindEnum } from '../schema/enums.js';
import { Organisation } from '../schema/organisation.js';
import { PageArgs } from '../schema/page-args.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import { Programme } from '../schema/viewer.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { resultView } from './views/problem-view.js';

const OrganisationConnection = connectionOf(Organisation);
const OrganisationCreateResult = resultUnion('OrganisationCreateResult', Organisation, [
  InvalidInput,
  IdempotencyConflict,
]);
const ProgrammeCreateResult = resultUnion('ProgrammeCreateResult', Programme, [InvalidInput, IdempotencyConflict]);
const ProgrammeChangeResult = resultUnion('ProgrammeChangeResult', Programme, [
  InvalidInput,
  NotFound,
  StateConflict,
  IdempotencyConflict,
]);
const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };
const programmeView = (outcome: Outcome<SellableProgramme>): object =>
  resultView(outcome, (programme) => ({ __typename: 'Programme', ...programme }));

@Resolver()
export class OrganisationMutations {
  @Authorized<Role>('OPERATOR')
  @Query(() => OrganisationConnection, { description: 'Every organisation of this installation.' })
  async organisations(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('kind', () => OrganisationKindEnum, { nullable: true, description: 'Only these.' })
    kind: OrganisationKind | null,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    return connectionPage(args, query, await services.organisations.page({ ...query, kind }), (row) => row);
  }

  @Authorized<Role>('OPERATOR')
  @Mutation(() => OrganisationCreateResult, {
    description: 'Makes a partner, lender or insurer; apiKeyCreate gives it a key.',
  })
  async organisationCreate(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => OrganisationCreateInput) input: OrganisationCreateInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const outcome = await services.organisations.create(viewer, key, { ...input });
    return resultView(outcome, (organisation) => ({ __typename: 'Organisation', ...organisation }));
  }

  @Authorized<Role>('OPERATOR')
  @Mutation(() => OrganisationCreateResult, { description: 'The same as organisationCreate of kind PARTNER.' })
  async partnerCreate(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => PartnerCreateInput) input: PartnerCreateInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return this.organisationCreate(key, { ...input, kind: 'PARTNER' }, context);
  }
}

@Resolver()
export class ProgrammeMutations {
  @Authorized<Role>('OPERATOR')
  @Mutation(() => ProgrammeCreateResult, {
    description: 'Makes a programme. Quotes need at least a lender, a product and room on the limits of its insurers.',
  })
  async programmeCreate(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => ProgrammeCreateInput) input: ProgrammeCreateInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return programmeView(await services.programmes.create(viewer, key, { ...input }));
  }

  @Authorized<Role>('OPERATOR')
  @Mutation(() => ProgrammeChangeResult, {
    description:
      "Sells a published version from the next quote on, instead of its insurer's present one or as another insurer's. Quotes that were made keep theirs. Every gateway follows within two seconds.",
  })
  async programmeProductSet(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => ProgrammeProductSetInput) input: ProgrammeProductSetInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return programmeView(await services.programmes.setProduct(viewer, key, { ...input }));
  }

  @Authorized<Role>('OPERATOR')
  @Mutation(() => ProgrammeChangeResult, {
    description: 'Sells nothing of an insurer any more. Its offers that were made can still be taken.',
  })
  async programmeProductRemove(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => ProgrammeProductRemoveInput) input: ProgrammeProductRemoveInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return programmeView(await services.programmes.removeProduct(viewer, key, { ...input }));
  }

  @Authorized<Role>('OPERATOR')
  @Mutation(() => ProgrammeChangeResult, { description: 'Adds a lender; one that is there already stays.' })
  async programmeLenderAdd(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => ProgrammeLenderAddInput) input: ProgrammeLenderAddInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return programmeView(await services.programmes.addLender(viewer, key, { ...input }));
  }

  @Authorized<Role>('OPERATOR')
  @Mutation(() => ProgrammeChangeResult, {
    description: 'Takes no new business until it is resumed. Offers that were made can still be taken.',
  })
  async programmeSuspend(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => ProgrammeMoveInput) input: ProgrammeMoveInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return programmeView(await services.programmes.move(viewer, key, { ...input, to: 'SUSPENDED' }));
  }

  @Authorized<Role>('OPERATOR')
  @Mutation(() => ProgrammeChangeResult, { description: 'Takes new business again.' })
  async programmeResume(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => ProgrammeMoveInput) input: ProgrammeMoveInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return programmeView(await services.programmes.move(viewer, key, { ...input, to: 'OPEN' }));
  }
}
