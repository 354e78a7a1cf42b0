import { invariant } from '../../kernel/index.js';
import { type Account, accountOf } from '../../ledger/accounts.js';
import type { JournalEntry, PlannedJournal } from '../../ledger/journal.js';
import type { AccountBalance, AccountEntry, AccountStatement, TrialBalance } from '../../ledger/ledger-service.js';
import { moneyView } from './money-view.js';

function accountView(code: string): Account {
  const account = accountOf(code);
  invariant(account, `account ${code} is not in the chart of accounts`);
  return account;
}

export const balanceView = (balance: AccountBalance, currency: string) => ({
  account: accountView(balance.account),
  debit: moneyView(balance.debitMinor, currency),
  credit: moneyView(balance.creditMinor, currency),
  balance: moneyView(balance.balanceMinor, currency),
});

export const trialBalanceView = ({ currency, lines, debitMinor, creditMinor }: TrialBalance) => ({
  accounts: lines.map((line) => balanceView(line, currency)),
  debit: moneyView(debitMinor, currency),
  credit: moneyView(creditMinor, currency),
});

const postingView = (account: string, minor: bigint, currency: string) => ({
  account: accountView(account),
  debit: minor > 0n ? moneyView(minor, currency) : null,
  credit: minor < 0n ? moneyView(-minor, currency) : null,
});

export const journalView = (journal: JournalEntry) => ({
  id: journal.id,
  kind: journal.kind,
  subject: journal.subjectId,
  bookedOn: journal.bookedOn,
  recordedAt: journal.recordedAt,
  reverses: journal.reverses,
  postings: journal.postings.map(({ account, amountMinor, currency }) => postingView(account, amountMinor, currency)),
});

export const plannedJournalView = (journal: PlannedJournal) => ({
  insurer: journal.insurerId,
  policyId: journal.policyId,
  kind: journal.kind,
  bookedOn: journal.bookedOn,
  reverses: journal.reverses ?? null,
  postings: journal.postings.map(({ account, minor, currency }) => postingView(account, minor, currency)),
});

export const accountStatementView = (statement: AccountStatement) => ({
  ...balanceView(statement, statement.currency),
  opening: moneyView(statement.openingMinor, statement.currency),
  closing: moneyView(statement.closingMinor, statement.currency),
  statement,
});

export const accountEntryView = ({ id, amountMinor, journal }: AccountEntry, currency: string) => ({
  id,
  debit: amountMinor > 0n ? moneyView(amountMinor, currency) : null,
  credit: amountMinor < 0n ? moneyView(-amountMinor, currency) : null,
  journal: journalView(journal),
});
