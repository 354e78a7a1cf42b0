import type { CoInsuranceSettlement } from '../../entities/index.js';
import type { AccountFigures, AccountLine, AccountQuery, AccountTotals } from '../../ledger/co-insurance-account.js';
import type { SettlementFigures } from '../../premium/settlement-service.js';
import { moneyView } from './money-view.js';

const figuresView = (figures: AccountFigures, currency: string) => ({
  premium: moneyView(figures.premiumMinor, currency),
  claims: moneyView(figures.claimsMinor, currency),
  recoveries: moneyView(figures.recoveriesMinor, currency),
  settled: moneyView(figures.settledMinor, currency),
});

export const accountView = (totals: AccountTotals, query: AccountQuery) => ({
  ...figuresView(totals, query.currency),
  opening: moneyView(totals.openingMinor, query.currency),
  closing: moneyView(totals.closingMinor, query.currency),
  query,
});

export type AccountView = ReturnType<typeof accountView>;

export const accountLineView = (line: AccountLine, currency: string) => ({
  id: line.id,
  kind: line.kind,
  bookedOn: line.bookedOn,
  policyNumber: line.policyNumber,
  ...figuresView(line, currency),
});

interface Due {
  readonly minor: bigint;
  readonly currency: string;
  readonly leaderId: string;
  readonly followerId: string;
}

function paymentView({ minor, currency, leaderId, followerId }: Due) {
  const [payer, payee] = minor > 0n ? [leaderId, followerId] : [followerId, leaderId];
  const amount = moneyView(minor < 0n ? -minor : minor, currency);
  return minor === 0n ? { amount, payer: null, payee: null } : { amount, payer, payee };
}

export const settlePreviewView = (figures: SettlementFigures & { readonly token: string }) => ({
  __typename: 'CoInsuranceSettlePreview',
  ...paymentView({ ...figures, minor: figures.dueMinor }),
  token: figures.token,
});

export const settlementView = (settlement: CoInsuranceSettlement) => ({
  __typename: 'CoInsuranceSettlement',
  id: settlement.id,
  ...paymentView({ ...settlement, minor: settlement.amountMinor, leaderId: settlement.insurerId }),
  paidOn: settlement.paidOn,
  reference: settlement.reference,
  recordedAt: settlement.recordedAt,
});
