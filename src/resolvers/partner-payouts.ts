import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CalendarDate } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { Journal } from '../schema/ledger.js';
import {
  CommissionPayoutInput,
  CommissionPayoutPreview,
  CommissionPayoutPreviewInput,
  PartnerPayout,
  PremiumRepayInput,
  PremiumRepayPreview,
  PremiumRepayPreviewInput,
} from '../schema/partner-payout.js';
import { PremiumInvoice } from '../schema/premium-invoice.js';
import { IdempotencyConflict, InvalidInput, LimitExceeded, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import { readAmounts } from './amounts.js';
import type { RequestContext } from './context.js';
import { journalView } from './views/ledger-view.js';
import { commissionPreviewView, type PayoutView, payoutView, repayPreviewView } from './views/partner-payout-view.js';
import { invoiceView } from './views/premium-invoice-view.js';
import { problemView, resultView } from './views/problem-view.js';

const CommissionPayoutPreviewResult = resultUnion('CommissionPayoutPreviewResult', CommissionPayoutPreview, [
  InvalidInput,
  NotFound,
]);
const CommissionPayoutResult = resultUnion('CommissionPayoutResult', PartnerPayout, [
  InvalidInput,
  NotFound,
  StateConflict,
  IdempotencyConflict,
]);
const PremiumRepayPreviewResult = resultUnion('PremiumRepayPreviewResult', PremiumRepayPreview, [
  InvalidInput,
  NotFound,
  LimitExceeded,
]);
const PremiumRepayResult = resultUnion('PremiumRepayResult', PartnerPayout, [
  InvalidInput,
  NotFound,
  StateConflict,
  LimitExceeded,
  IdempotencyConflict,
]);
const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

const commissionOf = ({ insurer, partner, currency, upTo }: CommissionPayoutPreviewInput) => ({
  insurer: insurer ?? null,
  partner,
  currency,
  upTo: (upTo ?? null) as CalendarDate | null,
});

const payeeOf = ({ insurer, partner, currency }: PremiumRepayPreviewInput) => ({
  insurer: insurer ?? null,
  partner,
  currency,
});

const wireOf = ({ paidOn, reference, token }: CommissionPayoutInput | PremiumRepayInput) => ({
  paidOn: paidOn as CalendarDate,
  reference,
  token: token ?? null,
});

/** Money from an insurer to a partner. */
@Resolver(() => PartnerPayout)
export class PartnerPayoutResolver {
  @Authorized<Role>('INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Query(() => CommissionPayoutPreviewResult, {
    description: 'The commission that is payable to a partner now; nothing is written.',
  })
  async commissionPayoutPreview(
    @Arg('input', () => CommissionPayoutPreviewInput, { description: 'To whom, up to when.' })
    input: CommissionPayoutPreviewInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.payouts.previewCommission(viewer, commissionOf(input)), commissionPreviewView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Mutation(() => CommissionPayoutResult, {
    description: 'Records that all commission payable to a partner was paid. Refused when none is.',
  })
  async commissionPayout(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => CommissionPayoutInput, { description: 'To whom, up to when, and how it was paid.' })
    input: CommissionPayoutInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const payout = { ...commissionOf(input), ...wireOf(input) };
    return resultView(await services.payouts.payCommission(viewer, key, payout), payoutView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Query(() => PremiumRepayPreviewResult, {
    description: 'What open credit notes give back to a partner now; nothing is written.',
  })
  async premiumRepayPreview(
    @Arg('input', () => PremiumRepayPreviewInput, { description: 'To whom, and how much.' })
    input: PremiumRepayPreviewInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const amounts = readAmounts({ amount: input.amount });
    if (!amounts.ok) return problemView(amounts.error);
    const repayment = { ...payeeOf(input), amount: amounts.value.amount };
    return resultView(await services.payouts.previewRepayment(viewer, repayment), repayPreviewView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Mutation(() => PremiumRepayResult, {
    description:
      'Records that premium was paid back to a partner: the oldest credit notes first, never more than is open.',
  })
  async premiumRepay(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => PremiumRepayInput, { description: 'To whom, how much, and how it was paid.' })
    input: PremiumRepayInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const amounts = readAmounts({ amount: input.amount });
    if (!amounts.ok) return problemView(amounts.error);
    const repayment = { ...payeeOf(input), ...wireOf(input), amount: amounts.value.amount };
    return resultView(await services.payouts.repayPremium(viewer, key, repayment), payoutView);
  }

  @FieldResolver(() => [PremiumInvoice])
  async creditNotes(
    @Root() { id, kind }: PayoutView,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<readonly object[]> {
    if (kind === 'COMMISSION') return [];
    const allocations = await services.premiumReader.allocationsOfPayments(viewer, [id]);
    const ids = allocations.map(({ invoiceId }) => invoiceId);
    const notes = new Map((await services.premiumReader.invoices(viewer, ids)).map((note) => [note.id, note]));
    return ids.flatMap((noteId) => notes.get(noteId) ?? []).map(invoiceView);
  }

  @FieldResolver(() => [Journal])
  async ledger(@Root() { id }: PayoutView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.journalsOfSubject.load(id)).map(journalView);
  }
}
