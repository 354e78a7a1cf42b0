import { type Question, skippingLocked, systemScope, type Transaction } from '../database/unit-of-work.js';
import { type CalendarDate, dateInZone } from '../kernel/index.js';
import { CLAIMABLE_FROM } from '../policies/delinquency.js';
import type { ClaimRules } from '../scenarios/contract/index.js';
import { requirementsOf } from './checklist.js';
import type { ClaimDependencies, Moment } from './claim-command.js';
import { type ClaimDraft, createClaims, newClaimId } from './claim-creation.js';
import { type ClaimRow, lockClaim } from './claim-row.js';
import { giveUpClaim } from './claim-withdrawal.js';
import { INSURED_LOAN, INSURED_LOAN_TABLES, type InsuredLoan, triggerOf } from './insured-loan.js';
import { assessRequest, type LoanFile, NOTHING_DECLARED } from './loan-assessor.js';

const DEFAULT_BATCH = 200;
/** Nobody waits for a batch; a busy database may take its time. */
const BATCH_DEADLINE_MS = 30_000;
const CAUSE = 'claimOpening';
const CURED_CAUSE = 'loanCured';

// The money of which the claim was given up went back: the default was never over.
const WAS_CURED = `(c.status = 'WITHDRAWN' AND EXISTS (SELECT FROM state_change s WHERE s.machine = 'Claim'
    AND s.subject_id = c.id AND s.to_state = 'WITHDRAWN' AND s.cause = '${CURED_CAUSE}'))`;
// A default is claimed once: whatever became of its claim, only a person opens another for the same trigger date.
const IS_DUE = `l.status = 'ACTIVE' AND l.overdue_state = 'CLAIMABLE' AND p.status = 'ACTIVE'
  AND NOT EXISTS (SELECT FROM claim c WHERE c.policy_id = p.id AND c.partner_id = p.partner_id
    AND (c.status NOT IN ('CLOSED', 'WITHDRAWN') OR c.paid_minor > 0
         OR (c.triggered_on = ${CLAIMABLE_FROM} AND NOT ${WAS_CURED})))`;
// What was claimable before its counter was stopped waits until it runs again.
const IS_STOPPED = (at: string): string => `l.stopped_days @> (${at}::timestamptz AT TIME ZONE l.time_zone)::date`;
const DUE_LOANS = {
  name: 'claim.searchDue',
  text: `SELECT l.id FROM ${INSURED_LOAN_TABLES}
         WHERE ${IS_DUE} AND NOT ${IS_STOPPED('$4')} AND (l.oldest_unpaid_due_on, l.id) > ($1::date, $2::text)
         ORDER BY l.oldest_unpaid_due_on, l.id LIMIT $3`,
};
const LOCK_DUE = skippingLocked(DUE_LOANS, 'l');
// Read after the locks are held: a claim may have been made by hand between the search and the lock.
const DUE = {
  name: 'claim.dueLoans',
  text: `SELECT ${INSURED_LOAN}, ${IS_DUE} AND NOT ${IS_STOPPED('$2')} AS "isDue" FROM ${INSURED_LOAN_TABLES}
         WHERE l.id = ANY($1) ORDER BY l.oldest_unpaid_due_on, l.id`,
};
// One look at the loan of each live claim. As a join, the planner without fresh statistics starts from the many loans.
const CURED = {
  name: 'claim.cured',
  text: `SELECT c.id FROM claim c
         WHERE c.status NOT IN ('CLOSED', 'WITHDRAWN') AND c.status <> 'PAID' AND c.paid_minor = 0 AND c.id > $1
           AND (SELECT l.overdue_state FROM loan l WHERE l.id = c.loan_id AND l.partner_id = c.partner_id AND l.status <> 'CLAIMED') = 'CURRENT'
         ORDER BY c.id LIMIT $2`,
};
// Loans before claims, as everybody takes them; what others hold is left to the next round.
const LOCK_CURED = {
  name: 'claim.lockCured',
  text: `SELECT c.id FROM claim c JOIN loan l ON l.id = c.loan_id AND l.partner_id = c.partner_id
         WHERE c.id = ANY($1) AND l.overdue_state = 'CURRENT' AND l.status <> 'CLAIMED' ORDER BY c.id FOR NO KEY UPDATE OF l SKIP LOCKED`,
};

const FIRST: readonly [string, string] = ['-infinity', ''];

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
  constructor(private readonly dependencies: ClaimDependencies) {}

  /**
   * Opens a claim for every loan in force whose waiting period is over and that never had one for this default. Safe to
   * run at any time, on several nodes at once and again after a crash.
   */
  async openDueClaims({ batchSize = DEFAULT_BATCH }: ClaimOpeningOptions = {}): Promise<ClaimOpeningReport> {
    let opened = 0;
    const failed: UnassessedLoan[] = [];
    let after = FIRST;
    for (;;) {
      const from = after;
      const batch = await this.run((tx) => this.openBatch(tx, from, batchSize));
      opened += batch.opened;
      failed.push(...batch.failed);
      if (!batch.last?.oldestUnpaidDueOn) return { opened, failed };
      after = [batch.last.oldestUnpaidDueOn, batch.last.loanId];
    }
  }

  /** Has rows where `openDueClaims` has something to do. */
  due(): Question[] {
    return [{ statement: DUE_LOANS, values: [...FIRST, 1, this.dependencies.clock.now()] }];
  }

  /** Has rows where `withdrawCuredClaims` has something to do. */
  cured(): Question[] {
    return [{ statement: CURED, values: ['', 1] }];
  }

  private run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.dependencies.units.run(systemScope, work, { deadlineMs: BATCH_DEADLINE_MS });
  }

  private async openBatch(tx: Transaction, after: readonly [string, string], size: number): Promise<Batch> {
    const { clock, assessor, claimRules } = this.dependencies;
    const at = clock.now();
    const locked = await tx.rows<{ id: string }>(LOCK_DUE, [...after, size, at]);
    if (locked.length === 0) return { opened: 0, failed: [], last: undefined };
    const loans = await tx.rows<InsuredLoan & { isDue: boolean }>(DUE, [locked.map(({ id }) => id), at]);
    const fileOf = await assessor.files(tx, loans);
    const drafts: ClaimDraft[] = [];
    const failed: UnassessedLoan[] = [];
    for (const loan of loans) {
      const triggeredOn = triggerOf(loan);
      if (!loan.isDue || !triggeredOn || triggeredOn > dateInZone(at, loan.timeZone)) continue;
      try {
        drafts.push(draftOf({ loan, triggeredOn, file: fileOf(loan), rules: claimRules(loan.scenario) }));
      } catch (error) {
        failed.push({ loanId: loan.loanId, reason: error instanceof Error ? error.message : String(error) });
      }
    }
    await createClaims(tx, drafts, { ...this.dependencies, origin: 'FEED', cause: CAUSE, at });
    return { opened: drafts.length, failed, last: loans.at(-1) };
  }

  /**
   * Withdraws claims on which nothing was paid and whose loan is CURRENT again: caught up, or settled. An approval is
   * taken back with it. Answers how many.
   */
  async withdrawCuredClaims({ batchSize = DEFAULT_BATCH }: ClaimOpeningOptions = {}): Promise<number> {
    let withdrawn = 0;
    for (let after = ''; ; ) {
      const from = after;
      const batch = await this.run((tx) => this.withdrawBatch(tx, from, batchSize));
      withdrawn += batch.withdrawn;
      if (!batch.last) return withdrawn;
      after = batch.last;
    }
  }

  private async withdrawBatch(
    tx: Transaction,
    after: string,
    size: number,
  ): Promise<{ withdrawn: number; last?: string }> {
    const cured = (await tx.rows<{ id: string }>(CURED, [after, size])).map(({ id }) => id);
    if (cured.length === 0) return { withdrawn: 0 };
    const locked = await tx.rows<{ id: string }>(LOCK_CURED, [cured]);
    const moment: Moment = { ...this.dependencies, at: this.dependencies.clock.now(), cause: CURED_CAUSE };
    let withdrawn = 0;
    for (const { id } of locked) {
      const claim = await lockClaim(tx, id);
      if (!claim || !isGivenUp(claim)) continue;
      await giveUpClaim(tx, claim, moment);
      withdrawn += 1;
    }
    const last = cured.at(-1);
    return last ? { withdrawn, last } : { withdrawn };
  }
}

/** Looked at again once it is locked. */
const isGivenUp = ({ status, paidMinor }: ClaimRow): boolean =>
  paidMinor === 0n && !['PAID', 'CLOSED', 'WITHDRAWN'].includes(status);

interface DueLoan {
  readonly loan: InsuredLoan;
  readonly triggeredOn: CalendarDate;
  readonly file: LoanFile;
  readonly rules: ClaimRules;
}

const draftOf = ({ loan, triggeredOn, file, rules }: DueLoan): ClaimDraft => ({
  id: newClaimId(),
  loan,
  triggeredOn,
  assessment: assessRequest({ ...NOTHING_DECLARED, loan, triggeredOn }, file),
  requirements: requirementsOf(rules, file.terms.claims),
  otherInsurance: [],
});
