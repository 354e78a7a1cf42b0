/**
 * The arithmetic of a quote: schedule, default curve, expected loss and premium lines, for 12 and 360 months, beside the
 * same schedule by the npm library `financial` (floating point, a port of numpy-financial), in one run.
 *
 *   node --expose-gc --import ./scripts/typescript/register.mjs bench/finance.ts
 */
import { ipmt, pmt } from 'financial';
import {
  expectedLoss,
  hazardsFromCurve,
  type PremiumLoadings,
  repaymentSchedule,
  type ScheduleTerms,
  singlePremium,
} from '../src/finance/index.js';
import { calendarDate, Decimal } from '../src/kernel/index.js';

const TARGETS_US: Readonly<Record<number, number>> = { 12: 30, 360: 600 };
const ROUNDS = 9;

const loadings: PremiumLoadings = { riskMargin: 0.2, expense: 0.15, commission: 0.1, profit: 0.05, taxRate: 0.06 };
const seasoning = [0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.2, 1.2, 1.1, 1, 0.9, 0.8];

const termsOf = (instalments: number): ScheduleTerms => ({
  principalMinor: instalments === 12 ? 1_200_000n : 30_000_000n,
  annualRate: new Decimal(instalments === 12 ? '0.12' : '0.0725'),
  instalments,
  method: 'LEVEL_PAYMENT',
  disbursedOn: calendarDate('2026-01-15'),
  firstDueOn: calendarDate('2026-02-15'),
});

function quote(terms: ScheduleTerms): bigint {
  const { instalments } = repaymentSchedule(terms);
  const hazards = hazardsFromCurve({ twelveMonthDefaultProbability: 0.03, seasoning, periods: terms.instalments });
  const { presentValueMinor } = expectedLoss({
    openingBalancesMinor: instalments.map((row) => row.openingBalanceMinor),
    hazards,
    lossGivenDefault: 0.6,
    discountAnnual: 0.03,
  });
  return singlePremium(presentValueMinor, loadings).totalMinor;
}

/** The library's way: a payment, and the interest part of each period, in floating point. */
function librarySchedule(principal: number, annualRate: number, instalments: number): number {
  const rate = annualRate / 12;
  const payment = -pmt(rate, instalments, principal);
  let balance = principal;
  for (let period = 1; period <= instalments; period += 1) {
    balance -= payment + ipmt(rate, period, instalments, principal);
  }
  return balance;
}

interface Measured {
  readonly us: number;
  readonly bytes: number;
}

function measure(work: () => unknown, runs: number): Measured {
  for (let run = 0; run < runs; run += 1) work();
  const times = Array.from({ length: ROUNDS }, () => {
    const start = process.hrtime.bigint();
    for (let run = 0; run < runs; run += 1) work();
    return Number(process.hrtime.bigint() - start) / runs / 1000;
  }).sort((a, b) => a - b);
  // Few enough runs that the young generation is not collected in between.
  const few = Math.min(runs, 20);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let run = 0; run < few; run += 1) work();
  const bytes = (process.memoryUsage().heapUsed - before) / few;
  return { us: times[Math.floor(ROUNDS / 2)] ?? Number.NaN, bytes };
}

const show = (name: string, { us, bytes }: Measured, note = ''): void => {
  console.log(
    `${name.padEnd(44)} ${us.toFixed(2).padStart(10)} us ${(bytes / 1024).toFixed(1).padStart(9)} kB  ${note}`,
  );
};

console.log(`${'operation'.padEnd(44)} ${'median'.padStart(13)} ${'allocated'.padStart(12)}`);
let isMissed = false;
for (const months of [12, 360]) {
  const terms = termsOf(months);
  const runs = months === 12 ? 5_000 : 200;
  const target = TARGETS_US[months] ?? Number.NaN;
  const whole = measure(() => quote(terms), runs);
  isMissed ||= whole.us > target;
  show(
    `${months} months: schedule`,
    measure(() => repaymentSchedule(terms), runs),
  );
  show(
    `${months} months: schedule on ACT/365F, solved`,
    measure(() => repaymentSchedule({ ...terms, dayCount: 'ACT_365F' }), runs),
  );
  show(
    `${months} months: schedule, loss and premium`,
    whole,
    `target ${target} us: ${whole.us <= target ? 'met' : 'MISSED'}`,
  );
  const [principal, rate] = [Number(terms.principalMinor) / 100, terms.annualRate.toNumber()];
  const left = librarySchedule(principal, rate, months);
  show(
    `${months} months: financial 0.2.4, pmt and ipmt`,
    measure(() => librarySchedule(principal, rate, months), runs),
    `no dates, no rounding; ends at ${left.toExponential(1)}`,
  );
}
process.exitCode = isMissed ? 1 : 0;
