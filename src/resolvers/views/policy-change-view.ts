import type { PremiumLine } from '../../finance/premium.js';
import type { Previewed } from '../../kernel/index.js';
import type { PolicyChange } from '../../policies/change-proposal.js';
import { moneyView } from './money-view.js';

const linesView = (totalMinor: bigint, lines: readonly PremiumLine[], currency: string) => ({
  total: moneyView(totalMinor, currency),
  lines: lines.map(({ kind, minor }) => ({ kind, amount: moneyView(minor, currency) })),
});

const figuresView = (change: PolicyChange) => ({
  kind: change.kind,
  summary: change.summary,
  effectiveOn: change.effectiveOn,
  principalReduction: moneyView(change.reductionMinor, change.currency),
  sumInsuredBefore: moneyView(change.sumInsuredBeforeMinor, change.currency),
  sumInsuredAfter: moneyView(change.sumInsuredAfterMinor, change.currency),
  unearnedPremium: moneyView(change.unearnedMinor, change.currency),
  premiumRefund: linesView(change.refundMinor, change.refundLines, change.currency),
  premiumCharge: linesView(change.chargeMinor, change.chargeLines, change.currency),
  premiumBefore: moneyView(change.premiumBeforeMinor, change.currency),
  premiumAfter: moneyView(change.premiumAfterMinor, change.currency),
  isRefundWaived: change.isRefundWaived,
  isFromTheStart: change.isFromTheStart,
  endsOnBefore: change.endsOnBefore,
  endsOnAfter: change.endsOnAfter,
  computedAgain: change.computedAgain,
});

/** The policy is loaded by the id it carries. */
export const policyChangeView = (change: PolicyChange) => ({
  __typename: 'PolicyChange',
  policyId: change.policyId,
  ...figuresView(change),
});

export type PolicyChangeView = ReturnType<typeof policyChangeView>;

export const policyChangePreviewView = (preview: Previewed<PolicyChange>) => ({
  __typename: 'PolicyChangePreview',
  token: preview.token,
  ...figuresView(preview),
});
