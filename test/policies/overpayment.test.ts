import fc from 'fast-check';
import type { LoanEntry } from '../../src/policies/loan-entry.js';
import { siftEntries } from '../../src/policies/overpayment.js';
import { serviceLoan } from '../../src/policies/servicing.js';
import { entry, loanOf } from './loan-fixture.js';

const told = (known: readonly LoanEntry[], added: readonly LoanEntry[]) => {
  const { taken, overpaying, after } = siftEntries(loanOf(), known, added);
  return {
    taken: taken.map(({ sequence }) => Number(sequence)),
    refused: overpaying.map(({ entry: { sequence }, owedMinor }) => `${sequence}: ${owedMinor} owed`),
    excess: after.excessMinor,
  };
};
const repaid = (sequence: number, minor: bigint) => entry(sequence, 'REPAYMENT', '2026-03-01', minor);

// The schedule asks for 1,279.42 in all, 12 payments of 106.62 but the last of 106.60, of which 79.42 is interest.
describe('a payment of more than is owed', () => {
  it.each<[string, readonly LoanEntry[], readonly LoanEntry[], object]>([
    ['is taken to the cent of what is owed', [], [repaid(1, 127_942n)], { taken: [1], refused: [], excess: 0n }],
    ['is taken with a tenth of the principal', [], [repaid(1, 139_942n)], { taken: [1], refused: [], excess: 12_000n }],
    ['is refused a cent above', [], [repaid(1, 139_943n)], { taken: [], refused: ['1: 127942 owed'], excess: 0n }],
    [
      'is refused alone, however large',
      [],
      [repaid(1, 10_662n), repaid(2, 9_999_900n), repaid(3, 10_662n)],
      { taken: [1, 3], refused: ['2: 117280 owed'], excess: 0n },
    ],
    [
      'counts with what came before',
      [repaid(1, 127_942n), repaid(2, 11_000n)],
      [repaid(3, 1_000n), repaid(4, 1n)],
      { taken: [3], refused: ['4: 0 owed'], excess: 12_000n },
    ],
    [
      'counts for a prepayment what is due and the principal that is not',
      [],
      [entry(1, 'PREPAYMENT', '2026-03-01', 9_999_900n)],
      // Three instalments are due, 913.29 of principal is not.
      { taken: [], refused: ['1: 123315 owed'], excess: 0n },
    ],
    [
      'counts for a settlement the same',
      [],
      [entry(1, 'SETTLED', '2026-03-01', 9_999_900n)],
      { taken: [], refused: ['1: 123315 owed'], excess: 0n },
    ],
    [
      'leaves facts that pay nothing alone',
      [repaid(1, 139_942n)],
      [entry(2, 'MISSED', '2026-03-02'), entry(3, 'SETTLED', '2026-03-02')],
      { taken: [2, 3], refused: [], excess: 12_000n },
    ],
  ])('%s', (_name, known, added, expected) => {
    expect(told(known, added)).toEqual(expected);
  });

  it('is none when earlier payments come after the last', () => {
    const last = entry(4, 'SETTLED', '2026-03-10', 91_329n);
    const early = [1, 2, 3].map((month) => entry(month, 'REPAYMENT', `2026-0${month}-01`, 10_662n));
    expect(told([last], early)).toEqual({ taken: [1, 2, 3], refused: [], excess: 0n });
  });

  it('never refuses, in any order, what is taken in the order of its days', () => {
    const payment = fc.record({
      kind: fc.constantFrom<LoanEntry['kind']>('REPAYMENT', 'PREPAYMENT', 'MISSED'),
      month: fc.integer({ min: 1, max: 9 }),
      minor: fc.bigInt({ min: 1n, max: 30_000n }),
    });
    fc.assert(
      fc.property(fc.array(payment, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (payments, stream) => {
        const entries = payments.map(({ kind, month, minor }, at) =>
          entry(at + 1, kind, `2026-0${month}-15`, kind === 'MISSED' ? 0n : minor),
        );
        fc.pre(serviceLoan(loanOf(), entries).excessMinor <= 12_000n);
        const shuffled = entries
          .map((one) => ({ one, rank: stream.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ one }) => one);
        let known: readonly LoanEntry[] = [];
        for (const one of shuffled) {
          const { taken, overpaying } = siftEntries(loanOf(), known, [one]);
          expect(overpaying).toEqual([]);
          known = [...known, ...taken];
        }
        expect(serviceLoan(loanOf(), known)).toEqual(serviceLoan(loanOf(), entries));
      }),
      { numRuns: 200 },
    );
  });
});
