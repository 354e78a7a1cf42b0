import { breakEvenRate } from '../../src/finance/break-even-rate.js';
import { constantHazard, hazardsFromCurve } from '../../src/finance/expected-loss.js';
import { Decimal } from '../../src/kernel/index.js';
import { loanSchedule } from '../../src/underwriting/loan-schedule.js';
import { loanOf } from '../support/samples/loan.js';
import { printedSeed, seeded } from '../support/seeded.js';

const level = (principalMinor: bigint, instalments: number) => (annualRate: Decimal) =>
  loanSchedule(loanOf({ principalMinor, instalments, annualRate: annualRate.toFixed() })).instalments.map(
    ({ openingBalanceMinor }) => openingBalanceMinor,
  );

describe('breakEvenRate', () => {
  it('is the funding rate for a loan that cannot be lost', () => {
    const input = { balancesAt: level(100_000n, 12), hazards: Array(12).fill(0), lossGivenDefault: 1 };
    const { annualRate } = breakEvenRate({ ...input, accruedInterestMonths: 3, fundingRate: 0.03 });
    expect(annualRate.toFixed()).toBe('0.03');
  });

  it('of a loan repaid at the end is what the classical formula says', () => {
    // One month, lost wholly with one per cent: 1 + c/12 less the loss is worth 1 + f/12, so c = f + 12 x 0.01.
    const input = { balancesAt: () => [100_000n], hazards: [0.01], lossGivenDefault: 1, accruedInterestMonths: 0 };
    expect(breakEvenRate({ ...input, fundingRate: 0.03 }).annualRate.toFixed()).toBe('0.15');
    // A premium of 0.5 % at disbursement costs 12 x 0.005 x (1 + 0.03 / 12) a year more.
    expect(breakEvenRate({ ...input, fundingRate: 0.03, upfrontMinor: 500n }).annualRate.toFixed()).toBe('0.21015');
  });

  it('makes the expected value of what comes back exactly what was lent', () => {
    const random = seeded(printedSeed('break-even rate'));
    for (let at = 0; at < 60; at += 1) {
      const instalments = 3 + Math.floor(random() * 90);
      const principalMinor = 50_000n + BigInt(Math.floor(random() * 5_000_000));
      const [pd, loss, funding] = [random() * 0.2, 0.05 + random() * 0.95, Math.round(random() * 1000) / 10_000];
      const months = random() < 0.5 ? 0 : 3;
      const hazards =
        random() < 0.5
          ? Array(instalments).fill(constantHazard(pd, 12))
          : hazardsFromCurve({
              twelveMonthDefaultProbability: pd,
              seasoning: [0.3, 1, 1.2, 0.8],
              periods: instalments,
            });
      const balancesAt = level(principalMinor, instalments);
      const { annualRate } = breakEvenRate({
        ...{ balancesAt, hazards, lossGivenDefault: loss, accruedInterestMonths: months, fundingRate: funding },
      });
      // Month by month: the borrower who pays, the borrower who defaults.
      const [rate, balances] = [annualRate.toNumber() / 12, balancesAt(annualRate).map(Number)];
      let [value, alive, discount] = [0, 1, 1];
      balances.forEach((balance, month) => {
        const hazard = hazards[month] ?? 0;
        const repaid = balance - (balances[month + 1] ?? 0);
        discount /= 1 + funding / 12;
        const owed = balance * (1 + rate);
        const defaulted = owed - loss * balance * (1 + rate * months);
        value += alive * discount * ((1 - hazard) * (balance * rate + repaid) + hazard * defaulted);
        alive *= 1 - hazard;
      });
      // Rates stand to six decimals: a millionth a year on what is owed.
      const tolerance = 2 + (Number(principalMinor) * instalments) / 12 / 1_000_000;
      expect(Math.abs(value - Number(principalMinor))).toBeLessThan(tolerance);
    }
  });

  it('is refused when nothing can pay for the losses', () => {
    const input = { balancesAt: () => [100_000n], hazards: [1], lossGivenDefault: 1, accruedInterestMonths: 24 };
    expect(() => breakEvenRate({ ...input, fundingRate: 0 })).toThrow('no rate pays');
  });
});
