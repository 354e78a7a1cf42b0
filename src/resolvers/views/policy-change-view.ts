import type { PolicyChange, PolicyChangePreview } from '../../policies/change-service.js';
import { moneyView } from './money-view.js';

const figuresView = (change: PolicyChange) => ({
  summary: change.summary,
  effectiveOn: change.effectiveOn,
  principalReduction: moneyView(change.reductionMinor, change.currency),
  sumInsuredBefore: moneyView(change.sumInsuredBeforeMinor, change.currency),
  sumInsuredAfter: moneyView(change.sumInsuredAfterMinor, change.currency),
  premiumRefund: {
    total: moneyView(change.refundMinor, change.currency),
    lines: change.refundLines.map(({ kind, minor }) => ({ kind, amount: moneyView(minor, change.currency) })),
  },
  premiumAfter: moneyView(change.premiumAfterMinor, change.currency),
  isRefundWaived: change.isRefundWaived,
});

/** The policy is loaded by the id it carries. */
export const policyChangeView = (change: PolicyChange) => ({
  __typename: 'PolicyChange',
  policyId: change.policyId,
  ...figuresView(change),
});

export type PolicyChangeView = ReturnType<typeof policyChangeView>;

export const policyChangePreviewView = (preview: PolicyChangePreview) => ({
  __typename: 'PolicyChangePreview',
  token: preview.token,
  ...figuresView(preview),
});
