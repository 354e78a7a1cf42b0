import { jsonRows } from '../database/columns.js';
import { Loan } from '../entities/index.js';
import type { CalendarDate } from '../kernel/index.js';
import type { PolicyBranch } from './policy-reader.js';

const LOANS = jsonRows(Loan);

/** An instalment of a branch: everything stays text, which is all that a list shows of it. Amounts are minor units. */
export type BranchedInstalment = readonly [
  number: string,
  dueOn: string,
  principal: string,
  interest: string,
  paidPrincipal: string,
  paidInterest: string,
];

// Written as plain text: six columns that are never null nor hold a separator. As JSON arrays they cost PostgreSQL twice
// as much, and they are most of a page.
const INSTALMENT = `concat_ws(',', i.number, i.due_on, i.principal_minor, i.interest_minor, i.paid_principal_minor,
  i.paid_interest_minor)`;

const readInstalments = (text: string): BranchedInstalment[] =>
  text.split(';').map((row) => row.split(',') as unknown as BranchedInstalment);

/** A loan that was read with its policy; the schedule only when it was asked for. */
export interface BranchedLoan {
  readonly loan: Loan;
  readonly instalments: readonly BranchedInstalment[] | undefined;
  /** The day as of which it is shown; absent for the present one. */
  readonly on?: CalendarDate;
}

const schedule = `(SELECT string_agg(${INSTALMENT}, ';' ORDER BY i.number) FROM instalment i
                   WHERE i.loan_id = l.id AND i.partner_id = l.partner_id)`;

const branch = (name: string, instalments: string): PolicyBranch => ({
  name,
  sql: `SELECT json_build_array(${LOANS.sql('l')}, ${instalments}) FROM loan l
        WHERE l.policy_id = p.id AND l.partner_id = p.partner_id`,
});

export const loanBranch = branch('loan', 'NULL');
export const loanAndScheduleBranch = branch('loanAndSchedule', schedule);

/** What either branch wrote: the loan, or null before it is paid out. */
export function readLoanBranch(json: unknown): BranchedLoan | null {
  if (!json) return null;
  const [loan, instalments] = json as readonly [unknown, string | null];
  return { loan: LOANS.read(loan), instalments: instalments === null ? undefined : readInstalments(instalments) };
}
