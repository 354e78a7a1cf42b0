import { allocate, maxMinor, minMinor } from '../kernel/index.js';
import { requireAtMost, requireNotNegative } from './arguments.js';
import type { Premium, PremiumLine, PremiumLineKind } from './premium.js';

/** The least and the greatest commission on a premium, minor units. */
export interface CommissionBounds {
  readonly minimumMinor: bigint;
  /** Null: none. */
  readonly maximumMinor: bigint | null;
}

const ORDER: readonly PremiumLineKind[] = ['RISK', 'RISK_MARGIN', 'EXPENSE', 'COMMISSION', 'PROFIT', 'FEE', 'TAX'];

/**
 * The same premium with its commission within bounds. What commission takes or leaves comes from and goes to the insurer's own
 * lines (risk, margin, expenses, profit) in proportion, by largest remainder: gross, tax and total stay as they are, and
 * the lines still add up. Commission is never more than the premium without fee and tax.
 * @throws ArgumentError `NEGATIVE_AMOUNT`, or `OUT_OF_RANGE` when the minimum is above the maximum
 */
export function withCommissionBounds(premium: Premium, { minimumMinor, maximumMinor }: CommissionBounds): Premium {
  requireNotNegative(minimumMinor, 'minimumMinor');
  if (maximumMinor !== null) requireAtMost(minimumMinor, maximumMinor, 'minimumMinor');
  const minorOf = (kind: PremiumLineKind): bigint =>
    premium.lines.filter((line) => line.kind === kind).reduce((sum, { minor }) => sum + minor, 0n);
  const commission = minorOf('COMMISSION');
  const own = (['RISK', 'RISK_MARGIN', 'EXPENSE', 'PROFIT'] as const).map((kind) => ({ kind, minor: minorOf(kind) }));
  const ownMinor = own.reduce((sum, { minor }) => sum + minor, 0n);
  const wanted = commission < minimumMinor ? minimumMinor : minMinor(commission, maximumMinor ?? commission);
  const bounded = minMinor(wanted, commission + ownMinor);
  if (bounded === commission) return premium;
  // A premium that is all commission has no proportions: what it leaves is for the risk.
  const weights = ownMinor === 0n ? own.map(({ kind }) => (kind === 'RISK' ? 1n : 0n)) : own.map(({ minor }) => minor);
  const parts = allocate(commission + ownMinor - bounded, weights);
  const lines: readonly PremiumLine[] = [
    ...own.map(({ kind }, at) => ({ kind, minor: parts[at] ?? 0n })),
    { kind: 'COMMISSION', minor: bounded },
    { kind: 'FEE', minor: minorOf('FEE') },
    { kind: 'TAX', minor: minorOf('TAX') },
  ];
  const shown = lines.filter(({ kind, minor }) => kind === 'RISK' || minor !== 0n);
  return { ...premium, lines: shown.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)) };
}

/**
 * The commission of a payout period within its bounds. The greatest holds at any time; the least is granted when the period is
 * over, also where nothing was sold. Below zero is what went back of it.
 * @throws ArgumentError `NEGATIVE_AMOUNT`, or `OUT_OF_RANGE` when the minimum is above the maximum
 */
export function periodCommission(
  commissionMinor: bigint,
  { minimumMinor, maximumMinor }: CommissionBounds,
  { isOver }: { readonly isOver: boolean },
): bigint {
  requireNotNegative(minimumMinor, 'minimumMinor');
  if (maximumMinor !== null) requireAtMost(minimumMinor, maximumMinor, 'minimumMinor');
  const capped = minMinor(commissionMinor, maximumMinor ?? commissionMinor);
  return isOver ? maxMinor(capped, minimumMinor) : capped;
}
