import type { PremiumLine } from '../../finance/premium.js';
import { isInFreeLook } from '../../finance/refund.js';
import { addDays, type CalendarDate, divideHalfUp } from '../../kernel/index.js';
import { reducedLines } from '../../ledger/entries.js';
import { refundMethodOf } from '../../underwriting/refund-terms.js';
import { type Cover, negated, totalOf } from './cover.js';
import type { StepRules } from './step.js';
import { type RefundRule, refundable } from './unearned.js';

export interface GiveBack {
  /** Nothing counts as earned: before activation, before the start, and in the free look. */
  readonly isFromTheStart: boolean;
  /** The premium that would go back were cover to end on the day, tax included. */
  readonly unearnedMinor: bigint;
  /** Negative; empty when nothing goes back. */
  readonly premiumLines: readonly PremiumLine[];
  /** The refund was under the product's minimum and is not given. */
  readonly isRefundWaived: boolean;
  readonly effectiveOn: CalendarDate;
  readonly countsFrom: CalendarDate;
}

export interface GiveBackSetting {
  readonly cover: Cover;
  readonly on: CalendarDate;
  readonly rules: StepRules;
  /** Other than the product's: an insurer that cancels gives back by days. */
  readonly rule?: RefundRule;
  /** Small refunds are given too. */
  readonly withoutMinimum?: boolean;
}

const firstStart = ({ terms }: Cover, otherwise: CalendarDate): CalendarDate => terms[0]?.startsOn ?? otherwise;

/** Before activation, before the start, and in the free look, a change counts as if it had been there from the start. */
export function countsFromTheStart(cover: Cover, on: CalendarDate, { refund }: StepRules): boolean {
  const startsOn = firstStart(cover, on);
  return cover.status === 'PENDING_ACTIVATION' || isInFreeLook(startsOn, on, refund.freeLookDays) || on < startsOn;
}

/** When a change of a business date takes effect. */
export const effectiveDate = (cover: Cover, on: CalendarDate, rules: StepRules): CalendarDate =>
  countsFromTheStart(cover, on, rules) ? firstStart(cover, on) : on;

/** The premium that would go back were cover to end on the day. */
export const unearnedOn = ({ cover, on, rules, rule }: GiveBackSetting): bigint =>
  countsFromTheStart(cover, on, rules)
    ? totalOf(cover.premiumLines)
    : refundable(cover, on, rule ?? refundMethodOf(rules.refund));

/**
 * A share of the unearned premium goes back, rounded half up once, with all lines in proportion by largest remainder:
 * commission and tax go with it.
 * @param share from 0 to 1
 */
export function giveBack(setting: GiveBackSetting, share: { readonly of: bigint; readonly outOf: bigint }): GiveBack {
  const { cover, on, rules } = setting;
  const isFromTheStart = countsFromTheStart(cover, on, rules);
  const unearnedMinor = unearnedOn(setting);
  const dueMinor = divideHalfUp(unearnedMinor * share.of, share.outOf);
  const minimumMinor = BigInt(rules.refund.minimumMinor);
  const isRefundWaived = !isFromTheStart && !setting.withoutMinimum && dueMinor > 0n && dueMinor < minimumMinor;
  const refundMinor = isRefundWaived ? 0n : dueMinor;
  const effectiveOn = effectiveDate(cover, on, rules);
  return {
    isFromTheStart,
    unearnedMinor,
    premiumLines: refundMinor === 0n ? [] : negated(reducedLines(cover.premiumLines, refundMinor)),
    isRefundWaived,
    effectiveOn,
    countsFrom: isFromTheStart ? effectiveOn : addDays(on, 1),
  };
}
