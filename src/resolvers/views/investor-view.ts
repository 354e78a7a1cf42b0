import type { PayeePart } from '../../claims/payees.js';
import type { ClaimPayment, InvestorSet, RecoveryReceipt } from '../../entities/index.js';
import type { InvestorPart, InvestorShare } from '../../policies/investors.js';
import { moneyView } from './money-view.js';

const sharesOf = ({ shares }: InvestorSet) => shares as readonly InvestorShare[];

export const investorSetView = (set: InvestorSet) => ({
  __typename: 'InvestorSet',
  id: set.id,
  version: set.version,
  effectiveOn: set.effectiveOn,
  shares: sharesOf(set),
  recordedAt: set.recordedAt,
});

export const investorPartsView = ({ investors, currency }: Pick<RecoveryReceipt, 'investors' | 'currency'>) =>
  ((investors as readonly InvestorPart[] | null) ?? []).map(({ minor, ...part }) => ({
    ...part,
    amount: moneyView(BigInt(minor), currency),
  }));

/** What everybody who ever held the loan has got, in the order in which they came. */
export function investorTotalsView(
  held: { readonly sets: readonly InvestorSet[]; readonly current: InvestorSet | undefined },
  money: { readonly payments: readonly ClaimPayment[]; readonly receipts: readonly RecoveryReceipt[] },
  currency: string,
): object[] {
  const totals = new Map<string, { indemnity: bigint; recovered: bigint }>();
  const of = (reference: string) => {
    const known = totals.get(reference) ?? { indemnity: 0n, recovered: 0n };
    totals.set(reference, known);
    return known;
  };
  for (const { reference } of held.sets.flatMap(sharesOf)) of(reference);
  for (const { reference, minor } of money.payments.flatMap(({ payees }) => payees as readonly PayeePart[])) {
    if (reference !== null) of(reference).indemnity += BigInt(minor);
  }
  for (const { reference, minor } of money.receipts.flatMap((one) => (one.investors as InvestorPart[] | null) ?? [])) {
    of(reference).recovered += BigInt(minor);
  }
  const current = held.current ? sharesOf(held.current) : [];
  return [...totals].map(([reference, { indemnity, recovered }]) => ({
    reference,
    share: current.find((share) => share.reference === reference)?.share ?? '0',
    indemnity: moneyView(indemnity, currency),
    recovered: moneyView(recovered, currency),
  }));
}
