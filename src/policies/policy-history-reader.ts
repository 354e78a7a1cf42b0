import type { Transaction, UnitOfWork } from '../database/unit-of-work.js';
import type { Loan, Policy } from '../entities/index.js';
import { type CalendarDate, dateInZone } from '../kernel/index.js';
import type { PolicyStatus } from '../lifecycle/machines.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { type AsOf, coverAsOf, statusAsOf } from './as-of.js';
import { storedPremiumLines } from './change-rows.js';
import { overdueStateOf } from './delinquency.js';
import { termOf, totalOf } from './history/cover.js';
import { type BranchedLoan, scheduleText } from './loan-branch.js';
import { type LoanEntry, type LoanState } from './loan-entry.js';
import { loansOfPolicies } from './loan-rows.js';
import { openFile, type PolicyFile } from './policy-file.js';
import { readPolicy } from './policy-rows.js';
import { serviceLoan } from './servicing.js';

const CHANGES = {
  name: 'asOf.changes',
  text: `SELECT to_state AS "to", occurred_at AS "at" FROM state_change
         WHERE subject_id = $1 AND machine = 'Policy' AND occurred_at <= $2 ORDER BY id`,
};
// What was taken back never was, also on the days before somebody found out.
const ENTRIES = {
  name: 'asOf.entries',
  text: `SELECT source, sequence, kind, effective_on AS "effectiveOn", amount_minor AS "amountMinor", terms
         FROM loan_report WHERE loan_id = $1 AND received_at <= $2 AND (effective_on <= $3 OR kind = 'REVERSED')`,
};
// As far as they were known: a hold that was lifted later ran on.
const STOPPED = {
  name: 'asOf.stoppedDays',
  text: `SELECT coalesce(range_agg(daterange(held_from, greatest(held_from,
             CASE WHEN lifted_at <= $2 THEN lifted_on ELSE held_until + 1 END))), '{}') AS "stoppedDays"
         FROM policy_hold WHERE loan_id = $1 AND stops_claims AND recorded_at <= $2`,
};
const PAID = {
  name: 'asOf.paid',
  text: `SELECT coalesce(sum(p.amount_minor), 0)::bigint AS "paidMinor" FROM journal j
         JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
         WHERE j.policy_id = $1 AND j.kind = 'CLAIM_PAID' AND p.account = 'CLAIMS_PAYABLE' AND j.recorded_at <= $2
           AND j.booked_on <= $3`,
};

/** A policy and its loan as they were. */
export interface PastPolicy {
  readonly policy: Policy;
  readonly loan: BranchedLoan | null;
}

export interface HistoryReaderOptions {
  readonly units: UnitOfWork;
  readonly catalogue: { terms(productVersionId: string): Promise<ProductTerms> };
}

const instantIf = (instant: Date | null, known: Date): Date | null => (instant && instant <= known ? instant : null);

/** Shows policies as they were: what was true on a day, as far as it was known at an instant. Changes nothing. */
export class PolicyHistoryReader {
  constructor(private readonly options: HistoryReaderOptions) {}

  /** Undefined for a policy the viewer may not see, before it was bound, and on days when there was none yet. */
  asOf(viewer: Viewer, policyId: string, asOf: AsOf): Promise<PastPolicy | undefined> {
    const { units, catalogue } = this.options;
    return units.run(
      scopeOf(viewer),
      async (tx) => {
        const policy = await readPolicy(tx, policyId);
        if (!policy || policy.boundAt > asOf.known) return undefined;
        const [loan] = await loansOfPolicies(tx, [policy.id]);
        const file = await openFile(
          tx,
          { policy, loan },
          {
            terms: (id) => catalogue.terms(id),
            scenarioChange: (name) => {
              throw new Error(`${name} is not computed again to be shown`);
            },
          },
        );
        const boundOn = dateInZone(policy.boundAt, file.origin.timeZone);
        if (asOf.effective < boundOn && asOf.effective < policy.startsOn) return undefined;
        return { policy: await pastPolicy(tx, file, asOf), loan: await pastLoan(tx, file, asOf) };
      },
      { readOnly: true },
    );
  }
}

async function pastPolicy(
  tx: Transaction,
  { policy, history, transactions, origin }: PolicyFile,
  asOf: AsOf,
): Promise<Policy> {
  const { known, effective } = asOf;
  const cover = coverAsOf(history.issued, transactions, asOf);
  const rows = await tx.rows<{ to: PolicyStatus; at: Date }>(CHANGES, [policy.id, known]);
  const changes = rows.map(({ to, at }) => ({ to, on: dateInZone(at, origin.timeZone) }));
  const [paid] = await tx.rows<{ paidMinor: bigint }>(PAID, [policy.id, known, effective]);
  return {
    ...policy,
    status: statusAsOf(changes, cover, { startsOn: policy.startsOn as CalendarDate, effective }),
    risk: cover.risk,
    sumInsuredMinor: cover.sumInsuredMinor,
    premiumMinor: totalOf(cover.premiumLines),
    premiumLines: storedPremiumLines(cover.premiumLines),
    indemnityPaidMinor: paid?.paidMinor ?? 0n,
    endsOn: termOf(cover).endsOn,
    obligorReference: cover.obligorReference,
    lenderId: cover.lenderId,
    activatedAt: instantIf(policy.activatedAt, known),
    closedAt: instantIf(policy.closedAt, known),
  };
}

/** Null before it was paid out. */
async function pastLoan(
  tx: Transaction,
  { policy, loan, history }: PolicyFile,
  asOf: AsOf,
): Promise<BranchedLoan | null> {
  const { known, effective } = asOf;
  if (!loan || !history.loan || !instantIf(policy.activatedAt, known) || policy.startsOn > effective) return null;
  const entries = await tx.rows<LoanEntry>(ENTRIES, [loan.id, known, effective]);
  const state = serviceLoan(history.loan.terms, entries);
  const [stopped] = await tx.rows<{ stoppedDays: string }>(STOPPED, [loan.id, known]);
  return {
    loan: loanAt({ ...loan, ...stopped }, state, effective),
    schedule: scheduleText(state.instalments),
    on: effective,
  };
}

const loanAt = (loan: Loan, state: LoanState, on: CalendarDate): Loan => ({
  ...loan,
  status: state.isSettled ? 'SETTLED' : 'ACTIVE',
  outstandingPrincipalMinor: state.outstandingPrincipalMinor,
  excessMinor: state.excessMinor,
  oldestUnpaidDueOn: state.oldestUnpaidDueOn,
  overdueState: state.isSettled ? 'CURRENT' : overdueStateOf(state.oldestUnpaidDueOn, loan, on),
});
