import type { Transaction } from '../database/unit-of-work.js';
import type { Loan, Policy } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { invariant } from '../kernel/index.js';
import { scenarioChangeOf } from './change-proposal.js';
import { liveClaimStatus } from './change-rows.js';
import { reopenCover } from './end-cover.js';
import { type HistoryPlan, planTransaction, planWithout } from './history/plan.js';
import { carryOut } from './history-writing.js';
import { lockLoan } from './loan-rows.js';
import { policyEvent } from './policy-events.js';
import { openFile, type PolicyFile } from './policy-file.js';
import { lockPolicy } from './policy-rows.js';
import type { Following } from './prepayment-following.js';
import type { TakenBack } from './taken-lines.js';

const CAUSE = 'paymentReversal';

/**
 * Lets cover follow what was taken back, once that is posted: cover that ended with the loan comes back, transactions that
 * followed a payment are taken back, and what came later is computed again. Cover that ended in another way stays over, and
 * cover of a loan that a claim was paid for as it is. Refuses where limits have no room or the thing has other cover by now.
 */
export async function followReversal(
  tx: Transaction,
  { policyId, loanId, facts }: TakenBack,
  following: Following,
): Promise<void> {
  const { at, today } = following;
  const context = { at, cause: CAUSE, today };
  const policy = await lockPolicy(tx, policyId);
  const loan = await lockLoan(tx, loanId);
  invariant(policy && loan, `policy ${policyId} and its loan are locked and visible`);
  const isReopened = policy.status === 'CLOSED' && loan.status === 'ACTIVE';
  if (!isReopened && policy.status !== 'ACTIVE') return;
  if (isReopened) await reopenCover(tx, policy, { ...context, timeZone: loan.timeZone, on: today(loan.timeZone) });
  const file = await fileOf(tx, policyId, loan, following);
  const plan = planWithout(file.history, facts);
  if (!plan.ok) await tellContradiction(tx, file, plan.error.kind === 'LATER' ? plan.error.later.sequence : null, at);
  else if (plan.value) await carryOutUnlessClaimed(tx, { file, plan: plan.value }, context);
  if (!isReopened) return;
  const reopened = await fileOf(tx, policyId, loan, following);
  const step = planTransaction(reopened.history, { change: 'REOPENING' }, today(loan.timeZone));
  invariant(step.ok, `policy ${policyId} in force can say that it is`);
  await carryOut(tx, { file: reopened, plan: step.value }, context);
}

async function fileOf(
  tx: Transaction,
  policyId: string,
  loan: Loan,
  { terms, scenarios }: Following,
): Promise<PolicyFile> {
  const policy = await lockPolicy(tx, policyId);
  invariant(policy, `policy ${policyId} is locked and visible`);
  const scenarioChange = (name: string) => scenarioChangeOf(scenarios, policy, name);
  return openFile(tx, { policy, loan }, { terms, scenarioChange });
}

/** Under a claim cover may come back, never shrink: what is reserved rests on it. */
async function carryOutUnlessClaimed(
  tx: Transaction,
  { file, plan }: { readonly file: PolicyFile; readonly plan: HistoryPlan },
  context: Parameters<typeof carryOut>[2],
): Promise<void> {
  const shrinks = plan.after.sumInsuredMinor < plan.before.sumInsuredMinor;
  if (shrinks && (await liveClaimStatus(tx, file.policy.id))) await tellContradiction(tx, file, null, context.at);
  else await carryOut(tx, { file, plan }, context);
}

/** That a payment went back is a fact: that cover did not follow it is for a person to see. */
async function tellContradiction(
  tx: Transaction,
  { policy }: { readonly policy: Policy },
  contradicts: number | null,
  at: Date,
): Promise<void> {
  const details = { contradicts, change: 'PREPAYMENT' };
  await appendEvents(tx, [policyEvent(policy, { kind: 'policy.changeRefused', at, cause: CAUSE, details })]);
}
