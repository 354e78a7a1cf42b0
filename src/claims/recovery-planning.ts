import { type Question, systemScope, type Transaction } from '../database/unit-of-work.js';
import {
  calendarDate,
  dateInZone,
  type FieldIssue,
  invalidInput,
  isCalendarDate,
  issue,
  newId,
  refuse,
} from '../kernel/index.js';
import type { ClaimDependencies, Moment, Step } from './claim-command.js';
import { isBroken, nextDueOn, type PlanPeriod, planInstalments } from './recovery-plan.js';
import { activePlan, endPlan } from './recovery-plan-row.js';
import { defaultOf } from './recovery-receipt.js';
import { missingMinor, type RecoveryRow } from './recovery-row.js';
import { lockRecovery, lockRecoveryFor, resumeRecovery, tellRecovery } from './recovery-step.js';

const MAX_INSTALMENTS = 120;
const MAX_GRACE_DAYS = 60;
const CAUSE = 'recoveryPlans';
const AT_ONCE = 200;

const INSERT = {
  name: 'recoveryPlan.insert',
  text: `INSERT INTO recovery_plan (id, recovery_id, partner_id, insurer_id, lender_id, status, currency, total_minor,
           instalments, grace_days, next_due_on, agreed_at)
         VALUES ($1, $2, $3, $4, $5, 'ACTIVE', $6, $7, $8, $9, $10, $11)`,
};
// A day ahead of the date line: the exact date is the loan's.
const DUE = {
  name: 'recoveryPlan.due',
  text: `SELECT recovery_id AS id FROM recovery_plan
         WHERE status = 'ACTIVE' AND next_due_on + grace_days <= ($1::timestamptz AT TIME ZONE 'UTC')::date
           AND recovery_id > $2 ORDER BY recovery_id LIMIT $3`,
};
const BREAK = {
  name: 'recoveryPlan.break',
  text: `UPDATE recovery_plan SET status = 'BROKEN', ended_at = $2 WHERE id = $1`,
};

export interface PlanInput {
  readonly recovery: string;
  /** Above zero, at most what is missing; all of that when null. */
  readonly total: { readonly minor: bigint; readonly currency: string } | null;
  /** 1 to 120. */
  readonly instalments: number;
  /** YYYY-MM-DD, not before today in the loan's time zone. */
  readonly firstDueOn: string;
  readonly every: PlanPeriod;
  /** Days after a due date before the plan counts as broken, 0 to 60. */
  readonly graceDays: number;
}

function checkPlan(input: PlanInput, recovery: RecoveryRow, today: string): bigint {
  const issues: FieldIssue[] = [];
  const missing = missingMinor(recovery);
  const { instalments, firstDueOn, graceDays, total } = input;
  if (!Number.isInteger(instalments) || instalments < 1 || instalments > MAX_INSTALMENTS) {
    issues.push(issue('instalments', 'OUT_OF_RANGE', `must be 1 to ${MAX_INSTALMENTS}`));
  }
  if (!Number.isInteger(graceDays) || graceDays < 0 || graceDays > MAX_GRACE_DAYS) {
    issues.push(issue('graceDays', 'OUT_OF_RANGE', `must be 0 to ${MAX_GRACE_DAYS}`));
  }
  if (!isCalendarDate(firstDueOn))
    issues.push(issue('firstDueOn', 'NOT_A_DATE', 'must be a calendar date, YYYY-MM-DD'));
  else if (firstDueOn < today) issues.push(issue('firstDueOn', 'DATE_TOO_EARLY', `must not be before ${today}`));
  if (total && total.currency !== recovery.currency) {
    issues.push(
      issue('total.currency', 'CURRENCY_MISMATCH', `must be ${recovery.currency}, the currency of the claim`),
    );
  }
  const totalMinor = total?.minor ?? missing;
  if (totalMinor > missing) issues.push(issue('total.amount', 'MORE_THAN_MISSING', 'is more than is still missing'));
  if (totalMinor < BigInt(Math.max(1, instalments || 1))) {
    issues.push(issue('total.amount', 'TOO_SMALL', 'leaves nothing for some instalment'));
  }
  if (issues.length > 0) refuse(invalidInput(issues));
  return totalMinor;
}

/** Agrees with the obligor on instalments; a plan that ran before ends. For the insurer. */
export async function agreePlan(tx: Transaction, input: PlanInput, step: Step): Promise<void> {
  const { viewer, at, cause } = step;
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer, sides: ['INSURER'] });
  const { timeZone } = await defaultOf(tx, recovery);
  const totalMinor = checkPlan(input, recovery, dateInZone(at, timeZone));
  await endPlan(tx, recovery.id, at);
  if (recovery.status !== 'INSTALMENT_PLAN') {
    await resumeRecovery(tx, recovery, { to: 'INSTALMENT_PLAN', moment: step });
  }
  const { instalments: count, every, graceDays } = input;
  const instalments = planInstalments(totalMinor, { count, every, firstDueOn: calendarDate(input.firstDueOn) });
  await tx.run(INSERT, [
    newId('recoveryPlan'),
    recovery.id,
    recovery.partnerId,
    recovery.insurerId,
    recovery.lenderId,
    recovery.currency,
    String(totalMinor),
    JSON.stringify(instalments),
    graceDays,
    nextDueOn(instalments, 0n),
    at,
  ]);
  await tellRecovery(tx, recovery.id, { kind: 'recovery.planAgreed', at, cause });
}

/** Finds instalment plans that were broken and takes their cases back into collection. */
export class RecoveryPlans {
  constructor(private readonly dependencies: ClaimDependencies) {}

  /** Has rows where `breakDue` has something to do. */
  due(): Question[] {
    return [{ statement: DUE, values: [this.dependencies.clock.now(), '', 1] }];
  }

  /** Answers how many plans were found broken. */
  async breakDue(): Promise<number> {
    const { units, clock } = this.dependencies;
    let broken = 0;
    for (let after = ''; ; ) {
      const at = clock.now();
      const due = await units.rows<{ id: string }>(systemScope, DUE, [at, after, AT_ONCE]);
      const moment: Moment = { ...this.dependencies, at, cause: CAUSE };
      for (const { id } of due) {
        if (await units.run(systemScope, (tx) => breakPlan(tx, id, moment))) broken += 1;
      }
      const last = due.at(-1);
      if (!last || due.length < AT_ONCE) return broken;
      after = last.id;
    }
  }
}

async function breakPlan(tx: Transaction, recoveryId: string, moment: Moment): Promise<boolean> {
  const { at, cause } = moment;
  const recovery = await lockRecovery(tx, recoveryId);
  const plan = recovery && (await activePlan(tx, recovery.id));
  if (!recovery || !plan?.nextDueOn) return false;
  const { timeZone } = await defaultOf(tx, recovery);
  if (!isBroken(plan.nextDueOn, { graceDays: plan.graceDays, on: dateInZone(at, timeZone) })) return false;
  await tx.run(BREAK, [plan.id, at]);
  if (recovery.status === 'INSTALMENT_PLAN') await resumeRecovery(tx, recovery, { to: 'IN_COLLECTION', moment });
  const details = { plan: { id: plan.id, dueOn: plan.nextDueOn } };
  await tellRecovery(tx, recovery.id, { kind: 'recovery.planBroken', at, cause, details });
  return true;
}
