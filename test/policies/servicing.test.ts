import fc from 'fast-check';
import { addDays, type CalendarDate } from '../../src/kernel/index.js';
import { openingInstalments } from '../../src/policies/instalments.js';
import { type EntryTerms, type ExtensionTerms, entriesInForce } from '../../src/policies/loan-entry.js';
import { type LoanEntry, type LoanState, serviceLoan, serviceLoanWith } from '../../src/policies/servicing.js';
import type { LoanRequest } from '../../src/scenarios/contract/index.js';
import { date, entry, loanOf } from './loan-fixture.js';

/** Instalments from number `from` on as `principal+interest (paid principal+paid interest)`. */
const rows = ({ instalments }: LoanState, from: number, to = from): string[] =>
  instalments
    .slice(from - 1, to)
    .map((i) => `${i.principalMinor}+${i.interestMinor} (${i.paidPrincipalMinor}+${i.paidInterestMinor})`);

const sums = ({
  outstandingPrincipalMinor,
  reducedPrincipalMinor,
  excessMinor,
  oldestUnpaidDueOn,
  isSettled,
}: LoanState) => ({
  outstandingPrincipalMinor,
  reducedPrincipalMinor,
  excessMinor,
  oldestUnpaidDueOn,
  isSettled,
});

describe('serviceLoan', () => {
  it('stands at the schedule before any report', () => {
    const state = serviceLoan(loanOf(), []);
    expect(sums(state)).toEqual({
      outstandingPrincipalMinor: 120_000n,
      reducedPrincipalMinor: 0n,
      excessMinor: 0n,
      oldestUnpaidDueOn: '2026-01-01',
      isSettled: false,
    });
    expect(rows(state, 1, 12)).toEqual(
      [
        '9462+1200',
        '9557+1105',
        '9652+1010',
        '9749+913',
        '9846+816',
        '9945+717',
        '10044+618',
        '10145+517',
        '10246+416',
        '10348+314',
        '10452+210',
        '10554+106',
      ].map((due) => `${due} (0+0)`),
    );
  });

  it('pays the oldest instalment first, interest before principal', () => {
    const state = serviceLoan(loanOf(), [
      entry(1, 'REPAYMENT', '2026-01-01', 10_662n),
      entry(2, 'REPAYMENT', '2026-02-01', 1_205n),
    ]);
    expect(rows(state, 1, 3)).toEqual(['9462+1200 (9462+1200)', '9557+1105 (100+1105)', '9652+1010 (0+0)']);
    expect(sums(state)).toEqual({
      outstandingPrincipalMinor: 110_438n,
      reducedPrincipalMinor: 0n,
      excessMinor: 0n,
      oldestUnpaidDueOn: '2026-02-01',
      isSettled: false,
    });
  });

  it('lets a repayment beyond what is due pay the following instalments in order', () => {
    const state = serviceLoan(loanOf(), [entry(1, 'REPAYMENT', '2026-01-01', 10_662n * 2n + 1_000n)]);
    expect(rows(state, 1, 4)).toEqual([
      '9462+1200 (9462+1200)',
      '9557+1105 (9557+1105)',
      '9652+1010 (0+1000)',
      '9749+913 (0+0)',
    ]);
    expect(state.oldestUnpaidDueOn).toBe('2026-03-01');
  });

  it('moves no balance for a missed instalment', () => {
    expect(serviceLoan(loanOf(), [entry(1, 'MISSED', '2026-01-02', 10_662n)])).toEqual(serviceLoan(loanOf(), []));
  });

  it('schedules the remaining instalments anew after a partial prepayment', () => {
    const state = serviceLoan(loanOf(), [
      entry(1, 'REPAYMENT', '2026-01-01', 10_662n),
      entry(2, 'PREPAYMENT', '2026-01-15', 50_000n),
    ]);
    // 605.38 at 1 % over 11: annuity 58.39; the last takes what is left.
    expect(rows(state, 2, 12)).toEqual(
      [
        '5234+605',
        '5286+553',
        '5339+500',
        '5392+447',
        '5446+393',
        '5501+338',
        '5556+283',
        '5611+228',
        '5667+172',
        '5724+115',
        '5782+58',
      ].map((due) => `${due} (0+0)`),
    );
    expect(sums(state)).toEqual({
      outstandingPrincipalMinor: 60_538n,
      reducedPrincipalMinor: 50_000n,
      excessMinor: 0n,
      oldestUnpaidDueOn: '2026-02-01',
      isSettled: false,
    });
  });

  it('takes what is due out of a prepayment first', () => {
    const state = serviceLoan(loanOf(), [entry(1, 'PREPAYMENT', '2026-02-01', 21_324n + 30_000n)]);
    expect(rows(state, 1, 3)).toEqual(['9462+1200 (9462+1200)', '9557+1105 (9557+1105)', '6784+710 (0+0)']);
    expect(state.reducedPrincipalMinor).toBe(30_000n);
    expect(state.outstandingPrincipalMinor).toBe(120_000n - 9_462n - 9_557n - 30_000n);
  });

  it('is settled by a prepayment of all principal; the interest of the broken period is excess', () => {
    const state = serviceLoan(loanOf(), [entry(1, 'PREPAYMENT', '2025-12-15', 120_555n)]);
    expect(sums(state)).toEqual({
      outstandingPrincipalMinor: 0n,
      reducedPrincipalMinor: 120_000n,
      excessMinor: 555n,
      oldestUnpaidDueOn: null,
      isSettled: true,
    });
  });

  it('keeps an instalment that is partly paid ahead and reduces the others', () => {
    const state = serviceLoan(loanOf(), [
      entry(1, 'REPAYMENT', '2025-12-05', 2_200n),
      entry(2, 'PREPAYMENT', '2025-12-20', 50_000n),
    ]);
    expect(rows(state, 1, 2)).toEqual(['9462+1200 (1000+1200)', '5234+605 (0+0)']);
  });

  it('reduces due principal, the latest first, only when a return is larger than what is not due', () => {
    const state = serviceLoan(loanOf(), [entry(1, 'RETURN', '2026-02-15', 110_000n)]);
    expect(rows(state, 1, 3)).toEqual(['9462+1200 (0+0)', '538+1105 (0+0)', '0+0 (0+0)']);
    expect(sums(state)).toEqual({
      outstandingPrincipalMinor: 10_000n,
      reducedPrincipalMinor: 110_000n,
      excessMinor: 0n,
      oldestUnpaidDueOn: '2026-01-01',
      isSettled: false,
    });
  });

  it('counts what the servicer reports on the day of a return before the return', () => {
    // Paid before it was due: the other way round the first instalment would have been computed anew.
    const both = [entry(1, 'RETURN', '2025-12-15', 50_000n), entry(1, 'REPAYMENT', '2025-12-15', 10_662n)];
    const state = serviceLoan(loanOf(), both);
    expect(rows(state, 1, 2)).toEqual(['9462+1200 (9462+1200)', '5234+605 (0+0)']);
    expect(state.outstandingPrincipalMinor).toBe(120_000n - 9_462n - 50_000n);
  });

  it('ends the day with a settlement, whatever else became known of the same day', () => {
    const increase = { ...entry(1, 'INCREASE', '2026-01-20', 30_000n), source: 'CHANGE' } as const;
    const settlement = entry(1, 'SETTLED', '2026-01-20', 151_200n);
    const settled = { outstandingPrincipalMinor: 0n, reducedPrincipalMinor: 140_538n, excessMinor: 0n };
    for (const entries of [
      [increase, settlement],
      [settlement, increase],
    ]) {
      const state = serviceLoan(loanOf(), entries);
      expect(sums(state)).toEqual({ ...settled, oldestUnpaidDueOn: null, isSettled: true });
    }
  });

  it('waives what a settlement leaves unpaid, and counts later money as excess', () => {
    const state = serviceLoan(loanOf(), [
      entry(1, 'SETTLED', '2026-01-20', 60_000n),
      entry(2, 'REPAYMENT', '2026-02-01', 500n),
    ]);
    expect(rows(state, 1, 2)).toEqual(['9462+1200 (9462+1200)', '0+0 (0+0)']);
    expect(sums(state)).toEqual({
      outstandingPrincipalMinor: 0n,
      reducedPrincipalMinor: 110_538n,
      excessMinor: 500n,
      oldestUnpaidDueOn: null,
      isSettled: true,
    });
  });

  it.each([
    ['EQUAL_PRINCIPAL', {}, ['8333+1000 (0+0)', '8333+917 (0+0)'], '8337+83 (0+0)'],
    ['INTEREST_ONLY', {}, ['0+1000 (0+0)', '0+1000 (0+0)'], '100000+1000 (0+0)'],
    ['ZERO_INTEREST', { annualRate: '0' }, ['8333+0 (0+0)', '8333+0 (0+0)'], '8337+0 (0+0)'],
    // A balloon of 600.00 shrinks by a sixth with the principal, to 500.00.
    ['LEVEL_WITH_BALLOON', { balloonMinor: 60_000n }, ['3942+1000 (0+0)', '3981+961 (0+0)'], '54406+544 (0+0)'],
  ] as const)('keeps the method of %s when principal is returned', (method, overrides, first, last) => {
    const state = serviceLoan(loanOf({ method, ...overrides }), [entry(1, 'RETURN', '2025-12-10', 20_000n)]);
    expect(rows(state, 1, 2)).toEqual(first);
    expect(rows(state, 12)).toEqual([last]);
    expect(state.outstandingPrincipalMinor).toBe(100_000n);
  });

  it('carries interest that a long first period accrues beyond the payment, and loses none by a reduction', () => {
    const loan = loanOf({
      principalMinor: 2_000_000n,
      instalments: 360,
      annualRate: '0.06',
      firstDueOn: date('2026-03-01'),
    });
    const opening = openingInstalments(loan);
    expect(opening.slice(0, 2).map((i) => [i.principalMinor, i.interestMinor, i.carriedInterestMinor])).toEqual([
      [0n, 11_991n, 17_598n],
      [0n, 11_991n, 15_695n],
    ]);
    expect(opening.reduce((sum, i) => sum + i.principalMinor, 0n)).toBe(2_000_000n);
    const state = serviceLoan(loan, [
      entry(1, 'REPAYMENT', '2026-03-01', 11_991n),
      entry(2, 'RETURN', '2026-03-02', 1_000_000n),
    ]);
    expect(state.instalments.reduce((sum, i) => sum + i.principalMinor, 0n)).toBe(1_000_000n);
    // The balance of 1,000,000 and the carried 17,598 at 0.5 %: interest 5,088, payment 6,107.
    expect(rows(state, 2, 3)).toEqual(['0+6107 (0+0)', '0+6107 (0+0)']);
  });
});

describe('changes of the schedule', () => {
  const paidTwice = [
    entry(1, 'REPAYMENT', '2026-01-01', 10_662n),
    entry(2, 'REPAYMENT', '2026-02-01', 10_662n),
  ] as const;
  const extension = (terms: Partial<ExtensionTerms> = {}): LoanEntry => ({
    ...entry(7, 'EXTENSION', '2026-03-11'),
    terms: {
      dueFrom: date('2026-04-01'),
      dueThrough: null,
      by: { unit: 'MONTH', count: 1 },
      isInterestCharged: true,
      ...terms,
    },
  });
  const due = ({ instalments }: LoanState, from: number, to: number): string[] =>
    instalments.slice(from - 1, to).map(({ dueOn, interestMinor }) => `${dueOn} ${interestMinor}`);

  it('postpones every instalment of a range; its principal bears interest for the days won', () => {
    const state = serviceLoan(loanOf(), [...paidTwice, extension()]);
    // 97.49 x 12 % x 30 / 365 = 0.96 on top of 9.13, 98.46 for 31 days 1.00 on top of 8.16, and so on.
    expect(due(state, 3, 6)).toEqual(['2026-03-01 1010', '2026-05-01 1009', '2026-06-01 916', '2026-07-01 815']);
    expect(due(state, 12, 12)).toEqual(['2027-01-01 214']);
    expect(sums(state)).toMatchObject({ outstandingPrincipalMinor: 100_981n, oldestUnpaidDueOn: '2026-03-01' });
  });

  it('postpones one due date by days, without interest when it is waived; paid instalments stay', () => {
    const one = extension({
      dueFrom: date('2026-01-01'),
      dueThrough: date('2026-03-01'),
      by: { unit: 'DAY', count: 20 },
      isInterestCharged: false,
    });
    const state = serviceLoan(loanOf(), [...paidTwice, one]);
    expect(due(state, 1, 4)).toEqual(['2026-01-01 1200', '2026-02-01 1105', '2026-03-21 1010', '2026-04-01 913']);
    expect(state.oldestUnpaidDueOn).toBe('2026-03-21');
  });

  it('keeps the day that a short month had clamped', () => {
    const loan = loanOf({ disbursedOn: date('2025-12-31'), firstDueOn: date('2026-01-31') });
    const state = serviceLoan(loan, [extension({ dueFrom: date('2026-02-01') })]);
    expect(state.instalments.slice(1, 4).map(({ dueOn }) => dueOn)).toEqual(['2026-03-31', '2026-04-30', '2026-05-31']);
  });

  it('keeps the interest of a postponement in proportion when principal is prepaid afterwards', () => {
    const plain = serviceLoan(loanOf(), [...paidTwice, entry(3, 'PREPAYMENT', '2026-03-12', 60_000n)]);
    const state = serviceLoan(loanOf(), [...paidTwice, extension(), entry(3, 'PREPAYMENT', '2026-03-12', 60_000n)]);
    // 106.62 pays what is due; 493.38 of 913.29 go: 419.91 / 913.29 of 0.96 stay.
    expect(state.outstandingPrincipalMinor).toBe(41_991n);
    expect((state.instalments[3]?.interestMinor ?? 0n) - (plain.instalments[3]?.interestMinor ?? 0n)).toBe(44n);
  });

  it('schedules everything unpaid anew; unpaid and accrued interest goes into the first new instalment', () => {
    const state = serviceLoan(loanOf(), [
      ...paidTwice,
      {
        ...entry(7, 'RESCHEDULED', '2026-03-11'),
        terms: { instalments: 6, firstDueOn: date('2026-04-11'), annualRate: '0.10', method: 'LEVEL_PAYMENT' },
      },
    ]);
    // 1,009.81 at 10 % over six; 10.10 were due on 1 March and 913.29 x 12 % x 10 / 365 = 3.00 have accrued since.
    expect(rows(state, 1, 8)).toEqual([
      '9462+1200 (9462+1200)',
      '9557+1105 (9557+1105)',
      '16482+2152 (0+0)',
      '16620+704 (0+0)',
      '16758+566 (0+0)',
      '16898+426 (0+0)',
      '17039+285 (0+0)',
      '17184+143 (0+0)',
    ]);
    expect(state.instalments.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(sums(state)).toMatchObject({ outstandingPrincipalMinor: 100_981n, oldestUnpaidDueOn: '2026-04-11' });
  });

  it('spreads an increase over the instalments not yet due, interest by actual days at first', () => {
    const before = serviceLoan(loanOf(), paidTwice);
    const state = serviceLoan(loanOf(), [...paidTwice, entry(7, 'INCREASE', '2026-03-11', 30_000n)]);
    const added = state.instalments.map((row, at) => {
      const old = before.instalments[at];
      return `${row.principalMinor - (old?.principalMinor ?? 0n)}+${row.interestMinor - (old?.interestMinor ?? 0n)}`;
    });
    expect(added).toEqual([
      '0+0',
      '0+0',
      '0+0',
      '3295+207',
      '3235+267',
      '3267+235',
      '3300+202',
      '3333+169',
      '3366+136',
      '3400+102',
      '3434+68',
      '3370+34',
    ]);
  });

  it('forgets a change that was taken back, also when later ones came meanwhile', () => {
    const later = { ...entry(8, 'INCREASE', '2026-03-20', 5_000n), source: 'CHANGE' } as const;
    const taken = { ...entry(9, 'REVERSED', '2026-03-11'), source: 'CHANGE', terms: { reverses: '7' } } as const;
    const change = { ...extension(), source: 'CHANGE' } as const;
    const known = [...paidTwice, change, later];
    expect(serviceLoanWith(loanOf(), known, [taken]).after).toEqual(serviceLoan(loanOf(), [...paidTwice, later]));
  });
});

const anyLoan: fc.Arbitrary<LoanRequest> = fc
  .record({
    principalMinor: fc.bigInt(1n, 5_000_000n),
    rateBasisPoints: fc.integer({ min: 0, max: 6_000 }),
    instalments: fc.integer({ min: 1, max: 36 }),
    method: fc.constantFrom('LEVEL_PAYMENT', 'EQUAL_PRINCIPAL', 'INTEREST_ONLY', 'ZERO_INTEREST', 'LEVEL_WITH_BALLOON'),
    firstDueOn: fc.constantFrom('2026-01-01', '2025-12-20', '2026-02-28'),
    balloonShare: fc.bigInt(0n, 99n),
  })
  .map(({ rateBasisPoints, balloonShare, ...loan }) =>
    loanOf({
      ...loan,
      method: loan.method as LoanRequest['method'],
      annualRate: loan.method === 'ZERO_INTEREST' ? '0' : (rateBasisPoints / 10_000).toFixed(4),
      firstDueOn: date(loan.firstDueOn),
      ...(loan.method === 'LEVEL_WITH_BALLOON' ? { balloonMinor: (loan.principalMinor * balloonShare) / 100n } : {}),
    }),
  );

const anyEntries = fc
  .array(
    fc.record({
      kind: fc.constantFrom<LoanEntry['kind'][]>(
        'REPAYMENT',
        'REPAYMENT',
        'REPAYMENT',
        'MISSED',
        'PREPAYMENT',
        'RETURN',
        'SETTLED',
        'EXTENSION',
        'RESCHEDULED',
        'INCREASE',
        'REVERSED',
      ),
      day: fc.integer({ min: 0, max: 400 }),
      count: fc.integer({ min: 1, max: 12 }),
      amountMinor: fc.bigInt(0n, 2_000_000n),
    }),
    { maxLength: 14 },
  )
  .map((facts) =>
    facts.map(({ kind, day, amountMinor, count }, at): LoanEntry => {
      const on = addDays(date('2025-12-01'), day);
      const terms = termsOf(kind, on, count);
      return { ...entry(at + 1, kind, on, amountMinor), ...(terms ? { source: 'CHANGE', terms } : {}) };
    }),
  );

function termsOf(kind: LoanEntry['kind'], on: CalendarDate, count: number): EntryTerms | undefined {
  switch (kind) {
    case 'EXTENSION':
      return {
        dueFrom: addDays(on, -count),
        dueThrough: count % 3 === 0 ? null : addDays(on, 60),
        by: { unit: count % 2 === 0 ? 'DAY' : 'MONTH', count },
        isInterestCharged: count % 4 !== 0,
      };
    case 'RESCHEDULED':
      return { instalments: count, firstDueOn: addDays(on, count * 5), annualRate: '0.08', method: 'EQUAL_PRINCIPAL' };
    case 'REVERSED':
      return { reverses: String(count) };
    default:
      return undefined;
  }
}

const shuffled = <T>(items: readonly T[], seeds: readonly number[]): T[] =>
  items
    .map((item, at) => ({ item, key: seeds[at % seeds.length] ?? 0, at }))
    .sort((a, b) => a.key - b.key || b.at - a.at)
    .map(({ item }) => item);

const MOVES_MONEY: readonly LoanEntry['kind'][] = ['REPAYMENT', 'PREPAYMENT', 'RETURN'];

describe('properties of serviceLoan', () => {
  it('gives one state whatever the order and however often entries arrive', () => {
    fc.assert(
      fc.property(
        anyLoan,
        anyEntries,
        fc.array(fc.integer(), { minLength: 28, maxLength: 28 }),
        (loan, entries, seeds) => {
          expect(serviceLoan(loan, shuffled([...entries, ...entries], seeds))).toEqual(serviceLoan(loan, entries));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives one state however the entries are cut into known and added ones', () => {
    fc.assert(
      fc.property(
        anyLoan,
        anyEntries,
        fc.nat(14),
        fc.array(fc.integer(), { minLength: 14, maxLength: 14 }),
        (loan, entries, cut, seeds) => {
          const arrived = shuffled(entries, seeds);
          const { before, after } = serviceLoanWith(loan, arrived.slice(0, cut), arrived.slice(cut));
          expect(before).toEqual(serviceLoan(loan, arrived.slice(0, cut)));
          expect(after).toEqual(serviceLoan(loan, entries));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps principal exact, no part negative and nothing paid beyond what is due', () => {
    fc.assert(
      fc.property(anyLoan, anyEntries, (loan, entries) => {
        const state = serviceLoan(loan, entries);
        let scheduled = 0n;
        let paid = 0n;
        for (const i of state.instalments) {
          expect(i.principalMinor >= 0n && i.interestMinor >= 0n).toBe(true);
          expect(i.paidPrincipalMinor >= 0n && i.paidPrincipalMinor <= i.principalMinor).toBe(true);
          expect(i.paidInterestMinor >= 0n && i.paidInterestMinor <= i.interestMinor).toBe(true);
          scheduled += i.principalMinor;
          paid += i.paidPrincipalMinor;
        }
        const lent = entriesInForce(entries)
          .filter(({ kind }) => kind === 'INCREASE')
          .reduce((sum, { amountMinor }) => sum + amountMinor, loan.principalMinor);
        expect(scheduled).toBe(lent - state.reducedPrincipalMinor);
        expect(state.outstandingPrincipalMinor).toBe(scheduled - paid);
        expect(state.excessMinor >= 0n).toBe(true);
        expect(state.isSettled).toBe(state.oldestUnpaidDueOn === null);
      }),
      { numRuns: 300 },
    );
  });

  it('accounts for every minor unit of money: paid, taken off the principal, or excess', () => {
    fc.assert(
      fc.property(anyLoan, anyEntries, (loan, all) => {
        const entries = all.filter(({ kind }) => kind !== 'SETTLED');
        const state = serviceLoan(loan, entries);
        const moved = entriesInForce(entries)
          .filter(({ kind }) => MOVES_MONEY.includes(kind))
          .reduce((sum, e) => sum + e.amountMinor, 0n);
        const paid = state.instalments.reduce((sum, i) => sum + i.paidPrincipalMinor + i.paidInterestMinor, 0n);
        expect(paid + state.reducedPrincipalMinor + state.excessMinor).toBe(moved);
      }),
      { numRuns: 300 },
    );
  });
});
