import type { PremiumAllocation, PremiumInvoice, PremiumInvoiceLine, PremiumPayment } from '../../entities/index.js';
import type { Dunning, OverduePremium } from '../../premium/overdue.js';
import { moneyView } from './money-view.js';

export const invoiceView = (invoice: PremiumInvoice) => ({
  id: invoice.id,
  policyId: invoice.policyId,
  sequence: invoice.sequence,
  kind: invoice.kind,
  issuedOn: invoice.issuedOn,
  dueOn: invoice.dueOn,
  amount: moneyView(invoice.amountMinor, invoice.currency),
  settled: moneyView(invoice.settledMinor, invoice.currency),
  open: moneyView(invoice.amountMinor - invoice.settledMinor, invoice.currency),
  subjectId: invoice.subjectId,
  currency: invoice.currency,
});

export type InvoiceView = ReturnType<typeof invoiceView>;

export const invoiceLineView = ({ kind, amountMinor }: PremiumInvoiceLine, currency: string) => ({
  kind,
  amount: moneyView(amountMinor, currency),
});

export const allocationView = ({ sourceId, amountMinor, recordedAt }: PremiumAllocation, currency: string) => ({
  source: sourceId,
  amount: moneyView(amountMinor, currency),
  recordedAt,
});

export const paymentView = (payment: PremiumPayment) => ({
  __typename: 'PremiumPayment',
  id: payment.id,
  partnerId: payment.partnerId,
  insurerId: payment.insurerId,
  reference: payment.reference,
  receivedOn: payment.receivedOn,
  amount: moneyView(payment.amountMinor, payment.currency),
  unallocated: moneyView(payment.unallocatedMinor, payment.currency),
  reverses: payment.reverses,
  reason: payment.reason,
});

export type PaymentView = ReturnType<typeof paymentView>;

export const overdueView = (overdue: OverduePremium, dunning: Dunning) => ({
  amount: moneyView(overdue.overdueMinor, overdue.currency),
  oldestDueOn: overdue.oldestDueOn,
  daysOverdue: dunning.daysOverdue,
  stage: dunning.stage,
  notices: dunning.notices,
  lapsesOn: dunning.lapsesOn,
});
