import { unearnedPremium } from '../finance/earning.js';
import type { PremiumLine } from '../finance/premium.js';
import { isInFreeLook } from '../finance/refund.js';
import { addDays, type CalendarDate, divideHalfUp, laterOf } from '../kernel/index.js';
import { reducedLines } from '../ledger/entries.js';
import type { ProductTerms } from '../underwriting/terms.js';

/** A part of the premium as a policy transaction wrote it, negative when it gave premium back. */
export interface WrittenPart {
  /** Minor units, tax included. */
  readonly minor: bigint;
  /** First day of cover that it is for. */
  readonly from: CalendarDate;
}

/** Everything a change of a policy is computed from. Amounts in minor units. */
export interface ChangeBasis {
  /** Business date of the change; the day itself counts as covered before it. */
  readonly on: CalendarDate;
  readonly startsOn: CalendarDate;
  /** The first day without cover. */
  readonly endsOn: CalendarDate;
  /** False while the policy waits for its activation: nothing has been earned. */
  readonly isActivated: boolean;
  readonly sumInsuredMinor: bigint;
  /** The premium in force; its lines add up to it. */
  readonly premiumLines: readonly PremiumLine[];
  readonly written: readonly WrittenPart[];
  /** Above zero. */
  readonly outstandingPrincipalMinor: bigint;
  readonly refund: Pick<ProductTerms['refund'], 'freeLookDays' | 'minimumMinor'>;
}

export interface ChangeFigures {
  readonly reductionMinor: bigint;
  readonly sumInsuredBeforeMinor: bigint;
  readonly sumInsuredAfterMinor: bigint;
  readonly premiumBeforeMinor: bigint;
  readonly premiumAfterMinor: bigint;
  /** The part of the premium, tax included, for cover still to come (or all of it when nothing counts as earned). */
  readonly unearnedMinor: bigint;
  readonly refundMinor: bigint;
  /** What the refund consists of, without lines of zero; adds up to it. */
  readonly refundLines: readonly PremiumLine[];
  readonly premiumLinesAfter: readonly PremiumLine[];
  /** The refund was under the product's minimum and is not given. */
  readonly isRefundWaived: boolean;
  /** From when the smaller premium counts: the change, or the start of cover when all of it goes back. */
  readonly effectiveOn: CalendarDate;
}

const totalOf = (lines: readonly PremiumLine[]): bigint => lines.reduce((sum, { minor }) => sum + minor, 0n);

/** Before activation, before the start, and in the free look, the change counts as if it had been there from the start. */
function isFromTheStart({ on, startsOn, isActivated, refund }: ChangeBasis): boolean {
  return !isActivated || isInFreeLook(startsOn, on, refund.freeLookDays) || on < startsOn;
}

/** Parts for the same time are rounded together. */
function unearnedOf({ written, on, startsOn, endsOn }: ChangeBasis): bigint {
  const byStart = new Map<CalendarDate, bigint>();
  for (const { minor, from } of written) {
    const first = laterOf(from, startsOn);
    byStart.set(first, (byStart.get(first) ?? 0n) + minor);
  }
  let unearned = 0n;
  for (const [first, writtenMinor] of byStart) {
    if (first < endsOn) unearned += unearnedPremium({ writtenMinor, startsOn: first, endsOn, valuedOn: on });
  }
  return unearned;
}

function withoutLines(lines: readonly PremiumLine[], taken: readonly PremiumLine[]): PremiumLine[] {
  const left = new Map(taken.map(({ kind, minor }) => [kind, minor]));
  return lines
    .map(({ kind, minor }) => ({ kind, minor: minor - (left.get(kind) ?? 0n) }))
    .filter(({ kind, minor }) => minor !== 0n || kind === 'RISK');
}

/**
 * What a policy becomes when its loan's principal shrinks by `reductionMinor` of what is outstanding: sum insured and
 * unearned premium shrink in that proportion, each rounded half up once. The refund takes all premium lines in
 * proportion by largest remainder, so commission and tax go back with it.
 * @param reductionMinor above zero, at most the outstanding principal
 */
export function changeFigures(basis: ChangeBasis, reductionMinor: bigint): ChangeFigures {
  const { sumInsuredMinor, premiumLines, outstandingPrincipalMinor, refund } = basis;
  const share = (minor: bigint): bigint => divideHalfUp(minor * reductionMinor, outstandingPrincipalMinor);
  const premiumBeforeMinor = totalOf(premiumLines);
  const fromTheStart = isFromTheStart(basis);
  const unearnedMinor = fromTheStart ? premiumBeforeMinor : unearnedOf(basis);
  const dueMinor = share(unearnedMinor);
  const isRefundWaived = !fromTheStart && dueMinor > 0n && dueMinor < BigInt(refund.minimumMinor);
  const refundMinor = isRefundWaived ? 0n : dueMinor;
  const refundLines = refundMinor === 0n ? [] : reducedLines(premiumLines, refundMinor);
  return {
    reductionMinor,
    sumInsuredBeforeMinor: sumInsuredMinor,
    sumInsuredAfterMinor: sumInsuredMinor - share(sumInsuredMinor),
    premiumBeforeMinor,
    premiumAfterMinor: premiumBeforeMinor - refundMinor,
    unearnedMinor,
    refundMinor,
    refundLines,
    premiumLinesAfter: withoutLines(premiumLines, refundLines),
    isRefundWaived,
    effectiveOn: fromTheStart ? basis.startsOn : basis.on,
  };
}

export interface WrittenTransaction {
  readonly kind: string;
  readonly effectiveOn: CalendarDate;
  readonly recordedAt: Date;
  readonly premiumDeltaMinor: bigint;
}

/**
 * The premium of a policy by the time it is for. What a change gave back was for the days after it, unless the change
 * counts from the start of cover: made before activation, or effective on the start itself.
 */
export const writtenParts = (
  transactions: readonly WrittenTransaction[],
  { startsOn, activatedAt }: { readonly startsOn: CalendarDate; readonly activatedAt: Date | null },
): WrittenPart[] =>
  transactions.map(({ kind, effectiveOn, recordedAt, premiumDeltaMinor }) => {
    const wasPending = activatedAt !== null && recordedAt < activatedAt;
    const fromTheStart = kind === 'ISSUANCE' || wasPending || effectiveOn <= startsOn;
    return { minor: premiumDeltaMinor, from: fromTheStart ? startsOn : addDays(effectiveOn, 1) };
  });
