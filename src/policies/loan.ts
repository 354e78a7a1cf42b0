import type { Transaction } from '../database/unit-of-work.js';
import type { Policy } from '../entities/index.js';
import { invariant, type LoanId, newId } from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';
import { storedLoan } from '../underwriting/loan-request.js';
import { openingInstalments } from './instalments.js';

export interface LoanOpening {
  readonly policy: Pick<Policy, 'id' | 'partnerId' | 'insurerId' | 'lenderId'>;
  /** The loan as it was paid out. */
  readonly request: LoanRequest;
  /** IANA zone of the loan's business dates: the programme's. */
  readonly timeZone: string;
  readonly noticeDays: number;
  readonly waitingDays: number;
  /** The lender's own number of the loan. */
  readonly reference: string;
}

const INSERT_LOAN = {
  name: 'loan.open',
  text: `INSERT INTO loan (id, policy_id, partner_id, insurer_id, lender_id, reference, currency, time_zone, terms, status,
           principal_minor, outstanding_principal_minor, overdue_state, oldest_unpaid_due_on, notice_days, waiting_days)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'ACTIVE', $10, $10, 'CURRENT', $11, $12, $13)`,
};
const INSERT_INSTALMENTS = {
  name: 'loan.openInstalments',
  text: `INSERT INTO instalment (loan_id, partner_id, insurer_id, lender_id, number, due_on, principal_minor, interest_minor)
         SELECT $1, $2, $3, $4, * FROM unnest($5::integer[], $6::date[], $7::bigint[], $8::bigint[])`,
};

/** Opens the insured loan of a policy with its repayment schedule, in two statements. */
export async function openLoan(tx: Transaction, opening: LoanOpening): Promise<LoanId> {
  const { policy, request, timeZone, noticeDays, waitingDays, reference } = opening;
  const id = newId('loan');
  const { partnerId, insurerId, lenderId } = policy;
  const rows = openingInstalments(request);
  const firstDueOn = rows[0]?.dueOn;
  invariant(firstDueOn, `loan of policy ${policy.id} has an instalment`);
  await tx.run(INSERT_LOAN, [
    id,
    policy.id,
    partnerId,
    insurerId,
    lenderId,
    reference,
    request.currency,
    timeZone,
    JSON.stringify(storedLoan(request)),
    String(request.principalMinor),
    firstDueOn,
    noticeDays,
    waitingDays,
  ]);
  await tx.run(INSERT_INSTALMENTS, [
    id,
    partnerId,
    insurerId,
    lenderId,
    rows.map(({ number }) => number),
    rows.map(({ dueOn }) => dueOn),
    rows.map(({ principalMinor }) => String(principalMinor)),
    rows.map(({ interestMinor }) => String(interestMinor)),
  ]);
  return id;
}
