import { jsonRows } from '../database/columns.js';
import { Loan } from '../entities/index.js';
import type { CalendarDate } from '../kernel/index.js';
import type { ServicedInstalment } from './instalments.js';
import type { PolicyBranch } from './policy-reader.js';

const LOANS = jsonRows(Loan);

/**
 * A schedule as text, which is all that a list shows of it: a semicolon between instalments, a comma between their
 * number, due date, and in minor units principal, interest, paid principal and paid interest.
 */
export type ScheduleText = string;

/** The same of instalments that were read by themselves. */
export const scheduleText = (
  instalments: readonly (Omit<ServicedInstalment, 'dueOn'> & { readonly dueOn: string })[],
): ScheduleText =>
  instalments
    .map((row) =>
      [
        row.number,
        row.dueOn,
        row.principalMinor,
        row.interestMinor,
        row.paidPrincipalMinor,
        row.paidInterestMinor,
      ].join(','),
    )
    .join(';');

// As JSON arrays they cost PostgreSQL twice as much, and they are most of a page.
const INSTALMENT = `concat_ws(',', i.number, i.due_on, i.principal_minor, i.interest_minor, i.paid_principal_minor,
  i.paid_interest_minor)`;

/** A loan that was read with its policy; the schedule only when it was asked for. */
export interface BranchedLoan {
  readonly loan: Loan;
  readonly schedule: ScheduleText | undefined;
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
  const [loan, text] = json as readonly [unknown, string | null];
  return { loan: LOANS.read(loan), schedule: text ?? undefined };
}
