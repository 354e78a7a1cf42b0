import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { MoratoriumInput as MoratoriumRequest } from '../collections/moratorium-request.js';
import { type CalendarDate, invariant } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { connectionOf } from '../schema/connection.js';
import {
  Moratorium,
  MoratoriumInput,
  MoratoriumLiftInput,
  MoratoriumPreview,
  MoratoriumProgress,
  MoratoriumRefusal,
} from '../schema/moratorium.js';
import { PageArgs } from '../schema/page-args.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { moratoriumView } from './views/collection-view.js';
import { moratoriumPreviewView } from './views/moratorium-view.js';
import { resultView } from './views/problem-view.js';

const PROBLEMS = [InvalidInput, NotFound, StateConflict, IdempotencyConflict] as const;
const MoratoriumPreviewResult = resultUnion('MoratoriumPreviewResult', MoratoriumPreview, [InvalidInput, NotFound]);
const MoratoriumOrderResult = resultUnion('MoratoriumOrderResult', Moratorium, PROBLEMS);
const MoratoriumLiftResult = resultUnion('MoratoriumLiftResult', Moratorium, PROBLEMS);
const MoratoriumConnection = connectionOf(Moratorium);
const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

const readInput = (input: MoratoriumInput): MoratoriumRequest => ({
  programme: input.programme ?? null,
  lender: input.lender ?? null,
  reason: input.reason,
  from: input.from as CalendarDate,
  until: input.until as CalendarDate,
  postponeMonths: input.postponeMonths ?? null,
  isInterestCharged: input.isInterestCharged,
  note: input.note ?? null,
});

@Resolver(() => Moratorium)
export class MoratoriumResolver {
  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS', 'INSURER_UNDERWRITER', 'OPERATOR')
  @Query(() => MoratoriumPreviewResult, {
    description: 'What a moratorium would reach and do now; nothing is written.',
  })
  async moratoriumPreview(
    @Arg('input', () => MoratoriumInput) input: MoratoriumInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.moratoria.preview(viewer, readInput(input)), moratoriumPreviewView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS', 'INSURER_UNDERWRITER', 'OPERATOR')
  @Mutation(() => MoratoriumOrderResult, {
    description:
      'Holds every policy it reaches: the first 200 at once, the others, and those that come into force later, by the day’s tasks.',
  })
  async moratoriumOrder(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => MoratoriumInput) input: MoratoriumInput,
    @Arg('token', () => String, { nullable: true, description: 'Of a preview whose figures must still hold.' })
    token: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const order = { ...readInput(input), token: token ?? null };
    return resultView(await services.moratoria.order({ viewer, idempotencyKey }, order), moratoriumView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS', 'INSURER_UNDERWRITER', 'OPERATOR')
  @Mutation(() => MoratoriumLiftResult, {
    description:
      'Ends it today, by the organisation that ordered it. Postponed instalments stay so, and so do holds that went to another lender with their loan.',
  })
  async moratoriumLift(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => MoratoriumLiftInput) { moratorium }: MoratoriumLiftInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.moratoria.lift({ viewer, idempotencyKey }, { moratorium }), moratoriumView);
  }

  @Authorized<Role>()
  @Query(() => Moratorium, { nullable: true, description: 'A moratorium; null when the viewer may not see it.' })
  async moratorium(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object | null> {
    const row = await services.moratoria.byId(viewer, id);
    return row ? moratoriumView(row) : null;
  }

  @Authorized<Role>()
  @Query(() => MoratoriumConnection, { description: 'Moratoria, those that are over as well.' })
  async moratoria(@Args(() => PageArgs) args: PageArgs, @Ctx() { viewer, services }: RequestContext): Promise<object> {
    const query = keysetQuery(args);
    return connectionPage(args, query, await services.moratoria.page(viewer, query), moratoriumView);
  }

  @FieldResolver(() => MoratoriumProgress, { description: 'How far it is.' })
  async progress(@Root() { id }: Moratorium, @Ctx() { loaders }: RequestContext): Promise<object> {
    const [progress] = await loaders.progressOfMoratorium.load(id);
    invariant(progress, `moratorium ${id} is visible`);
    return progress;
  }

  @FieldResolver(() => [MoratoriumRefusal], {
    description: 'Policies that are held but whose instalments could not be postponed, the first 100.',
  })
  async refusals(@Root() { id }: Moratorium, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return loaders.refusalsOfMoratorium.load(id);
  }
}
