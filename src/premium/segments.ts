import { earnedPremium } from '../finance/earning.js';
import { addDays, allocate, type CalendarDate, maxMinor, minMinor } from '../kernel/index.js';

/** What is earned together as cover is given. Minor units, premium without tax. */
export interface EarningAmounts {
  /** For the insurer's account: without what co-insurers carry. */
  readonly premiumMinor: bigint;
  readonly commissionMinor: bigint;
  /** The part of `premiumMinor` that reinsurers carry. */
  readonly cededMinor: bigint;
  readonly cedingCommissionMinor: bigint;
}

/** Amounts that are earned evenly from `fromOn` up to, not including, `toOn`. */
export interface Segment extends EarningAmounts {
  /** Since when the books know of it. */
  readonly bookedOn: CalendarDate;
  readonly fromOn: CalendarDate;
  readonly toOn: CalendarDate;
}

/** A span of cover and how much of the premium is for it. */
export interface EarningPart {
  readonly fromOn: CalendarDate;
  readonly toOn: CalendarDate;
  readonly weight: bigint;
}

const NAMES = ['premiumMinor', 'commissionMinor', 'cededMinor', 'cedingCommissionMinor'] as const;

const amountsOf = (amount: (name: (typeof NAMES)[number]) => bigint): EarningAmounts => ({
  premiumMinor: amount('premiumMinor'),
  commissionMinor: amount('commissionMinor'),
  cededMinor: amount('cededMinor'),
  cedingCommissionMinor: amount('cedingCommissionMinor'),
});

/** The same amounts the other way round. */
export const negatedAmounts = (amounts: EarningAmounts): EarningAmounts => amountsOf((name) => -amounts[name]);

const earnedIn = ({ fromOn, toOn, ...segment }: Segment, valuedOn: CalendarDate): EarningAmounts =>
  amountsOf((name) => earnedPremium({ writtenMinor: segment[name], startsOn: fromOn, endsOn: toOn, valuedOn }));

/** What a policy has written in all. */
export const writtenIn = (segments: readonly EarningAmounts[]): EarningAmounts =>
  amountsOf((name) => segments.reduce((sum, segment) => sum + segment[name], 0n));

/** What a policy has earned by the end of `valuedOn`; at the end of the last segment everything that was written. */
export const earnedBy = (segments: readonly Segment[], valuedOn: CalendarDate): EarningAmounts =>
  writtenIn(segments.map((segment) => earnedIn(segment, valuedOn)));

/** What a policy has still to earn after `valuedOn`: written less earned. */
export function unearnedAfter(segments: readonly Segment[], valuedOn: CalendarDate): EarningAmounts {
  const [written, earned] = [writtenIn(segments), earnedBy(segments, valuedOn)];
  return amountsOf((name) => written[name] - earned[name]);
}

/** Premium over the spans it is for, by largest remainder. */
export function spread(amounts: EarningAmounts, parts: readonly EarningPart[], bookedOn: CalendarDate): Segment[] {
  const weights = parts.map(({ weight }) => weight);
  const [premium, commission, ceded, cedingCommission] = NAMES.map((name) => allocate(amounts[name], weights));
  return parts.map(({ fromOn, toOn }, at) => ({
    bookedOn,
    fromOn,
    toOn,
    premiumMinor: premium?.[at] ?? 0n,
    commissionMinor: commission?.[at] ?? 0n,
    cededMinor: ceded?.[at] ?? 0n,
    cedingCommissionMinor: cedingCommission?.[at] ?? 0n,
  }));
}

interface Cut {
  readonly past: readonly Segment[];
  readonly future: readonly Segment[];
}

/** Every segment ends before `on` or begins on it or later; what was earned before stays as it was. */
function cutAt(segments: readonly Segment[], on: CalendarDate): Cut {
  const past: Segment[] = [];
  const future: Segment[] = [];
  for (const segment of segments) {
    if (segment.toOn <= on) past.push(segment);
    else if (segment.fromOn >= on) future.push(segment);
    else {
      const earned = earnedIn(segment, addDays(on, -1));
      past.push({ ...segment, ...earned, toOn: on });
      future.push({ ...segment, ...amountsOf((name) => segment[name] - earned[name]), fromOn: on });
    }
  }
  return { past, future };
}

/** What is left of each amount after `taken` went back, in proportion; and how much of `taken` was not there. */
function without(amounts: readonly bigint[], taken: bigint): { left: readonly bigint[]; missing: bigint } {
  const whole = amounts.map((amount) => maxMinor(0n, amount));
  const there = minMinor(
    taken,
    whole.reduce((sum, amount) => sum + amount, 0n),
  );
  const parts = there === 0n ? [] : allocate(there, whole);
  return { left: amounts.map((amount, at) => amount - (parts[at] ?? 0n)), missing: taken - there };
}

/**
 * Premium that goes back for cover from `from` on: the unearned segments shrink in proportion. What they do not hold,
 * such as the minor unit by which two roundings differ, comes out of what is earned on `from`.
 * @param returned zero or more
 */
export function reduce(
  segments: readonly Segment[],
  returned: EarningAmounts,
  { from, bookedOn }: { readonly from: CalendarDate; readonly bookedOn: CalendarDate },
): Segment[] {
  const { past, future } = cutAt(segments, from);
  const [premium, commission, ceded, cedingCommission] = NAMES.map((name) =>
    without(
      future.map((segment) => segment[name]),
      returned[name],
    ),
  );
  const missing = [premium, commission, ceded, cedingCommission].map((figure) => figure?.missing ?? 0n);
  const rest = future.map((segment, at) => ({
    ...segment,
    premiumMinor: premium?.left[at] ?? 0n,
    commissionMinor: commission?.left[at] ?? 0n,
    cededMinor: ceded?.left[at] ?? 0n,
    cedingCommissionMinor: cedingCommission?.left[at] ?? 0n,
  }));
  if (missing.every((minor) => minor === 0n)) return [...past, ...rest];
  const [premiumMinor = 0n, commissionMinor = 0n, cededMinor = 0n, cedingCommissionMinor = 0n] = missing;
  return [
    ...past,
    ...rest,
    {
      bookedOn,
      fromOn: from,
      toOn: addDays(from, 1),
      premiumMinor: -premiumMinor,
      commissionMinor: -commissionMinor,
      cededMinor: -cededMinor,
      cedingCommissionMinor: -cedingCommissionMinor,
    },
  ];
}

/** Cover ends on `endsOn` instead: what is for days from `from` on is earned evenly until then. */
export function stretch(
  segments: readonly Segment[],
  { from, endsOn, on }: { readonly from: CalendarDate; readonly endsOn: CalendarDate; readonly on: CalendarDate },
): Segment[] {
  // Cut at `on` too: rounded over other days, what was earned before could differ by a minor unit from what was closed.
  const known = from > on ? cutAt(segments, on) : { past: [], future: segments };
  const { past, future } = cutAt(known.future, from);
  return [...known.past, ...past, { ...writtenIn(future), bookedOn: on, fromOn: from, toOn: endsOn }];
}

/** Cover ended on `on` and nothing more goes back: what is left is earned on that day. */
export function endOn(segments: readonly Segment[], on: CalendarDate): Segment[] {
  const { past, future } = cutAt(segments, on);
  return [...past, ...future.map((segment) => ({ ...segment, fromOn: on, toOn: addDays(on, 1) }))];
}
