import { type Question, systemScope, type Transaction } from '../database/unit-of-work.js';
import { type CalendarDate, dateInZone } from '../kernel/index.js';
import type { ClaimDependencies, Moment } from './claim-command.js';
import { tellClaim } from './claim-events.js';
import { type ClaimRow, lockClaim } from './claim-row.js';
import { beginDeadline, type Deadline, type Deadlines, endDeadline, noticeOf } from './deadlines.js';
import { type InsuredLoan, lockInsuredLoan } from './insured-loan.js';

const CAUSE = 'claimDeadlines';
const AT_ONCE = 200;
const DEADLINE_MS = 30_000;

const SET = {
  name: 'claim.setDeadlines',
  text: 'UPDATE claim SET deadlines = $2, notice_on = $3 WHERE id = $1',
};
// A day ahead of the date line: the exact date is the loan's.
const DUE = {
  name: 'claim.noticesDue',
  text: `SELECT id FROM claim WHERE notice_on <= ($1::timestamptz AT TIME ZONE 'UTC')::date + 1 AND id > $2
         ORDER BY id LIMIT $3`,
};

export const deadlinesOf = (claim: ClaimRow): readonly Deadline[] => (claim.deadlines ?? []) as readonly Deadline[];

const store = (tx: Transaction, claim: ClaimRow, { all, noticeOn }: Deadlines): Promise<number> =>
  tx.run(SET, [claim.id, JSON.stringify(all), noticeOn]);

/** Starts what the product promises from now on, ending what was promised before. */
export async function startDeadline(
  tx: Transaction,
  claim: ClaimRow,
  {
    kind,
    loan,
    moment,
  }: { readonly kind: 'DECISION' | 'PAYMENT'; readonly loan: InsuredLoan; readonly moment: Moment },
): Promise<void> {
  const { decisionDays, paymentDays, warningDays } = await moment.assessor.claimTerms(tx, loan);
  const on = dateInZone(moment.at, loan.timeZone);
  const { all } = endDeadline(deadlinesOf(claim), on, 'DONE');
  const days = kind === 'DECISION' ? decisionDays : paymentDays;
  await store(tx, claim, beginDeadline(all, { kind, on, days, warningDays }));
}

/** Ends what runs: done, or dropped because the claim went another way. */
export async function stopDeadline(
  tx: Transaction,
  claim: ClaimRow,
  { how, on }: { readonly how: 'DONE' | 'DROPPED'; readonly on: CalendarDate },
): Promise<void> {
  if (deadlinesOf(claim).length > 0) await store(tx, claim, endDeadline(deadlinesOf(claim), on, how));
}

/** Says which deadlines of claims approach and which were missed. Not responsible for keeping them. */
export class ClaimDeadlines {
  constructor(private readonly dependencies: ClaimDependencies) {}

  /** Has rows where `tellDue` has something to do. */
  due(): Question[] {
    return [{ statement: DUE, values: [this.dependencies.clock.now(), '', 1] }];
  }

  /** Answers how many notices were given; each is given once. */
  async tellDue(): Promise<number> {
    const { units, clock } = this.dependencies;
    let told = 0;
    for (let after = ''; ; ) {
      const at = clock.now();
      const due = await units.rows<{ id: string }>(systemScope, DUE, [at, after, AT_ONCE]);
      for (const { id } of due) {
        if (await units.run(systemScope, (tx) => this.tell(tx, id, at), { deadlineMs: DEADLINE_MS })) told += 1;
      }
      const last = due.at(-1);
      if (!last || due.length < AT_ONCE) return told;
      after = last.id;
    }
  }

  private async tell(tx: Transaction, id: string, at: Date): Promise<boolean> {
    const claim = await lockClaim(tx, id);
    const loan = claim && (await lockInsuredLoan(tx, claim.policyId));
    if (!claim || !loan) return false;
    const { warningDays } = await this.dependencies.assessor.claimTerms(tx, loan);
    const notice = noticeOf(deadlinesOf(claim), dateInZone(at, loan.timeZone), warningDays);
    if (!notice) return false;
    await store(tx, claim, notice);
    const kind = notice.kind === 'MISSED' ? 'claim.deadlineMissed' : 'claim.deadlineApproaching';
    const details = { deadline: { ...notice.deadline } };
    await tellClaim(tx, id, { kind, at, cause: CAUSE, details });
    return true;
  }
}
