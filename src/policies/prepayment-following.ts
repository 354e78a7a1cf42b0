import type { Transaction } from '../database/unit-of-work.js';
import type { Loan } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { type CalendarDate, invariant } from '../kernel/index.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { scenarioChangeOf } from './change-proposal.js';
import { liveClaimStatus } from './change-rows.js';
import { type PlanProblem, planTransaction } from './history/plan.js';
import { carryOut } from './history-writing.js';
import { withoutReversed } from './loan-entry.js';
import type { StoredEntry } from './loan-rows.js';
import { policyEvent } from './policy-events.js';
import { openFile, type PolicyFile } from './policy-file.js';
import { lockPolicy } from './policy-rows.js';

export interface Following {
  readonly at: Date;
  /** Business date in a time zone. */
  today(timeZone: string): CalendarDate;
  terms(productVersionId: string): Promise<ProductTerms>;
  readonly scenarios: readonly ScenarioModule[];
}

/** Entries of one locked loan that are about to be posted. */
export interface ReportedEntries {
  readonly loan: Loan;
  readonly known: readonly StoredEntry[];
  readonly added: readonly StoredEntry[];
}

const CAUSE = 'prepayment';
const isAhead = ({ kind }: StoredEntry): boolean => kind === 'PREPAYMENT' || kind === 'SETTLED';

/**
 * Lets cover follow what the borrower paid ahead of schedule, when the product says so: a transaction for each report, in
 * its place among the others. To be called before the reports are posted, which closes the policies of settled loans.
 */
export async function followPrepayments(
  tx: Transaction,
  reported: readonly ReportedEntries[],
  following: Following,
): Promise<void> {
  for (const { loan, known, added } of reported) {
    // What was taken back before it came is nothing to follow.
    const ahead =
      added.filter(isAhead).length === 0
        ? []
        : withoutReversed([...known, ...added]).filter((entry) => isAhead(entry) && added.includes(entry));
    if (ahead.length === 0 || loan.status !== 'ACTIVE') continue;
    const policy = await lockPolicy(tx, loan.policyId);
    if (policy?.status !== 'ACTIVE' || (await liveClaimStatus(tx, policy.id))) continue;
    const { changes } = await following.terms(policy.productVersionId);
    if (changes.prepayment !== 'COVER_FOLLOWS') continue;
    for (const entry of ahead) await follow(tx, { loan, added, entry }, following);
  }
}

/** The policy as the transactions before left it, with the reports that are about to be posted. */
async function freshFile(
  tx: Transaction,
  { loan, added }: Pick<ReportedEntries, 'loan' | 'added'>,
  { terms, scenarios }: Following,
): Promise<PolicyFile> {
  const policy = await lockPolicy(tx, loan.policyId);
  invariant(policy, `policy ${loan.policyId} is locked and visible`);
  const scenarioChange = (name: string) => scenarioChangeOf(scenarios, policy, name);
  const file = await openFile(tx, { policy, loan }, { terms, scenarioChange });
  const entries = [...file.entries, ...added];
  return { ...file, history: { ...file.history, loan: file.history.loan && { ...file.history.loan, entries } } };
}

async function follow(
  tx: Transaction,
  { loan, added, entry }: Pick<ReportedEntries, 'loan' | 'added'> & { readonly entry: StoredEntry },
  following: Following,
): Promise<void> {
  const { at, today } = following;
  const file = await freshFile(tx, { loan, added }, following);
  const request = {
    change: 'PREPAYMENT',
    amountMinor: String(entry.amountMinor),
    settles: entry.kind === 'SETTLED',
    sequence: String(entry.sequence),
  } as const;
  const plan = planTransaction(file.history, request, entry.effectiveOn);
  if (plan.ok) return carryOut(tx, { file, plan: plan.value }, { cause: CAUSE, at, today });
  // It paid what was due and nothing more: nothing to follow.
  if (plan.error.kind === 'REFUSED') return;
  await tellContradiction(tx, file, plan.error, following);
}

/** A payment is a fact and is never refused: that cover did not follow it is for a person to see. */
async function tellContradiction(
  tx: Transaction,
  { policy }: PolicyFile,
  { later }: Extract<PlanProblem, { kind: 'LATER' }>,
  { at }: Following,
): Promise<void> {
  const details = { contradicts: later.sequence, change: later.change };
  await appendEvents(tx, [policyEvent(policy, { kind: 'policy.changeRefused', at, cause: CAUSE, details })]);
}
