import { remittanceOf } from '../../documents/statement.js';
import type { StatementRow } from '../../documents/statement-rows.js';
import type { StatementFigures, StatementLine, StatementQuery, StatementTotals } from '../../ledger/statement.js';
import { documentView } from './claim-view.js';
import { moneyView } from './money-view.js';

const figuresView = (figures: StatementFigures, currency: string) => ({
  premium: moneyView(figures.premiumMinor, currency),
  refund: moneyView(figures.refundMinor, currency),
  commission: moneyView(figures.commissionMinor, currency),
  received: moneyView(figures.receivedMinor, currency),
  claimsPaid: moneyView(figures.claimsPaidMinor, currency),
});

type Totals = Omit<StatementTotals, 'entryCount'>;

function contentView(totals: Totals, { insurerId, partnerId, currency }: Omit<StatementQuery, 'from' | 'to'>) {
  const { payerId, payeeId, amountMinor } = remittanceOf({ closingMinor: totals.closingMinor, insurerId, partnerId });
  return {
    ...figuresView(totals, currency),
    opening: moneyView(totals.openingMinor, currency),
    closing: moneyView(totals.closingMinor, currency),
    remittance: {
      payer: payerId,
      payee: payeeId,
      amount: moneyView(amountMinor, currency),
      premium: moneyView(totals.premiumDueMinor, currency),
      commission: moneyView(totals.commissionDueMinor, currency),
    },
  };
}

export const previewView = (totals: StatementTotals, query: StatementQuery) => ({
  __typename: 'StatementPreview',
  ...contentView(totals, query),
  query,
});

export const statementView = (statement: StatementRow) => ({
  __typename: 'Statement',
  id: statement.id,
  insurer: statement.insurerId,
  partner: statement.partnerId,
  currency: statement.currency,
  from: statement.fromOn,
  to: statement.toOn,
  version: statement.version,
  supersededId: statement.supersedes,
  requestedBy: statement.requestedBy,
  createdAt: statement.createdAt,
  lineCount: statement.lineCount,
  ...contentView(statement, statement),
  csv: statement.csv && documentView(statement.csv),
  pdf: statement.pdf && documentView(statement.pdf),
});

export type StatementView = ReturnType<typeof statementView>;

export const statementLineView = (line: StatementLine, currency: string) => ({
  id: line.id,
  kind: line.kind,
  bookedOn: line.bookedOn,
  policyNumber: line.policyNumber,
  ...figuresView(line, currency),
});
