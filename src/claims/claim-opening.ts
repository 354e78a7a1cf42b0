import type { Transaction, UnitOfWork } from '../database/unit-of-work.js';
import { systemScope } from '../database/unit-of-work.js';
import { appendEvents } from '../events/event-log.js';
import { type CalendarDate, type Clock, dateInZone } from '../kernel/index.js';
import type { ClaimRules } from '../scenarios/contract/index.js';
import type { ClaimedPolicy } from './claim-command.js';
import { type ClaimDraft, createClaims, newClaimId } from './claim-creation.js';
import { claimEvent } from './claim-events.js';
import { readClaims } from './claim-row.js';
import { INSURED_LOAN, INSURED_LOAN_TABLES, type InsuredLoan, triggerOf } from './insured-loan.js';
import { assessRequest, type LoanAssessor, type LoanFile } from './loan-assessor.js';

const DEFAULT_BATCH = 200;
/** Nobody waits for a batch; a busy database may take its time. */
const BATCH_DEADLINE_MS = 30_000;
const CAUSE = 'claimOpening';
const CURED_CAUSE = 'loanCured';

// A default is claimed once: whatever became of its claim, only a person opens another for the same trigger date.
const IS_DUE = `l.status = 'ACTIVE' AND l.overdue_state = 'CLAIMABLE' AND p.status = 'ACTIVE'
  AND NOT EXISTS (SELECT FROM claim c WHERE c.policy_id = p.id AND c.partner_id = p.partner_id
    AND (c.status NOT IN ('CLOSED', 'WITHDRAWN') OR c.paid_minor > 0
         OR c.triggered_on = l.oldest_unpaid_due_on + l.waiting_days))`;
const LOCK_DUE = {
  name: 'claim.lockDueLoans',
  text: `SELECT l.id FROM ${INSURED_LOAN_TABLES}
         WHERE ${IS_DUE} AND (l.oldest_unpaid_due_on, l.id) > ($1::date, $2::text)
         ORDER BY l.oldest_unpaid_due_on, l.id LIMIT $3 FOR NO KEY UPDATE OF l SKIP LOCKED`,
};
// Read after the locks are held: a claim may have been made by hand between the search and the lock.
const DUE = {
  name: 'claim.dueLoans',
  text: `SELECT ${INSURED_LOAN}, ${IS_DUE} AS "isDue" FROM ${INSURED_LOAN_TABLES}
         WHERE l.id = ANY($1) ORDER BY l.oldest_unpaid_due_on, l.id`,
};
// One look at the loan of each live claim. As a join, the planner without fresh statistics starts from the many loans.
const WITHDRAW_CURED = {
  name: 'claim.withdrawCured',
  text: `WITH cured AS (
           SELECT c.id, c.partner_id, c.status FROM claim c
           WHERE c.status IN ('NOTIFIED', 'EVIDENCE_PENDING', 'UNDER_REVIEW') AND c.status NOT IN ('CLOSED', 'WITHDRAWN')
             AND (SELECT l.overdue_state FROM loan l WHERE l.id = c.loan_id AND l.partner_id = c.partner_id) = 'CURRENT'
           ORDER BY c.id LIMIT $1 FOR NO KEY UPDATE OF c SKIP LOCKED),
         withdrawn AS (
           UPDATE claim c SET status = 'WITHDRAWN', closed_at = $2 FROM cured
           WHERE c.id = cured.id AND c.partner_id = cured.partner_id
           RETURNING c.id, c.partner_id, c.insurer_id, c.lender_id, cured.status AS from_status)
         INSERT INTO state_change (machine, subject_id, partner_id, insurer_id, lender_id, from_state, to_state, cause, occurred_at)
         SELECT 'Claim', id, partner_id, insurer_id, lender_id, from_status, 'WITHDRAWN', $3, $2 FROM withdrawn
         RETURNING subject_id AS id`,
};

export interface ClaimOpeningOptions {
  /** Loans in one transaction, 1 to 1,000. */
  readonly batchSize?: number;
}

export interface UnassessedLoan {
  readonly loanId: string;
  readonly reason: string;
}

/** What one run did. A loan that cannot be assessed is named and never holds up the others. */
export interface ClaimOpeningReport {
  readonly opened: number;
  readonly failed: readonly UnassessedLoan[];
}

export interface ClaimOpeningDependencies {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly assessor: LoanAssessor;
  readonly claimRules: (scenario: string) => ClaimRules;
  readonly claimNumber: (position: bigint, year: number) => string;
  readonly afterWithdrawal?: (tx: Transaction, policy: ClaimedPolicy) => Promise<void>;
}

interface Batch {
  readonly opened: number;
  readonly failed: readonly UnassessedLoan[];
  readonly last: InsuredLoan | undefined;
}

/**
 * Opens claims from the repayment feed, and withdraws them when the borrower catches up. Not responsible for finding
 * out that a loan is late: the day-roll of the policies does that before.
 */
export class ClaimOpening {
  constructor(private readonly dependencies: ClaimOpeningDependencies) {}

  /**
   * Opens a claim for every loan in force whose waiting period is over and that never had one for this default. Safe to
   * run at any time, on several nodes at once and again after a crash.
   */
  async openDueClaims({ batchSize = DEFAULT_BATCH }: ClaimOpeningOptions = {}): Promise<ClaimOpeningReport> {
    let opened = 0;
    const failed: UnassessedLoan[] = [];
    let after: readonly [string, string] = ['-infinity', ''];
    for (;;) {
      const from = after;
      const batch = await this.run((tx) => this.openBatch(tx, from, batchSize));
      opened += batch.opened;
      failed.push(...batch.failed);
      if (!batch.last?.oldestUnpaidDueOn) return { opened, failed };
      after = [batch.last.oldestUnpaidDueOn, batch.last.loanId];
    }
  }

  private run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.dependencies.units.run(systemScope, work, { deadlineMs: BATCH_DEADLINE_MS });
  }

  private async openBatch(tx: Transaction, after: readonly [string, string], size: number): Promise<Batch> {
    const { clock, assessor, claimRules, claimNumber } = this.dependencies;
    const locked = await tx.rows<{ id: string }>(LOCK_DUE, [...after, size]);
    if (locked.length === 0) return { opened: 0, failed: [], last: undefined };
    const loans = await tx.rows<InsuredLoan & { isDue: boolean }>(DUE, [locked.map(({ id }) => id)]);
    const fileOf = await assessor.files(tx, loans);
    const at = clock.now();
    const drafts: ClaimDraft[] = [];
    const failed: UnassessedLoan[] = [];
    for (const loan of loans) {
      const triggeredOn = triggerOf(loan);
      if (!loan.isDue || !triggeredOn || triggeredOn > dateInZone(at, loan.timeZone)) continue;
      try {
        claimRules(loan.scenario);
        drafts.push(draftOf(loan, triggeredOn, fileOf));
      } catch (error) {
        failed.push({ loanId: loan.loanId, reason: error instanceof Error ? error.message : String(error) });
      }
    }
    await createClaims(tx, drafts, { origin: 'FEED', cause: CAUSE, at, claimRules, claimNumber });
    return { opened: drafts.length, failed, last: loans.at(-1) };
  }

  /** Withdraws claims not yet decided whose loan is CURRENT again. Answers how many. */
  async withdrawCuredClaims({ batchSize = DEFAULT_BATCH }: ClaimOpeningOptions = {}): Promise<number> {
    let withdrawn = 0;
    for (;;) {
      const count = await this.run((tx) => this.withdrawBatch(tx, batchSize));
      withdrawn += count;
      if (count < batchSize) return withdrawn;
    }
  }

  private async withdrawBatch(tx: Transaction, size: number): Promise<number> {
    const at = this.dependencies.clock.now();
    const withdrawn = await tx.rows<{ id: string }>(WITHDRAW_CURED, [size, at, CURED_CAUSE]);
    const ids = withdrawn.map(({ id }) => id);
    const claims = await readClaims(tx, ids);
    await appendEvents(
      tx,
      claims.map((claim) => claimEvent('claim.withdrawn', claim, { at, cause: CURED_CAUSE })),
    );
    for (const { policyId } of claims) {
      await this.dependencies.afterWithdrawal?.(tx, { policyId, at, cause: CURED_CAUSE });
    }
    return ids.length;
  }
}

const draftOf = (
  loan: InsuredLoan,
  triggeredOn: CalendarDate,
  fileOf: (loan: InsuredLoan) => LoanFile,
): ClaimDraft => ({
  id: newClaimId(),
  loan,
  triggeredOn,
  assessment: assessRequest({ loan, triggeredOn, netCollateralMinor: 0n }, fileOf(loan)),
});
