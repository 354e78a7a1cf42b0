import type { PartnerPayout } from '../../entities/index.js';
import type { CommissionFigures } from '../../premium/commission-payout.js';
import type { CommissionPeriod } from '../../premium/commission-periods.js';
import type { RepaymentFigures } from '../../premium/premium-repayment.js';
import { moneyView } from './money-view.js';
import { invoiceView } from './premium-invoice-view.js';

export const payoutView = (payout: PartnerPayout) => ({
  __typename: 'PartnerPayout',
  id: payout.id,
  kind: payout.kind,
  insurer: payout.insurerId,
  partner: payout.partnerId,
  amount: moneyView(payout.amountMinor, payout.currency),
  paidOn: payout.paidOn,
  reference: payout.reference,
  upTo: payout.upTo,
  recordedAt: payout.recordedAt,
});

export type PayoutView = ReturnType<typeof payoutView>;

const periodView = (period: CommissionPeriod, currency: string) => ({
  programme: period.programmeId,
  from: period.from,
  to: period.to,
  commission: moneyView(period.commissionMinor, currency),
  bounded: moneyView(period.boundedMinor, currency),
  minimum: moneyView(period.minimumMinor, currency),
  maximum: period.maximumMinor === null ? null : moneyView(period.maximumMinor, currency),
});

export const commissionPreviewView = (figures: CommissionFigures & { readonly token: string }) => ({
  __typename: 'CommissionPayoutPreview',
  accrued: moneyView(figures.accruedMinor, figures.currency),
  clawedBack: moneyView(figures.clawedBackMinor, figures.currency),
  bounds: moneyView(figures.boundsMinor, figures.currency),
  periods: figures.periods.map((period) => periodView(period, figures.currency)),
  paid: moneyView(figures.paidMinor, figures.currency),
  payable: moneyView(figures.payableMinor, figures.currency),
  token: figures.token,
});

export const repayPreviewView = (figures: RepaymentFigures & { readonly token: string }) => ({
  __typename: 'PremiumRepayPreview',
  open: moneyView(figures.openMinor, figures.currency),
  amount: moneyView(figures.amountMinor, figures.currency),
  parts: figures.notes.map(({ creditNote, minor }) => ({
    creditNote: invoiceView(creditNote),
    amount: moneyView(minor, figures.currency),
  })),
  token: figures.token,
});
