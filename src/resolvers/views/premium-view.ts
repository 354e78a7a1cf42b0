import { moneyView } from './money-view.js';

interface StoredLine {
  readonly kind: string;
  readonly minor: string;
}

export const premiumLinesView = (lines: unknown, currency: string) =>
  (lines as readonly StoredLine[]).map(({ kind, minor }) => ({ kind, amount: moneyView(BigInt(minor), currency) }));

export const premiumView = (totalMinor: bigint, lines: unknown, currency: string) => ({
  total: moneyView(totalMinor, currency),
  lines: premiumLinesView(lines, currency),
});
