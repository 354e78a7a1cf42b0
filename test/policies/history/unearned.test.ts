import { applyStep, type Cover, type CoverStep, totalOf } from '../../../src/policies/history/cover.js';
import { countsFromTheStart, giveBack } from '../../../src/policies/history/give-back.js';
import type { StepRules } from '../../../src/policies/history/step.js';
import { refundable } from '../../../src/policies/history/unearned.js';
import { USUAL_CHANGE_TERMS } from '../../../src/underwriting/change-terms.js';
import { vectors } from '../../finance/vectors.js';
import { date } from '../loan-fixture.js';
import { coverOf } from './cover-fixture.js';

const rules = (refund: Partial<StepRules['refund']> = {}): StepRules => ({
  refund: { method: 'PRO_RATA', freeLookDays: 14, minimumMinor: '100', ...refund },
  changes: USUAL_CHANGE_TERMS,
  insures: 'PRINCIPAL',
  insuredPercentage: '0.9',
  instalments: { minimum: 2, maximum: 60 },
});
const half = { of: 1n, outOf: 2n };

describe('giveBack', () => {
  it('takes all lines in proportion', () => {
    // Day 100 of 426: earned 1,173.71, unearned 3,826; half of it goes back.
    expect(giveBack({ cover: coverOf(), on: date('2026-03-10'), rules: rules() }, half)).toEqual({
      unearnedMinor: 3_826n,
      premiumLines: [
        { kind: 'RISK', minor: -1_148n },
        { kind: 'EXPENSE', minor: -269n },
        { kind: 'COMMISSION', minor: -191n },
        { kind: 'TAX', minor: -305n },
      ],
      isRefundWaived: false,
      isFromTheStart: false,
      effectiveOn: '2026-03-10',
      countsFrom: '2026-03-11',
    });
  });

  it.each([
    ['the last day of the free look', date('2025-12-14'), coverOf(), rules()],
    ['before activation', date('2026-03-10'), coverOf({ status: 'PENDING_ACTIVATION' }), rules()],
    ['before the start', date('2025-11-20'), coverOf(), rules({ freeLookDays: 0, minimumMinor: '0' })],
  ] as const)('gives the whole share back: %s', (_name, on, cover, terms) => {
    expect(countsFromTheStart(cover, on, terms)).toBe(true);
    const back = giveBack({ cover, on, rules: terms }, { of: 1n, outOf: 4n });
    expect(totalOf(back.premiumLines)).toBe(-1_250n);
    expect(back).toMatchObject({ unearnedMinor: 5_000n, effectiveOn: '2025-12-01', countsFrom: '2025-12-01' });
  });

  it('counts days from the first day after the free look', () => {
    const back = giveBack({ cover: coverOf(), on: date('2025-12-15'), rules: rules() }, { of: 1n, outOf: 1n });
    expect(back).toMatchObject({ unearnedMinor: 4_824n, effectiveOn: '2025-12-15' });
  });

  it('waives a refund under the minimum, not one of exactly the minimum', () => {
    const back = (minimumMinor: string) =>
      giveBack({ cover: coverOf(), on: date('2026-03-10'), rules: rules({ freeLookDays: 0, minimumMinor }) }, half);
    expect(back('1914')).toMatchObject({ premiumLines: [], isRefundWaived: true });
    expect(totalOf(back('1913').premiumLines)).toBe(-1_913n);
  });

  it('has nothing unearned on the last day, and no lines for a policy without premium', () => {
    const last = giveBack({ cover: coverOf(), on: date('2027-01-30'), rules: rules() }, half);
    expect(last).toMatchObject({ unearnedMinor: 0n, premiumLines: [] });
    const free = coverOf({ premiumLines: [], written: [] });
    expect(giveBack({ cover: free, on: date('2026-03-10'), rules: rules() }, half).premiumLines).toEqual([]);
  });
});

const step = (changes: Partial<CoverStep>): CoverStep => ({
  sequence: 2,
  on: date('2026-03-10'),
  effectiveOn: date('2026-03-10'),
  sumInsuredDeltaMinor: 0n,
  premiumLines: [],
  countsFrom: date('2026-03-11'),
  lentDeltaMinor: 0n,
  sets: {},
  ...changes,
});

describe('refundable', () => {
  it('knows after a first refund what is left of the rest', () => {
    const after = applyStep(coverOf(), step({ premiumLines: [{ kind: 'RISK', minor: -1_913n }] }));
    // Half of what would be unearned without the first change: 3,462.
    expect(refundable(after, date('2026-04-10'), { method: 'PRO_RATA' })).toBe(1_731n);
  });

  /** A year of cover for 12 periods with falling balances, and 100.00 of premium. */
  const year = (): Cover => {
    const dueOn = Array.from({ length: 12 }, (_, at) => date(`2026-${String(at + 1).padStart(2, '0')}-01`));
    const term = {
      startsOn: date('2025-12-01'),
      endsOn: date('2026-12-01'),
      dueOn,
      openingBalancesMinor: dueOn.map((_, at) => BigInt(12 - at) * 10_000n),
    };
    return coverOf({
      terms: [term],
      premiumLines: [{ kind: 'RISK', minor: 10_000n }],
      written: [{ minor: 10_000n, from: term.startsOn, term: 0 }],
    });
  };

  it.each([
    // 8 of 12 periods left: 36 / 78 of the premium.
    ['RULE_OF_78', { method: 'RULE_OF_78' }, 4_615n],
    // Of 780,000 owed over all periods 360,000 are left.
    ['SUM_OF_BALANCES', { method: 'SUM_OF_BALANCES' }, 4_615n],
    // (36 / 78 + 8 / 12) / 2.
    ['MEAN', { method: 'MEAN' }, 5_641n],
    // Day 116 of 365: 68.22 % left by days, a tenth of that is kept.
    ['SHORT_RATE', { method: 'SHORT_RATE', shortRate: { kind: 'PERCENTAGE', penaltyRate: 0.1 } }, 6_140n],
    // 60 % earned in the year, of it 116 / 365.
    ['CUMULATIVE_FACTORS', { method: 'CUMULATIVE_FACTORS', factors: [0.6, 1] }, 8_093n],
  ] as const)('goes by the method of the product: %s', (_name, rule, expected) => {
    expect(refundable(year(), date('2026-03-26'), rule)).toBe(expected);
  });

  it('gives back after a refund by the same method what that one left', () => {
    const rule = { method: 'RULE_OF_78' } as const;
    const whole = refundable(year(), date('2026-03-26'), rule);
    const changes = { on: date('2026-03-26'), countsFrom: date('2026-03-27') };
    const after = applyStep(year(), step({ ...changes, premiumLines: [{ kind: 'RISK', minor: -whole / 2n }] }));
    // 6 periods are left: 21 / 78 of 100.00, less 21 / 36 of the 23.07 that went back.
    expect(refundable(after, date('2026-05-20'), rule)).toBe(1_347n);
  });

  it('spreads premium charged later over the periods that were left', () => {
    const rule = { method: 'RULE_OF_78' } as const;
    const changes = { on: date('2026-03-26'), countsFrom: date('2026-03-27') };
    const after = applyStep(year(), step({ ...changes, premiumLines: [{ kind: 'RISK', minor: 3_600n }] }));
    // 21 / 78 of 100.00 and 21 / 36 of 36.00.
    expect(refundable(after, date('2026-05-20'), rule)).toBe(2_692n + 2_100n);
  });

  const { cases } = vectors<{
    cases: readonly { id: string; premium?: string; n?: number; elapsed_months?: number; rule78_refund?: string }[];
  }>('earned_premium_refund.json');
  it.each(cases.flatMap((found) => (found.rule78_refund ? [[found.id, found] as const] : [])))('%s', (_id, found) => {
    const { premium = '0', n = 1, elapsed_months: elapsed = 0 } = found;
    const dueOn = Array.from({ length: n }, (_, at) =>
      date(new Date(Date.UTC(2026, at, 1)).toISOString().slice(0, 10)),
    );
    const term = {
      startsOn: date('2025-12-01'),
      endsOn: dueOn.at(-1) ?? date('2026-01-01'),
      dueOn,
      openingBalancesMinor: [],
    };
    const minor = BigInt(premium) * 100n;
    const cover = coverOf({ terms: [term], written: [{ minor, from: term.startsOn, term: 0 }] });
    const on = dueOn[elapsed - 1] ?? term.startsOn;
    expect(refundable(cover, on, { method: 'RULE_OF_78' })).toBe(BigInt(Math.round(Number(found.rule78_refund) * 100)));
  });
});
