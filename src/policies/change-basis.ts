import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Loan, Policy } from '../entities/index.js';
import { type CalendarDate, type CurrencyCode, invalidInput, invariant, issue, refuse } from '../kernel/index.js';
import type { JsonObject, RiskReduction, ScenarioChange } from '../scenarios/contract/index.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { liveClaimStatus, readPolicyOrigin, readPremiumLines, readTransactions } from './change-rows.js';
import { type ChangeFigures, changeFigures, writtenParts } from './policy-change.js';
import { livePurposeLock } from './purpose-lock.js';

/** A change that an installed scenario offers. */
export interface OfferedChange {
  readonly scenario: string;
  readonly change: ScenarioChange;
}

export interface ChangeSetting {
  readonly offered: OfferedChange;
  readonly input: object;
  /** Business date in a time zone. */
  today(timeZone: string): CalendarDate;
  terms(productVersionId: string): Promise<ProductTerms>;
}

/** What a change would do; nothing is written. */
export interface ProposedChange {
  readonly reduction: RiskReduction;
  readonly figures: ChangeFigures;
  /** Business date of the change. */
  readonly on: CalendarDate;
  /** Of the policy transaction that records it. */
  readonly sequence: number;
}

async function guardChange(tx: Transaction, policy: Policy, loan: Loan | undefined): Promise<void> {
  const { status } = policy;
  if (status !== 'PENDING_ACTIVATION' && status !== 'ACTIVE') {
    const message = `The policy is ${status}; only cover that awaits activation or is in force can change.`;
    refuse({ problem: 'StateConflict', message, from: status, to: 'ACTIVE' });
  }
  if (loan && loan.status !== 'ACTIVE') {
    const message = `The loan is ${loan.status}; its principal cannot shrink any more.`;
    refuse({ problem: 'StateConflict', message, from: loan.status, to: 'ACTIVE' });
  }
  const claim = await liveClaimStatus(tx, policy.id);
  if (claim) {
    const message = `A claim on this policy is ${claim}; its loan cannot shrink meanwhile.`;
    refuse({ problem: 'StateConflict', message, from: claim, to: 'CLOSED' });
  }
}

/**
 * Computes a change from the policy and, once it is paid out, its loan. Refuses what cannot change, and what the module
 * does not accept. The same for the preview and the change itself.
 */
export async function proposeChange(
  tx: Transaction,
  { policy, loan }: { readonly policy: Policy; readonly loan: Loan | undefined },
  setting: ChangeSetting,
): Promise<ProposedChange> {
  const { offered, input } = setting;
  if (policy.scenario !== offered.scenario) {
    const message = `is a policy of ${policy.scenario}; ${offered.change.name} is for ${offered.scenario}`;
    refuse(invalidInput([issue('policy', 'WRONG_SCENARIO', message)]));
  }
  await joinTenants(tx, [policy.partnerId, policy.insurerId, policy.lenderId]);
  await guardChange(tx, policy, loan);
  const origin = await readPolicyOrigin(tx, policy);
  const lock = await livePurposeLock(tx, policy.id);
  invariant(origin && lock, `policy ${policy.id} has its quote, programme and purpose lock`);
  const outstandingPrincipalMinor = loan?.outstandingPrincipalMinor ?? lock.amountMinor;
  const applied = offered.change.apply(policy.risk as JsonObject, input, {
    currency: policy.currency as CurrencyCode,
    originalPrincipalMinor: origin.principalMinor,
    outstandingPrincipalMinor,
  });
  if (!applied.ok) return refuse(invalidInput(applied.error));
  const { reductionMinor } = applied.value;
  invariant(
    reductionMinor > 0n && reductionMinor <= outstandingPrincipalMinor,
    `${offered.change.name} reduces ${outstandingPrincipalMinor} by ${reductionMinor}`,
  );
  const transactions = await readTransactions(tx, policy.id);
  const startsOn = policy.startsOn as CalendarDate;
  const { refund } = await setting.terms(policy.productVersionId);
  const on = setting.today(loan?.timeZone ?? origin.timeZone);
  const basis = {
    on,
    startsOn,
    endsOn: policy.endsOn as CalendarDate,
    isActivated: policy.status === 'ACTIVE',
    sumInsuredMinor: policy.sumInsuredMinor,
    premiumLines: readPremiumLines(policy.premiumLines),
    written: writtenParts(transactions, { startsOn, activatedAt: policy.activatedAt }),
    outstandingPrincipalMinor,
    refund,
  };
  return {
    reduction: applied.value,
    figures: changeFigures(basis, reductionMinor),
    on,
    sequence: (transactions.at(-1)?.sequence ?? 0) + 1,
  };
}
