import { type CalendarDate, unreachable } from '../kernel/index.js';
import type { EarningPart } from './segments.js';

/** How a single premium is earned over the cover; a premium charged by the month is earned month by month. */
export type EarningMethod = 'PRO_RATA' | 'RULE_OF_78' | 'SUM_OF_BALANCES';

export interface CoverPeriods {
  readonly startsOn: CalendarDate;
  /** The first day without cover. */
  readonly endsOn: CalendarDate;
  /** When the instalments of the loan are due, after `startsOn`, in order. */
  readonly dueOn: readonly CalendarDate[];
  /** What is owed at the start of each of those periods, minor units. */
  readonly openingBalancesMinor: readonly bigint[];
}

/** A period ends when an instalment is due; the last one lasts until cover ends. Periods without weight are left out. */
function byPeriod({ startsOn, endsOn, dueOn }: CoverPeriods, weights: readonly bigint[]): EarningPart[] {
  const parts: EarningPart[] = [];
  let fromOn = startsOn;
  dueOn.forEach((due, at) => {
    const toOn = at === dueOn.length - 1 || due > endsOn ? endsOn : due;
    const weight = weights[at] ?? 0n;
    if (weight > 0n && fromOn < toOn) parts.push({ fromOn, toOn, weight });
    fromOn = toOn;
  });
  return parts;
}

/** The spans of cover a premium is for. Within each it is earned by days, so that every day has its share. */
export function earningParts(method: EarningMethod, cover: CoverPeriods): EarningPart[] {
  const { startsOn, endsOn, dueOn, openingBalancesMinor } = cover;
  switch (method) {
    case 'PRO_RATA':
      return [{ fromOn: startsOn, toOn: endsOn, weight: 1n }];
    case 'RULE_OF_78':
      return byPeriod(
        cover,
        dueOn.map((_, at) => BigInt(dueOn.length - at)),
      );
    case 'SUM_OF_BALANCES':
      return byPeriod(cover, openingBalancesMinor);
    default:
      return unreachable(method);
  }
}

/** Premium charged by the month is for its month. @param chargesMinor one for each instalment of the loan */
export const monthlyParts = (cover: CoverPeriods, chargesMinor: readonly bigint[]): EarningPart[] =>
  byPeriod(cover, chargesMinor);
