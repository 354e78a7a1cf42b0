import fc from 'fast-check';
import { openingInstalments } from '../../src/policies/instalments.js';
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
      ),
      day: fc.integer({ min: 0, max: 400 }),
      amountMinor: fc.bigInt(0n, 2_000_000n),
    }),
    { maxLength: 14 },
  )
  .map((facts) =>
    facts.map(({ kind, day, amountMinor }, at) =>
      entry(at + 1, kind, new Date(Date.UTC(2025, 11, 1 + day)).toISOString().slice(0, 10), amountMinor),
    ),
  );

const shuffled = <T>(items: readonly T[], seeds: readonly number[]): T[] =>
  items
    .map((item, at) => ({ item, key: seeds[at % seeds.length] ?? 0, at }))
    .sort((a, b) => a.key - b.key || b.at - a.at)
    .map(({ item }) => item);

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
        expect(scheduled).toBe(loan.principalMinor - state.reducedPrincipalMinor);
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
        const moved = entries.filter(({ kind }) => kind !== 'MISSED').reduce((sum, e) => sum + e.amountMinor, 0n);
        const paid = state.instalments.reduce((sum, i) => sum + i.paidPrincipalMinor + i.paidInterestMinor, 0n);
        expect(paid + state.reducedPrincipalMinor + state.excessMinor).toBe(moved);
      }),
      { numRuns: 300 },
    );
  });
});
