import type { RecoveryReceipt } from '../entities/index.js';
import { allocate } from '../kernel/index.js';
import type { InvestorPart, InvestorShare } from '../policies/investors.js';
import { splitOverInvestors } from '../policies/investors.js';
import { type RecoveryRow, type StoredShares, sharesOf, withMoney } from './recovery-row.js';

/** Somebody who has a part of what is the lender's. */
interface Holder {
  /** Null: the lender itself, for the time in which nobody else held the loan. */
  readonly reference: string | null;
  readonly share: string;
  /** Minor units. */
  readonly minor: bigint;
}

type StoredEntry = Pick<
  RecoveryReceipt,
  'id' | 'kind' | 'receivedOn' | 'amountMinor' | 'costsMinor' | 'reverses' | 'shares' | 'investors'
>;

const partsOf = ({ investors }: Pick<StoredEntry, 'investors'>): readonly InvestorPart[] =>
  (investors as InvestorPart[] | null) ?? [];
const lendersOf = ({ shares }: Pick<StoredEntry, 'shares'>): bigint => BigInt((shares as StoredShares).insuredMinor);
const sumOf = (parts: readonly { readonly minor: bigint | string }[]): bigint =>
  parts.reduce((sum, { minor }) => sum + BigInt(minor), 0n);

/** Parts of one holder added up, in the order in which they came. */
function byHolder(all: readonly Holder[]): Holder[] {
  const held = new Map<string | null, Holder>();
  for (const one of all) {
    held.set(one.reference, { ...one, minor: (held.get(one.reference)?.minor ?? 0n) + one.minor });
  }
  return [...held.values()];
}

const withOwn = (parts: readonly InvestorPart[], minor: bigint): Holder[] => [
  ...parts.map((part) => ({ ...part, minor: BigInt(part.minor) })),
  { reference: null, share: '0', minor: minor - sumOf(parts) },
];

/** What everybody has got and not given back. */
const gotSoFar = (entries: readonly StoredEntry[]): Holder[] =>
  byHolder(entries.flatMap((entry) => withOwn(partsOf(entry), lendersOf(entry))));

const inProportion = (minor: bigint, holders: readonly Holder[]): Holder[] => {
  const having = holders.filter((holder) => holder.minor > 0n);
  const parts = allocate(
    minor,
    having.map((holder) => holder.minor),
  );
  return having.map((holder, at) => ({ ...holder, minor: parts[at] ?? 0n }));
};

/**
 * What everybody would have, had the sizes of the recovery been known and no wrong entry been made: money is shared in the
 * order of its days, each time among those it was recorded for; what costs take comes from those who have something.
 */
function asIfKnown(recovery: RecoveryRow, entries: readonly StoredEntry[]): Holder[] {
  const inOrder = entries.toSorted((a, b) =>
    a.receivedOn < b.receivedOn || (a.receivedOn === b.receivedOn && a.id < b.id) ? -1 : 1,
  );
  let totals: RecoveryRow = {
    ...recovery,
    receivedMinor: 0n,
    costsMinor: 0n,
    collateralMinor: 0n,
    collateralCostsMinor: 0n,
  };
  let held: Holder[] = [];
  for (const entry of inOrder) {
    const before = sharesOf(totals).insuredMinor;
    totals = withMoney(totals, { ...entry, isCollateral: entry.kind === 'COLLATERAL_SALE' });
    const minor = sharesOf(totals).insuredMinor - before;
    const shares = partsOf(entry);
    const added =
      minor < 0n
        ? inProportion(minor, held)
        : withOwn(shares.length > 0 ? splitOverInvestors(minor, shares) : [], minor);
    held = byHolder([...held, ...added]);
  }
  return held;
}

/** Money and costs that count: neither corrections nor what they took back. */
function inForce(entries: readonly StoredEntry[], reverses: string | null): StoredEntry[] {
  const wrong = new Set([reverses, ...entries.map((entry) => entry.reverses)]);
  return entries.filter(({ id, kind }) => kind !== 'REVERSAL' && kind !== 'REALLOCATION' && !wrong.has(id));
}

export interface LendersPart {
  /** As the new entry leaves it. */
  readonly recovery: RecoveryRow;
  /** What was written before it, oldest first. */
  readonly entries: readonly StoredEntry[];
  /** What the new entry takes back, if anything. */
  readonly reverses: string | null;
  /** What the entry gives the lender, below zero when it takes; minor units. */
  readonly minor: bigint;
}

/**
 * Of what an entry that brings no money moves for the lender, the part of everybody who holds or held the loan; null when that is the
 * lender alone, whose own part is the rest. What is taken comes from those who have got it, for a reversal just what it
 * reverses gave. What is added is of money from before, and is theirs who held the loan on the day it came.
 */
export function movedParts({ recovery, entries, reverses, minor }: LendersPart): readonly InvestorPart[] | null {
  const wrong = entries.find(({ id }) => id === reverses);
  if (wrong && lendersOf(wrong) === -minor) {
    return wrong.investors === null
      ? null
      : partsOf(wrong).map((part) => ({ ...part, minor: String(-BigInt(part.minor)) }));
  }
  const got = gotSoFar(entries);
  return storedParts(
    minor < 0n
      ? inProportion(minor, got)
      : inProportion(minor, lacking(got, asIfKnown(recovery, inForce(entries, reverses)))),
  );
}

/** By how much each has less than it would; nobody who has more gives anything back for it. */
const lacking = (got: readonly Holder[], due: readonly Holder[]): Holder[] =>
  byHolder([...due, ...got.map((holder) => ({ ...holder, minor: -holder.minor }))]);

function storedParts(holders: readonly Holder[]): readonly InvestorPart[] | null {
  const investors = holders.flatMap(({ reference, share, minor }) =>
    reference === null ? [] : [{ reference, share, minor: String(minor) }],
  );
  return investors.length === 0 ? null : investors;
}

/** Of what money gives the lender, the part of everybody who holds the loan on its day; null when that is the lender alone. */
export const receivedParts = (minor: bigint, holders: readonly InvestorShare[]): readonly InvestorPart[] | null =>
  holders.length === 0 ? null : splitOverInvestors(minor, holders);
