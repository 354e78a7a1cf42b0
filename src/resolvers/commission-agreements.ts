import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { CommissionAgreement as AgreementRow } from '../entities/index.js';
import type { CalendarDate } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { CommissionAgreement, CommissionAgreementSetInput } from '../schema/commission-agreement.js';
import { IdempotencyConflict, InvalidInput, NotFound } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import { readAmounts } from './amounts.js';
import type { RequestContext } from './context.js';
import { moneyView } from './views/money-view.js';
import { problemView, resultView } from './views/problem-view.js';

const CommissionAgreementSetResult = resultUnion('CommissionAgreementSetResult', CommissionAgreement, [
  InvalidInput,
  NotFound,
  IdempotencyConflict,
]);

const agreementView = ({ insurerId, partnerId, programmeId, minimumMinor, maximumMinor, ...rest }: AgreementRow) => ({
  ...rest,
  __typename: 'CommissionAgreement',
  insurer: insurerId,
  partner: partnerId,
  programme: programmeId,
  minimum: moneyView(minimumMinor, rest.currency),
  maximum: maximumMinor === null ? null : moneyView(maximumMinor, rest.currency),
});

@Resolver()
export class CommissionAgreementResolver {
  @Authorized<Role>('INSURER_UNDERWRITER')
  @Mutation(() => CommissionAgreementSetResult, {
    description: 'Agrees on bounds of the commission of each payout period, for a partner or one of its programmes.',
  })
  async commissionAgreementSet(
    @Arg('idempotencyKey', () => String, { description: 'Chosen by the caller, 1 to 200 characters.' }) key: string,
    @Arg('input', () => CommissionAgreementSetInput, { description: 'What was agreed.' })
    input: CommissionAgreementSetInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const { minimum, maximum, programme, fromOn, ...rest } = input;
    const amounts = readAmounts({ minimum, maximum });
    if (!amounts.ok) return problemView(amounts.error);
    const agreed = { ...rest, ...amounts.value, programme: programme ?? null, fromOn: fromOn as CalendarDate };
    return resultView(await services.commissionAgreements.set(viewer, key, agreed), agreementView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Query(() => [CommissionAgreement], {
    description: "Agreements of the viewer's organisation, oldest first, at most 500; the operator's all.",
  })
  async commissionAgreements(
    @Arg('partner', () => ID, { nullable: true, description: 'Only with this partner.' }) partner: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<readonly object[]> {
    return (await services.commissionAgreements.list(viewer, partner ?? null)).map(agreementView);
  }
}
