import type { ClaimRow } from '../../claims/claim-row.js';
import type { Policy, PolicyRole, PolicyTransaction } from '../../entities/index.js';
import type { CurrencyCode } from '../../kernel/index.js';
import type { AsOf } from '../../policies/as-of.js';
import type { BranchedLoan } from '../../policies/loan-branch.js';
import { moneyView } from './money-view.js';
import { premiumLinesView, premiumView } from './premium-view.js';
import { rateView } from './rate-view.js';

/** What was read together with a policy; what is absent is loaded when it is asked for. */
export interface PolicyBranches {
  readonly claims?: readonly ClaimRow[];
  readonly loan?: BranchedLoan | null;
  /** When it is shown as it was. */
  readonly asOf?: AsOf;
}

/** A policy as the API shows it; what belongs to it comes from its branches or is loaded by the ids it carries. */
export const policyView = (policy: Policy, branches: PolicyBranches = {}) => ({
  branches,
  __typename: 'Policy',
  id: policy.id,
  number: policy.number,
  status: policy.status,
  scenario: policy.scenario,
  obligorReference: policy.obligorReference,
  storedRisk: {
    scenario: policy.scenario,
    risk: policy.risk,
    facts: policy.facts,
    currency: policy.currency as CurrencyCode,
  },
  sumInsured: moneyView(policy.sumInsuredMinor, policy.currency),
  insuredPercentage: rateView(policy.insuredPercentage),
  // A list that does not ask for the premium does not read its lines.
  premium: policy.premiumLines ? premiumView(policy.premiumMinor, policy.premiumLines, policy.currency) : undefined,
  indemnityPaid: moneyView(policy.indemnityPaidMinor, policy.currency),
  startsOn: policy.startsOn,
  endsOn: policy.endsOn,
  activationDeadline: policy.activationDeadline,
  boundAt: policy.boundAt,
  activatedAt: policy.activatedAt,
  closedAt: policy.closedAt,
  partnerId: policy.partnerId,
  insurerId: policy.insurerId,
  lenderId: policy.lenderId,
  quoteId: policy.quoteId,
  programmeId: policy.programmeId,
});

export type PolicyView = ReturnType<typeof policyView>;

/** @param history all transactions of the policy */
export const policyTransactionView = (transaction: PolicyTransaction, history: readonly PolicyTransaction[]) => ({
  id: transaction.id,
  policyId: transaction.policyId,
  sequence: transaction.sequence,
  kind: transaction.kind,
  effectiveOn: transaction.effectiveOn,
  recordedAt: transaction.recordedAt,
  sumInsuredDelta: moneyView(transaction.sumInsuredDeltaMinor, transaction.currency),
  premiumDelta: moneyView(transaction.premiumDeltaMinor, transaction.currency),
  premiumLines: premiumLinesView(transaction.premiumLines, transaction.currency),
  reason: transaction.reason,
  change: transaction.change,
  reverses: history.find(({ id }) => id === transaction.reverses)?.sequence ?? null,
  refundTo: transaction.refundTo,
});

export const policyRoleView = (role: PolicyRole) => ({
  role: role.role,
  organisationId: role.organisationId,
  obligorReference: role.obligorReference,
});
