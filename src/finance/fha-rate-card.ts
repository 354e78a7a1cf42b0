import { type CalendarDate, calendarDate } from '../kernel/index.js';
import type { Band, RateCard, RateRow } from './rate-card.js';

/**
 * The public annual and upfront mortgage insurance premium of the United States Federal Housing Administration, shipped
 * as the example of a rate card. Selected by the date the case is endorsed; base loan without the upfront premium.
 * Sources: HUD Mortgagee Letter 2023-05 (from 20 March 2023) and 2015-01 (from 26 January 2015), read in public
 * reproductions; the durations of the older table's terms over 15 years follow the same pattern (background knowledge).
 */
const ELEVEN_YEARS = { months: 132 } as const;
const UPFRONT = 0.0175;

type Duration = RateRow['annualDuration'];
type Line = readonly [ltv: Band<number>, basisPoints: number, annualDuration: Duration];

const upTo90: Band<number> = { upTo: 0.9 };
const rowsOf = (bands: Pick<RateRow, 'termMonths' | 'amountMinor'>, lines: readonly Line[]): readonly RateRow[] =>
  lines.map(([ltv, basisPoints, annualDuration]) => ({
    ...bands,
    ltv,
    annualRate: basisPoints / 10_000,
    annualDuration,
  }));

const OVER_15_YEARS: Band<number> = { over: 180 };
const UP_TO_15_YEARS: Band<number> = { upTo: 180 };

/** `base` in basis points: up to the loan limit and over it, long terms and short ones. */
function tableRows(
  limitMinor: bigint,
  base: {
    long: [number, number];
    longHigh: [number, number];
    short: [number, number];
    shortHigh: [number, number, number];
  },
): RateRow[] {
  const small: Band<bigint> = { upTo: limitMinor };
  const large: Band<bigint> = { over: limitMinor };
  const long = ([low, high]: [number, number]): readonly Line[] => [
    [upTo90, low, ELEVEN_YEARS],
    [{ over: 0.9, upTo: 0.95 }, low, 'TERM'],
    [{ over: 0.95 }, high, 'TERM'],
  ];
  const [lowest, middle, highest] = base.shortHigh;
  return [
    ...rowsOf({ termMonths: OVER_15_YEARS, amountMinor: small }, long(base.long)),
    ...rowsOf({ termMonths: OVER_15_YEARS, amountMinor: large }, long(base.longHigh)),
    ...rowsOf({ termMonths: UP_TO_15_YEARS, amountMinor: small }, [
      [upTo90, base.short[0], ELEVEN_YEARS],
      [{ over: 0.9 }, base.short[1], 'TERM'],
    ]),
    ...rowsOf({ termMonths: UP_TO_15_YEARS, amountMinor: large }, [
      [{ upTo: 0.78 }, lowest, ELEVEN_YEARS],
      [{ over: 0.78, upTo: 0.9 }, middle, ELEVEN_YEARS],
      [{ over: 0.9 }, highest, 'TERM'],
    ]),
  ];
}

const on = (text: string): CalendarDate => calendarDate(text);

export const FHA_RATE_CARD: RateCard = {
  code: 'US_FHA_MIP',
  tables: [
    {
      effectiveFrom: on('2015-01-26'),
      effectiveTo: on('2023-03-19'),
      source: 'HUD Mortgagee Letter 2015-01',
      upfrontRate: UPFRONT,
      rows: tableRows(62_550_000n, { long: [80, 85], longHigh: [100, 105], short: [45, 70], shortHigh: [45, 70, 95] }),
    },
    {
      effectiveFrom: on('2023-03-20'),
      source: 'HUD Mortgagee Letter 2023-05',
      upfrontRate: UPFRONT,
      rows: tableRows(72_620_000n, { long: [50, 55], longHigh: [70, 75], short: [15, 40], shortHigh: [15, 40, 65] }),
    },
  ],
};

/** Streamline and simple refinances of loans endorsed on or before 31 May 2009: 0.01 % upfront, 55 basis points a year. */
export const FHA_LEGACY_REFINANCE_RATE_CARD: RateCard = {
  code: 'US_FHA_MIP_LEGACY_REFINANCE',
  tables: [
    {
      effectiveFrom: on('2015-01-26'),
      source: 'HUD Mortgagee Letter 2023-05, refinances of loans endorsed on or before 2009-05-31',
      upfrontRate: 0.0001,
      rows: [
        { ltv: upTo90, annualRate: 0.0055, annualDuration: ELEVEN_YEARS },
        { ltv: { over: 0.9 }, annualRate: 0.0055, annualDuration: 'TERM' },
      ],
    },
  ],
};
