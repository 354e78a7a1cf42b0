import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { InsurerAnswer as AnswerRow } from '../entities/index.js';
import type { Role } from '../partners/viewer.js';
import { connectionOf } from '../schema/connection.js';
import { InsurerAnswer, InsurerAnswerFilter } from '../schema/insurer-answer.js';
import { Organisation } from '../schema/organisation.js';
import { PageArgs } from '../schema/page-args.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { minorTextView } from './views/money-view.js';

const InsurerAnswerConnection = connectionOf(InsurerAnswer);

interface StoredFacts {
  readonly dimension: string;
  readonly currency: string;
  readonly requestedMinor: string;
  readonly availableMinor: string;
  readonly limit?: {
    readonly id: string;
    readonly measure: string;
    readonly currency: string;
    readonly rule: string;
    readonly capMinor: string;
    readonly usedMinor: string;
  };
}

function limitOf(stored: unknown) {
  if (!stored) return null;
  const { dimension, currency, requestedMinor, availableMinor, limit } = stored as StoredFacts;
  const isCount = limit?.measure === 'COUNT';
  return {
    dimension,
    requested: minorTextView(requestedMinor, currency),
    available: minorTextView(availableMinor, currency),
    limit: limit?.id ?? null,
    cap: limit && !isCount ? minorTextView(limit.capMinor, limit.currency) : null,
    used: limit && !isCount ? minorTextView(limit.usedMinor, limit.currency) : null,
    capCount: limit && isCount ? Number(limit.capMinor) : null,
    rule: limit?.rule || null,
  };
}

const answerView = ({ quoteId, insurerId, outcome, reasons, limitFacts, answeredAt }: AnswerRow) => ({
  quoteId,
  insurerId,
  outcome,
  reasons,
  limit: limitOf(limitFacts),
  answeredAt,
});

@Resolver(() => InsurerAnswer)
export class InsurerAnswerResolver {
  @Authorized<Role>('INSURER_UNDERWRITER', 'DASHBOARD', 'OPERATOR')
  @Query(() => InsurerAnswerConnection, {
    description: 'Why insurers made no offer: an insurer sees its own answers, the operator all, partners none.',
  })
  async insurerAnswers(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => InsurerAnswerFilter, { nullable: true, description: 'Narrows the list.' })
    filter: InsurerAnswerFilter | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const rows = await services.insurerAnswers.page(viewer, { ...query, ...filter });
    return connectionPage(args, query, rows, answerView);
  }

  @FieldResolver(() => Organisation, { description: 'Who made no offer.' })
  async insurer(
    @Root() answer: ReturnType<typeof answerView>,
    @Ctx() { loaders }: RequestContext,
  ): Promise<object | null> {
    return loaders.organisation.load(answer.insurerId);
  }
}
