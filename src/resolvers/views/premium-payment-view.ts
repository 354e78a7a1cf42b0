import type { Previewed } from '../../kernel/index.js';
import type { PaymentFigures, SettledInvoice } from '../../premium/payment.js';
import type { ReversalFigures } from '../../premium/payment-reversal.js';
import { plannedJournalView } from './ledger-view.js';
import { moneyView } from './money-view.js';
import { invoiceView } from './premium-invoice-view.js';

const partView = ({ invoice, minor }: SettledInvoice) => ({
  policyId: invoice.policyId,
  invoice: invoiceView(invoice),
  amount: moneyView(minor, invoice.currency),
});

export const paymentPreviewView = (figures: Previewed<PaymentFigures>) => ({
  __typename: 'PremiumPaymentPreview',
  amount: moneyView(figures.minor, figures.currency),
  parts: figures.settled.map(partView),
  unallocated: moneyView(figures.leftMinor, figures.currency),
  ledger: figures.journals.map(plannedJournalView),
  token: figures.token,
});

export const reversePreviewView = ({ payment, reopened, netted, journals, token }: Previewed<ReversalFigures>) => ({
  __typename: 'PremiumPaymentReversePreview',
  partner: payment.partnerId,
  amount: moneyView(payment.amountMinor, payment.currency),
  reopened: reopened.map(partView),
  deposit: moneyView(payment.unallocatedMinor, payment.currency),
  netted: netted.map(({ creditNote, invoice, minor }) => ({
    creditNote: invoiceView(creditNote),
    invoice: invoiceView(invoice),
    amount: moneyView(minor, payment.currency),
  })),
  ledger: journals.map(plannedJournalView),
  token,
});
