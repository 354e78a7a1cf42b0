import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type Outcome, today } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { dunningOf, dunningTermsOf } from '../premium/overdue.js';
import type { PaymentPreviewInput } from '../premium/payment-service.js';
import { Journal } from '../schema/ledger.js';
import { Policy } from '../schema/policy.js';
import { PremiumLine } from '../schema/premium.js';
import { OverduePremium, PremiumAllocation, PremiumInvoice, PremiumPayment } from '../schema/premium-invoice.js';
import {
  PremiumPaymentPreview,
  PremiumPaymentRecordInput,
  PremiumPaymentRecordPreviewInput,
  PremiumPaymentReverseInput,
  PremiumPaymentReversePreview,
} from '../schema/premium-payment-preview.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import { readAmounts } from './amounts.js';
import type { RequestContext } from './context.js';
import { journalView } from './views/ledger-view.js';
import type { PolicyView } from './views/policy-view.js';
import {
  allocationView,
  type InvoiceView,
  invoiceLineView,
  invoiceView,
  overdueView,
  type PaymentView,
  paymentView,
} from './views/premium-invoice-view.js';
import { paymentPreviewView, reversePreviewView } from './views/premium-payment-view.js';
import { problemView, resultView } from './views/problem-view.js';

const PROBLEMS = [InvalidInput, NotFound, StateConflict, IdempotencyConflict] as const;
const PremiumPaymentRecordResult = resultUnion('PremiumPaymentRecordResult', PremiumPayment, PROBLEMS);
const PremiumPaymentReverseResult = resultUnion('PremiumPaymentReverseResult', PremiumPayment, PROBLEMS);
const PremiumPaymentPreviewResult = resultUnion('PremiumPaymentPreviewResult', PremiumPaymentPreview, [
  InvalidInput,
  NotFound,
]);
const PremiumPaymentReversePreviewResult = resultUnion(
  'PremiumPaymentReversePreviewResult',
  PremiumPaymentReversePreview,
  [InvalidInput, NotFound, StateConflict],
);
const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

/** What came, as the service takes it. */
function readPayment(input: PremiumPaymentRecordPreviewInput): Outcome<PaymentPreviewInput> {
  const amounts = readAmounts({ amount: input.amount });
  if (!amounts.ok) return amounts;
  const { partner, policy, receivedOn, reference } = input;
  return { ok: true, value: { partner, policy: policy ?? null, receivedOn, reference, amount: amounts.value.amount } };
}

@Resolver(() => PremiumPayment)
export class PremiumPaymentResolver {
  @Authorized<Role>('INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Query(() => PremiumPaymentPreviewResult, {
    description: 'What premium that came would settle now, and what would be over; nothing is written.',
  })
  async premiumPaymentRecordPreview(
    @Arg('input', () => PremiumPaymentRecordPreviewInput, { description: 'What came.' })
    input: PremiumPaymentRecordPreviewInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const payment = readPayment(input);
    if (!payment.ok) return problemView(payment.error);
    return resultView(await services.premiumPayments.preview(viewer, payment.value), paymentPreviewView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Mutation(() => PremiumPaymentRecordResult, {
    description:
      'Records premium that came, in any order and size: the oldest invoices first, what is over is a deposit.',
  })
  async premiumPaymentRecord(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => PremiumPaymentRecordInput, { description: 'What came.' }) input: PremiumPaymentRecordInput,
    @Ctx() { viewer, services, loaders }: RequestContext,
  ): Promise<object> {
    const payment = readPayment(input);
    if (!payment.ok) return problemView(payment.error);
    // Read before within this request, invoices would show the past.
    loaders.premiumInvoice.clearAll();
    const request = { ...payment.value, token: input.token ?? null };
    return resultView(await services.premiumPayments.record(viewer, key, request), paymentView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Query(() => PremiumPaymentReversePreviewResult, {
    description: 'What taking a payment back would open again now; nothing is written.',
  })
  async premiumPaymentReversePreview(
    @Arg('input', () => PremiumPaymentReverseInput, { description: 'Which and why.' })
    { payment, reason }: PremiumPaymentReverseInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const asked = { payment, reason, token: null };
    return resultView(await services.premiumPayments.previewReversal(viewer, asked), reversePreviewView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Mutation(() => PremiumPaymentReverseResult, {
    description: 'Takes a payment back that did not hold: its invoices are open again, its entries reversed.',
  })
  async premiumPaymentReverse(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => PremiumPaymentReverseInput, { description: 'Which and why.' })
    { payment, reason, token }: PremiumPaymentReverseInput,
    @Ctx() { viewer, services, loaders }: RequestContext,
  ): Promise<object> {
    loaders.premiumInvoice.clearAll();
    return resultView(
      await services.premiumPayments.reverse(viewer, key, { payment, reason, token: token ?? null }),
      paymentView,
    );
  }

  @FieldResolver(() => [PremiumInvoice])
  async invoices(@Root() { id }: PaymentView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    const allocations = await loaders.allocationsOfPayment.load(id);
    const ids = [...new Set(allocations.map(({ invoiceId }) => invoiceId))];
    const invoices = await Promise.all(ids.map((invoiceId) => loaders.premiumInvoice.load(invoiceId)));
    return invoices.flatMap((invoice) => (invoice ? [invoiceView(invoice)] : []));
  }

  @FieldResolver(() => [Journal])
  async ledger(@Root() { id }: PaymentView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.journalsOfSubject.load(id)).map(journalView);
  }
}

@Resolver(() => PremiumInvoice)
export class PremiumInvoiceResolver {
  @FieldResolver(() => [PremiumLine])
  async lines(@Root() { id, currency }: InvoiceView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.linesOfInvoice.load(id)).map((line) => invoiceLineView(line, currency));
  }

  @FieldResolver(() => [PremiumAllocation])
  async allocations(
    @Root() { id, currency }: InvoiceView,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly object[]> {
    return (await loaders.allocationsOfInvoice.load(id)).map((allocation) => allocationView(allocation, currency));
  }

  @FieldResolver(() => [Journal])
  async ledger(@Root() { subjectId }: InvoiceView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.journalsOfSubject.load(subjectId)).map(journalView);
  }
}

/** What is asked for a policy, and what is late of it. */
@Resolver(() => Policy)
export class PolicyInvoiceResolver {
  @FieldResolver(() => [PremiumInvoice], { description: 'Invoices and credit notes, in the order they were issued.' })
  async invoices(@Root() { id }: PolicyView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.invoicesOfPolicy.load(id)).map(invoiceView);
  }

  @FieldResolver(() => OverduePremium, {
    nullable: true,
    description: 'Premium past its due date, with the reminders that follow; null when nothing is late.',
  })
  async overduePremium(
    @Root() { id }: PolicyView,
    @Ctx() { loaders, services }: RequestContext,
  ): Promise<object | null> {
    const overdue = await loaders.overduePremiumOfPolicy.load(id);
    if (!overdue) return null;
    const terms = dunningTermsOf(await services.catalogue.terms(overdue.productVersionId));
    return overdueView(overdue, dunningOf(overdue, terms, today(services.clock, overdue.timeZone)));
  }
}
