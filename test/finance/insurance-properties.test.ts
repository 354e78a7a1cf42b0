import fc from 'fast-check';
import {
  type ContributionRule,
  combinedProgramme,
  constantHazard,
  doubleInsurance,
  earnedPremium,
  excessOfLoss,
  expectedLoss,
  expectedLossRows,
  financedSinglePremium,
  hazardsFromCurve,
  indemnity,
  payInRanks,
  REFUND_METHODS,
  type RefundInput,
  recoveryWaterfall,
  refund,
  singlePremium,
  stopLoss,
  WATERFALL_RULES,
  waterfallDifference,
} from '../../src/finance/index.js';
import { addDays, addMonths, Decimal, fromEpochDay, minMinor } from '../../src/kernel/index.js';
import { seed } from './vectors.js';

const check = <T>(arbitrary: fc.Arbitrary<T>, predicate: (value: T) => void, numRuns = 300): void =>
  fc.assert(fc.property(arbitrary, predicate), { seed, numRuns });

const minor = fc.bigInt({ min: 0n, max: 10n ** 10n });
const share = fc.integer({ min: 0, max: 1000 }).map((points) => new Decimal(points).dividedBy(1000));
const day = fc.integer({ min: 18_000, max: 24_000 }).map(fromEpochDay);
const total = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);

describe(`price (seed ${seed})`, () => {
  const loadings = fc.record({
    riskMargin: fc.integer({ min: 0, max: 50 }).map((points) => points / 100),
    expense: fc.integer({ min: 0, max: 30 }).map((points) => points / 100),
    commission: fc.integer({ min: 0, max: 30 }).map((points) => points / 100),
    profit: fc.integer({ min: 0, max: 30 }).map((points) => points / 100),
    taxRate: fc.integer({ min: 0, max: 20 }).map((points) => points / 100),
    feeMinor: fc.bigInt({ min: 0n, max: 5000n }),
  });

  it('lines add up to the premium, none negative, and gross is between floor and cap', () => {
    const bounds = fc
      .tuple(minor, minor)
      .map(([a, b]) => (a < b ? { floorMinor: a, capMinor: b } : { floorMinor: b, capMinor: a }));
    check(fc.tuple(fc.double({ min: 0, max: 1e9, noNaN: true }), loadings, bounds), ([loss, drawn, bound]) => {
      const premium = singlePremium(loss, { ...drawn, ...bound });
      expect(total(premium.lines.map((line) => line.minor))).toBe(premium.totalMinor);
      expect(premium.grossMinor + premium.taxMinor).toBe(premium.totalMinor);
      expect(premium.lines.every((line) => line.minor >= 0n)).toBe(true);
      expect(premium.grossMinor - drawn.feeMinor).toBeGreaterThanOrEqual(bound.floorMinor);
      expect(premium.grossMinor - drawn.feeMinor).toBeLessThanOrEqual(bound.capMinor);
    });
  });

  it('a financed premium is exactly what the loan grows by', () => {
    const small = fc.record({
      principal: fc.bigInt({ min: 1000n, max: 10n ** 9n }),
      points: fc.integer({ min: 0, max: 800 }),
    });
    check(fc.tuple(small, loadings), ([{ principal, points }, drawn]) => {
      const loss = (Number(principal) * points) / 100_000;
      const { premium, financedPrincipalMinor } = financedSinglePremium(principal, loss, drawn);
      expect(financedPrincipalMinor).toBe(principal + premium.totalMinor);
    });
  });

  it('survival after twelve months is what the score says, and losses never exceed what is owed', () => {
    const curves = fc.record({
      twelveMonthDefaultProbability: fc.double({ min: 0, max: 0.99, noNaN: true }),
      seasoning: fc.array(fc.double({ min: 0.01, max: 5, noNaN: true }), { minLength: 1, maxLength: 40 }),
      periods: fc.integer({ min: 12, max: 60 }),
    });
    check(curves, (curve) => {
      const hazards = hazardsFromCurve(curve);
      const survival = hazards.slice(0, 12).reduce((alive, hazard) => alive * (1 - hazard), 1);
      expect(survival).toBeCloseTo(1 - curve.twelveMonthDefaultProbability, 10);
      const input = {
        openingBalancesMinor: hazards.map(() => 100_000n),
        hazards,
        lossGivenDefault: 0.6,
        discountAnnual: 0.03,
      };
      const loss = expectedLoss(input);
      const rows = expectedLossRows(input);
      expect(loss.presentValueMinor).toBeCloseTo(
        rows.reduce((sum, row) => sum + row.discountedLossMinor, 0),
        4,
      );
      expect(loss.lifetimeDefaultProbability).toBeCloseTo(
        rows.reduce((sum, row) => sum + row.marginalDefaultProbability, 0),
        10,
      );
      expect(loss.presentValueMinor).toBeLessThanOrEqual(loss.undiscountedMinor + 1e-6);
      expect(loss.undiscountedMinor).toBeLessThanOrEqual(60_000 + 1e-6);
    });
    expect((1 - constantHazard(0.12, 12)) ** 12).toBeCloseTo(0.88, 12);
  });
});

describe(`earning and refunds (seed ${seed})`, () => {
  it('earned premium is monotone and ends at written', () => {
    const covers = fc.record({ writtenMinor: minor, startsOn: day, days: fc.integer({ min: 1, max: 2000 }) });
    check(covers, ({ writtenMinor, startsOn, days }) => {
      const endsOn = addDays(startsOn, days);
      const at = (offset: number): bigint =>
        earnedPremium({ writtenMinor, startsOn, endsOn, valuedOn: addDays(startsOn, offset) });
      expect(at(-1)).toBe(0n);
      expect(at(days - 1)).toBe(writtenMinor);
      expect(at(days + 100)).toBe(writtenMinor);
      let before = 0n;
      for (let offset = 0; offset < days; offset += Math.max(1, Math.floor(days / 50))) {
        expect(at(offset)).toBeGreaterThanOrEqual(before);
        before = at(offset);
      }
    });
  });

  const refunds: fc.Arbitrary<RefundInput> = fc
    .record({
      method: fc.constantFrom(...REFUND_METHODS),
      premiumMinor: minor,
      paidShare: fc.integer({ min: 0, max: 100 }),
      commissionMinor: minor,
      startsOn: day,
      months: fc.integer({ min: 1, max: 60 }),
      offset: fc.integer({ min: -5, max: 2000 }),
      freeLookDays: fc.integer({ min: 0, max: 30 }),
      minimumRefundMinor: fc.constantFrom(0n, 100n, 10_000n),
    })
    .map(({ paidShare, months, offset, ...drawn }) => ({
      ...drawn,
      paidMinor: (drawn.premiumMinor * BigInt(paidShare)) / 100n,
      endsOn: addMonths(drawn.startsOn, months),
      cancelledOn: addDays(drawn.startsOn, offset),
      openingBalancesMinor: Array.from({ length: months }, (_, at) => BigInt(1000 * (months - at))),
      annualRate: 0.12,
      shortRate: { kind: 'PERCENTAGE', penaltyRate: 0.1 },
      factors: [0.3, 0.55, 0.75, 0.9, 1],
    }));

  it('a refund never exceeds the unearned premium nor what was paid', () => {
    check(
      refunds,
      (drawn) => {
        const given = refund(drawn);
        expect(given.refundMinor).toBeGreaterThanOrEqual(0n);
        expect(given.refundMinor).toBeLessThanOrEqual(given.unearnedMinor);
        expect(given.refundMinor).toBeLessThanOrEqual(drawn.paidMinor ?? 0n);
        expect(given.returnedPremiumMinor + given.retainedPremiumMinor).toBe(drawn.premiumMinor);
        expect(given.commissionClawbackMinor).toBeLessThanOrEqual(drawn.commissionMinor ?? 0n);
        if (given.isFreeLook) expect(given.refundMinor).toBe(drawn.paidMinor);
        if (!given.isFreeLook && given.refundMinor > 0n) {
          expect(given.refundMinor).toBeGreaterThanOrEqual(drawn.minimumRefundMinor ?? 0n);
        }
      },
      600,
    );
  });
});

describe(`claims and recovery (seed ${seed})`, () => {
  it('a waterfall pays out exactly what was received and nobody more than is owed', () => {
    const inputs = fc.record({
      receivedMinor: minor,
      costsMinor: minor,
      insurerPaidMinor: minor,
      insuredUncompensatedMinor: minor,
      rule: fc.constantFrom(...WATERFALL_RULES),
    });
    check(fc.tuple(inputs, minor), ([input, later]) => {
      const shares = recoveryWaterfall(input);
      const { costsMinor, insurerMinor, insuredMinor, obligorSurplusMinor } = shares;
      expect(costsMinor + insurerMinor + insuredMinor + obligorSurplusMinor).toBe(input.receivedMinor);
      expect(costsMinor).toBeLessThanOrEqual(input.costsMinor);
      expect(insurerMinor).toBeLessThanOrEqual(input.insurerPaidMinor);
      expect(insuredMinor).toBeLessThanOrEqual(input.insuredUncompensatedMinor);
      expect([costsMinor, insurerMinor, insuredMinor, obligorSurplusMinor].every((part) => part >= 0n)).toBe(true);
      const again = recoveryWaterfall({ ...input, receivedMinor: input.receivedMinor + later });
      expect(total(Object.values(waterfallDifference(shares, again)) as bigint[])).toBe(later);
    });
    check(fc.tuple(minor, fc.array(fc.array(minor, { maxLength: 4 }), { maxLength: 4 })), ([received, ranks]) => {
      const { paid, surplusMinor } = payInRanks(received, ranks);
      expect(total(paid.flat()) + surplusMinor).toBe(received);
      expect(paid.every((claims, rank) => claims.every((part, at) => part <= (ranks[rank]?.[at] ?? 0n)))).toBe(true);
    });
  });

  it('an indemnity keeps its caps and its steps add up', () => {
    const inputs = fc.record({
      outstandingPrincipalMinor: minor,
      notDue: fc.integer({ min: 0, max: 100 }),
      unpaidInterestMinor: minor,
      annualRate: share,
      interestCapAnnual: share,
      days: fc.integer({ min: 0, max: 400 }),
      recoveredByLenderMinor: minor,
      netCollateralMinor: minor,
      deductible: fc.oneof(
        share.map((rate) => ({ rate })),
        minor.map((amountMinor) => ({ amountMinor })),
      ),
      insuredPercentage: share,
      insures: fc.constantFrom('PRINCIPAL' as const, 'PRINCIPAL_AND_INTEREST' as const),
      remainingSumInsuredMinor: minor,
      lastDueOn: day,
    });
    check(inputs, ({ notDue, days, ...input }) => {
      const paid = indemnity({
        ...input,
        notDuePrincipalMinor: (input.outstandingPrincipalMinor * BigInt(notDue)) / 100n,
        triggerOn: addDays(input.lastDueOn, days),
      });
      const steps = paid.steps.slice(0, -1);
      expect(total(steps.map((step) => step.minor))).toBe(paid.indemnityMinor);
      expect(paid.indemnityMinor).toBeGreaterThanOrEqual(0n);
      expect(paid.indemnityMinor).toBeLessThanOrEqual(input.remainingSumInsuredMinor);
      expect(paid.indemnityMinor + paid.retainedByLenderMinor).toBe(paid.coveredLossMinor);
      expect(paid.retainedByLenderMinor).toBeGreaterThanOrEqual(0n);
    });
  });

  it('double insurance pays the loss once, nobody beyond its sum insured', () => {
    const rules = fc.constantFrom<ContributionRule>('SUMS_INSURED', 'INDEPENDENT_LIABILITY');
    check(fc.tuple(minor, fc.array(minor, { minLength: 1, maxLength: 5 }), rules), ([loss, sums, rule]) => {
      const shares = doubleInsurance(loss, sums, rule);
      expect(total(shares)).toBe(minMinor(loss, total(sums)));
      expect(shares.every((part, at) => part <= (sums[at] ?? 0n))).toBe(true);
    });
  });
});

describe(`reinsurance (seed ${seed})`, () => {
  const layers = fc
    .array(
      fc.record({ limitMinor: fc.bigInt({ min: 1n, max: 10n ** 9n }), reinstatements: fc.integer({ min: 0, max: 3 }) }),
      { maxLength: 4 },
    )
    .map((drawn) => {
      let attachmentMinor = 10n ** 8n;
      return drawn.map((layer) => {
        const placed = { ...layer, attachmentMinor };
        attachmentMinor += layer.limitMinor;
        return placed;
      });
    });

  it('recoveries and net loss add up, layers keep their limits', () => {
    check(fc.tuple(fc.array(minor, { maxLength: 8 }), layers), ([losses, drawn]) => {
      const result = excessOfLoss(losses, drawn);
      expect(total(result.netMinor) + total(result.layers.map((layer) => layer.totalMinor))).toBe(total(losses));
      expect(result.netMinor.every((net) => net >= 0n)).toBe(true);
      result.layers.forEach((layer, at) => {
        const { limitMinor, reinstatements } = drawn[at] as { limitMinor: bigint; reinstatements: number };
        expect(layer.totalMinor).toBeLessThanOrEqual(limitMinor * BigInt(reinstatements + 1));
        expect(layer.totalMinor + (layer.remainingMinor ?? 0n)).toBe(limitMinor * BigInt(reinstatements + 1));
      });
      const programme = combinedProgramme({ premiumMinor: 10n ** 9n, lossesMinor: losses }, drawn, {
        share: 0.4,
        commission: 0.3,
      });
      expect(programme.cededLossMinor + programme.retainedLossMinor).toBe(total(losses));
    });
  });

  it('stop loss never pays beyond its layer', () => {
    check(fc.tuple(minor, minor), ([loss, premium]) => {
      const paid = stopLoss(loss, {
        subjectPremiumMinor: premium,
        attachmentRatio: 1.1,
        exhaustionRatio: 1.5,
        share: 0.9,
      });
      expect(paid).toBeGreaterThanOrEqual(0n);
      expect(paid).toBeLessThanOrEqual((premium * 36n) / 100n + 1n);
    });
  });
});
