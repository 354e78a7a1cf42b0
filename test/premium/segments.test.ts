import fc from 'fast-check';
import {
  addDays,
  type CalendarDate,
  calendarDate,
  daysBetween,
  fromEpochDay,
  laterOf,
} from '../../src/kernel/index.js';
import { earningParts } from '../../src/premium/earning-parts.js';
import {
  type EarningAmounts,
  earnedBy,
  endOn,
  reduce,
  type Segment,
  spread,
  stretch,
  unearnedAfter,
  writtenIn,
} from '../../src/premium/segments.js';
import { seed } from '../finance/vectors.js';

const amounts = (premiumMinor: bigint, commissionMinor = 0n): EarningAmounts => ({
  premiumMinor,
  commissionMinor,
  cededMinor: 0n,
  cedingCommissionMinor: 0n,
});

const START = calendarDate('2026-01-01');
const YEAR = { startsOn: START, endsOn: calendarDate('2027-01-01') };
const yearOf = (premium: bigint, commission = 0n): Segment[] =>
  spread(amounts(premium, commission), [{ fromOn: YEAR.startsOn, toOn: YEAR.endsOn, weight: 1n }], START);

describe('a premium of 365.00 over a year', () => {
  it.each([
    ['2025-12-31', 0n],
    ['2026-01-01', 100n],
    ['2026-01-31', 3_100n],
    ['2026-12-30', 36_400n],
    ['2026-12-31', 36_500n],
    ['2028-01-01', 36_500n],
  ])('on %s has earned %d', (on, earned) => {
    const segments = yearOf(36_500n, 7_300n);
    expect(earnedBy(segments, calendarDate(on)).premiumMinor).toBe(earned);
    expect(earnedBy(segments, calendarDate(on)).commissionMinor).toBe(earned / 5n);
    expect(unearnedAfter(segments, calendarDate(on)).premiumMinor).toBe(36_500n - earned);
  });

  it('keeps what was earned when half of the rest goes back', () => {
    const after = reduce(yearOf(36_500n), amounts(16_700n), { from: addDays(START, 31), bookedOn: START });
    expect(writtenIn(after).premiumMinor).toBe(19_800n);
    expect(earnedBy(after, calendarDate('2026-01-15')).premiumMinor).toBe(1_500n);
    expect(earnedBy(after, calendarDate('2026-01-31')).premiumMinor).toBe(3_100n);
    expect(earnedBy(after, calendarDate('2026-02-01')).premiumMinor).toBe(3_150n);
    expect(earnedBy(after, YEAR.endsOn).premiumMinor).toBe(19_800n);
  });

  it('is earned to nothing when all of it goes back from the start', () => {
    const after = reduce(yearOf(36_500n), amounts(36_500n), { from: START, bookedOn: START });
    expect(earnedBy(after, calendarDate('2026-06-30')).premiumMinor).toBe(0n);
    expect(writtenIn(after).premiumMinor).toBe(0n);
  });

  it('is all earned on the day cover ends without a refund', () => {
    const after = endOn(yearOf(36_500n), calendarDate('2026-03-01'));
    expect(earnedBy(after, calendarDate('2026-02-28')).premiumMinor).toBe(5_900n);
    expect(earnedBy(after, calendarDate('2026-03-01')).premiumMinor).toBe(36_500n);
  });

  it('gives back a minor unit more than is left out of what is earned that day', () => {
    const on = calendarDate('2026-01-31');
    const after = reduce(yearOf(36_500n), amounts(33_401n), { from: addDays(on, 1), bookedOn: on });
    expect(earnedBy(after, on).premiumMinor).toBe(3_100n);
    expect(earnedBy(after, addDays(on, 1)).premiumMinor).toBe(3_099n);
    expect(writtenIn(after).premiumMinor).toBe(3_099n);
  });
});

describe('earning by the periods of the loan', () => {
  const cover = {
    ...YEAR,
    endsOn: calendarDate('2026-06-30'),
    dueOn: ['2026-02-01', '2026-03-01', '2026-04-01'].map(calendarDate),
    openingBalancesMinor: [90_000n, 60_000n, 30_000n],
  };

  it('follows the Rule of 78: 3/6, 2/6, 1/6', () => {
    const segments = spread(amounts(6_000n), earningParts('RULE_OF_78', cover), START);
    expect(segments.map(({ fromOn, toOn, premiumMinor }) => [fromOn, toOn, premiumMinor])).toEqual([
      ['2026-01-01', '2026-02-01', 3_000n],
      ['2026-02-01', '2026-03-01', 2_000n],
      ['2026-03-01', '2026-06-30', 1_000n],
    ]);
  });

  it('follows the balances', () => {
    const segments = spread(amounts(1_801n), earningParts('SUM_OF_BALANCES', cover), START);
    expect(segments.map(({ premiumMinor }) => premiumMinor)).toEqual([901n, 600n, 300n]);
  });
});

describe(`any history of a policy (seed ${seed})`, () => {
  const minor = fc.bigInt({ min: 0n, max: 10n ** 9n });
  const step = fc.record({
    kind: fc.constantFrom('REDUCE', 'RAISE', 'END'),
    day: fc.integer({ min: 0, max: 400 }),
    share: fc.integer({ min: 0, max: 1000 }),
    minor,
  });

  function apply(
    segments: Segment[],
    on: CalendarDate,
    { kind, share, minor: extra }: { kind: string; share: number; minor: bigint },
    endsOn: CalendarDate,
  ): Segment[] {
    if (kind === 'END') return endOn(segments, on);
    if (kind === 'RAISE') {
      const part = { fromOn: on, toOn: endsOn > on ? endsOn : addDays(on, 1), weight: 1n };
      return [...segments, ...spread(amounts(extra, extra / 7n), [part], on)];
    }
    const left = unearnedAfter(segments, addDays(on, -1));
    const back = amounts((left.premiumMinor * BigInt(share)) / 1000n, (left.commissionMinor * BigInt(share)) / 1000n);
    return reduce(segments, back, { from: on, bookedOn: on });
  }

  it('has on every day written = earned + unearned, neither below zero, and earns everything by its end', () => {
    fc.assert(
      fc.property(
        minor,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 20_000, max: 22_000 }),
        fc.array(step, { maxLength: 6 }),
        (premium, days, start, steps) => {
          const startsOn = fromEpochDay(start);
          const endsOn = addDays(startsOn, days);
          let segments = spread(
            amounts(premium, premium / 10n),
            [{ fromOn: startsOn, toOn: endsOn, weight: 1n }],
            startsOn,
          );
          const ordered = [...steps].sort((a, b) => a.day - b.day);
          for (const change of ordered) {
            const on = addDays(startsOn, change.day);
            const before = earnedBy(segments, addDays(on, -1));
            segments = apply(segments, on, change, endsOn);
            expect(earnedBy(segments, addDays(on, -1))).toEqual(before);
          }
          const last = segments.map(({ toOn }) => toOn).reduce(laterOf);
          const written = writtenIn(segments);
          let previous = 0n;
          for (let day = -1; day <= daysBetween(startsOn, last); day += 1) {
            const on = addDays(startsOn, day);
            const [earned, unearned] = [earnedBy(segments, on), unearnedAfter(segments, on)];
            expect(earned.premiumMinor + unearned.premiumMinor).toBe(written.premiumMinor);
            expect(earned.commissionMinor + unearned.commissionMinor).toBe(written.commissionMinor);
            expect(earned.premiumMinor >= previous && unearned.premiumMinor >= 0n).toBe(true);
            previous = earned.premiumMinor;
          }
          expect(earnedBy(segments, last)).toEqual(written);
        },
      ),
      { seed, numRuns: 60 },
    );
  });
});

describe('cover that ends on another day', () => {
  it('leaves what the days before the change earned as it was, to the minor unit', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 2_000n), fc.integer({ min: 1, max: 300 }), (premium, day) => {
        const on = addDays(START, day);
        const before = yearOf(premium, premium / 5n);
        const after = stretch(before, { from: addDays(on, 1), endsOn: calendarDate('2027-02-01'), on });
        const closed = addDays(on, -1);
        expect(earnedBy(after, closed)).toEqual(earnedBy(before, closed));
        expect(writtenIn(after)).toEqual(writtenIn(before));
      }),
      { seed },
    );
  });
});
