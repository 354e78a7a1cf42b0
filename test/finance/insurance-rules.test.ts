import {
  allInCostOfLoan,
  amountsOfOneCurrency,
  annualPremiumsOnAverageBalance,
  coInsurance,
  contingencyReserve,
  doubleInsurance,
  effectiveRate,
  excessOfLoss,
  expectedLoss,
  FHA_RATE_CARD,
  financedSinglePremium,
  hazardsFromCurve,
  type IndemnityInput,
  indemnity,
  internalRate,
  isGoodPaymentHistory,
  keepsCostLimit,
  nominalRate,
  portfolioUnearned,
  profitCommission,
  quotaShare,
  type RefundInput,
  rateCardIssues,
  rateCardPrice,
  recoveryWaterfall,
  refund,
  regulationZApr,
  repaymentSchedule,
  singlePremium,
  slidingScaleCommission,
  terminationWhenCurrent,
} from '../../src/finance/index.js';
import { currencyCode, money } from '../../src/kernel/index.js';
import { day, rate } from './vectors.js';

const refusal = (code: string, argument: string): Error => expect.objectContaining({ code, argument }) as Error;
const loadings = { riskMargin: 0.2, expense: 0.15, commission: 0.1, profit: 0.05, taxRate: 0.06 };

describe('premium', () => {
  it('shows what each part of the price is', () => {
    // 231.2003 x 1.2 / 0.7 = 396.3434; net 70 % is split 1 : 0.2 between risk and its margin.
    expect(singlePremium(23_120.03, loadings)).toEqual({
      grossMinor: 39_634n,
      taxMinor: 2_378n,
      totalMinor: 42_012n,
      lines: [
        { kind: 'RISK', minor: 23_120n },
        { kind: 'RISK_MARGIN', minor: 4_624n },
        { kind: 'EXPENSE', minor: 5_945n },
        { kind: 'COMMISSION', minor: 3_963n },
        { kind: 'PROFIT', minor: 1_982n },
        { kind: 'TAX', minor: 2_378n },
      ],
    });
  });

  it.each([
    ['floor', { floorMinor: 50_000n }, 50_000n, 53_000n],
    ['cap', { capMinor: 30_000n }, 30_000n, 31_800n],
    ['fee outside the cap', { capMinor: 30_000n, feeMinor: 1_000n }, 31_000n, 32_860n],
  ] as const)('%s', (_name, bounds, grossMinor, totalMinor) => {
    expect(singlePremium(23_120.03, { ...loadings, ...bounds })).toMatchObject({ grossMinor, totalMinor });
  });

  it('an exact half of a floating-point loss rounds up', () => {
    const plain = { riskMargin: 0, expense: 0, commission: 0, profit: 0, taxRate: 0 };
    expect(singlePremium(0.1 + 0.2 + 0.2, plain).totalMinor).toBe(1n);
    expect(singlePremium(1.005 * 100, plain).totalMinor).toBe(101n);
  });

  it('financed: the loan carries the premium on itself', () => {
    // Premium is 5 % of whatever is lent: P' = P / 0.95.
    const plain = { riskMargin: 0, expense: 0, commission: 0, profit: 0, taxRate: 0 };
    const { premium, financedPrincipalMinor } = financedSinglePremium(950_000n, 47_500, plain);
    expect([premium.totalMinor, financedPrincipalMinor]).toEqual([50_000n, 1_000_000n]);
    expect(() => financedSinglePremium(1_000n, 1_000, plain)).toThrow(refusal('NO_SOLUTION', 'expectedLossMinor'));
  });

  it('seasoning: the weights spread the year, the last one repeats', () => {
    const flat = hazardsFromCurve({ twelveMonthDefaultProbability: 0.12, seasoning: [1], periods: 24 });
    expect(new Set(flat.map((hazard) => hazard.toFixed(12))).size).toBe(1);
    const rising = hazardsFromCurve({ twelveMonthDefaultProbability: 0.12, seasoning: [0, 1, 2], periods: 4 });
    expect(rising[0]).toBe(0);
    expect(Math.log1p(-(rising[2] ?? 0)) / Math.log1p(-(rising[1] ?? 0))).toBeCloseTo(2, 12);
    expect(rising[3]).toBe(rising[2]);
  });

  it('accrued interest adds to the exposure', () => {
    const input = { openingBalancesMinor: [100_000n], hazards: [0.1], lossGivenDefault: 1, discountAnnual: 0 };
    const loss = expectedLoss({ ...input, annualRate: rate('0.12'), accruedInterestMonths: 3 });
    expect(loss.presentValueMinor).toBeCloseTo(10_300, 8);
  });

  const price = { openingBalancesMinor: [1n], hazards: [0.1], lossGivenDefault: 0.5, discountAnnual: 0 };
  it.each([
    ['hazard over 1', () => expectedLoss({ ...price, hazards: [1.1] }), 'NOT_A_PROBABILITY', 'hazards[0]'],
    [
      'loss over the exposure',
      () => expectedLoss({ ...price, lossGivenDefault: 1.01 }),
      'NOT_A_PROBABILITY',
      'lossGivenDefault',
    ],
    ['hazards for other periods', () => expectedLoss({ ...price, hazards: [] }), 'LENGTH_MISMATCH', 'hazards'],
    [
      'discount below -100 %',
      () => expectedLoss({ ...price, discountAnnual: -1.2 }),
      'RATE_BELOW_MINUS_ONE',
      'discountAnnual',
    ],
    [
      'weights of nothing',
      () => hazardsFromCurve({ twelveMonthDefaultProbability: 0.1, seasoning: [0], periods: 1 }),
      'WEIGHTS_ARE_ZERO',
      'seasoning',
    ],
    ['shares of the whole premium', () => singlePremium(1, { ...loadings, expense: 0.85 }), 'OUT_OF_RANGE', 'loadings'],
    ['negative loss', () => singlePremium(-1, loadings), 'NEGATIVE_AMOUNT', 'expectedLossMinor'],
    [
      'floor over cap',
      () => singlePremium(1, { ...loadings, floorMinor: 2n, capMinor: 1n }),
      'OUT_OF_RANGE',
      'loadings.floorMinor',
    ],
  ])('refuses %s', (_name, refused, code, argument) => {
    expect(refused).toThrow(refusal(code, argument));
  });
});

describe('rates', () => {
  const schedule = repaymentSchedule({
    principalMinor: 1_200_000n,
    annualRate: rate('0.12'),
    instalments: 12,
    method: 'LEVEL_PAYMENT',
    disbursedOn: day('2025-01-15'),
    firstDueOn: day('2025-02-15'),
  });

  it('all-in cost: nominal x 12 of interest, fees and premium, limits inclusive', () => {
    expect(allInCostOfLoan(schedule).nominal.toFixed()).toBe('0.12');
    const cost = allInCostOfLoan(schedule, { upfrontMinor: 42_012n });
    expect([cost.nominal.toFixed(), cost.effective.toFixed()]).toEqual(['0.1882', '0.2054']);
    expect(keepsCostLimit(cost, rate('0.1882'))).toBe(true);
    expect(keepsCostLimit(cost, rate('0.1881'))).toBe(false);
    const monthly = allInCostOfLoan(schedule, { periodicMinor: 3_441n });
    expect(monthly.nominal.gt('0.17')).toBe(true);
  });

  it('effective and nominal are each other back', () => {
    expect(effectiveRate(0.12).toFixed(10)).toBe('0.1268250301');
    expect(nominalRate(effectiveRate(0.12)).toFixed(30)).toBe('0.120000000000000000000000000000');
  });

  const advance = { amountMinor: 100_000n, on: day('2025-01-01') };
  const payment = { amountMinor: 110_000n, on: day('2025-07-01') };
  it.each([
    ['no payments', () => regulationZApr({ advances: [advance], payments: [] }), 'EMPTY', 'payments'],
    [
      'a payment before the advance',
      () => regulationZApr({ advances: [advance], payments: [{ ...payment, on: day('2024-12-31') }] }),
      'DATE_ORDER',
      'payments[0].on',
    ],
    [
      'a currency mix',
      () =>
        regulationZApr({
          advances: [{ ...advance, currency: currencyCode('EUR') }],
          payments: [{ ...payment, currency: currencyCode('USD') }],
        }),
      'CURRENCY_MISMATCH',
      'payments',
    ],
    ['flows without a change of sign', () => internalRate([1, 1]), 'NO_SOLUTION', 'flows'],
    [
      'money of two currencies',
      () => amountsOfOneCurrency([money(1n, currencyCode('EUR')), money(1n, currencyCode('CNY'))], 'losses'),
      'CURRENCY_MISMATCH',
      'losses',
    ],
    [
      'premiums of two currencies',
      () =>
        portfolioUnearned(
          'TWELFTHS',
          [
            { writtenMinor: 1n, startsOn: day('2025-01-01'), currency: currencyCode('EUR') },
            { writtenMinor: 1n, startsOn: day('2025-01-01'), currency: currencyCode('CNY') },
          ],
          day('2025-01-01'),
        ),
      'CURRENCY_MISMATCH',
      'written',
    ],
  ])('refuses %s', (_name, refused, code, argument) => {
    expect(refused).toThrow(refusal(code, argument));
  });
});

describe('refunds', () => {
  const cover: RefundInput = {
    method: 'PRO_RATA',
    premiumMinor: 36_500n,
    commissionMinor: 7_300n,
    startsOn: day('2025-01-01'),
    endsOn: day('2026-01-01'),
    cancelledOn: day('2025-04-10'),
  };

  it('pro rata by days, the day of cancellation elapsed, commission in proportion', () => {
    expect(refund(cover)).toEqual({
      refundMinor: 26_500n,
      unearnedMinor: 26_500n,
      returnedPremiumMinor: 26_500n,
      retainedPremiumMinor: 10_000n,
      commissionClawbackMinor: 5_300n,
      isFreeLook: false,
      isWaived: false,
    });
  });

  it('unpaid premium is set off first', () => {
    const half = refund({ ...cover, paidMinor: 18_250n });
    expect([half.refundMinor, half.returnedPremiumMinor]).toEqual([8_250n, 26_500n]);
    expect(refund({ ...cover, paidMinor: 9_000n }).refundMinor).toBe(0n);
  });

  it.each([
    ['day 14 of 14', '2025-01-14', true, 36_500n],
    ['day 15 of 14', '2025-01-15', false, 35_000n],
  ] as const)('free look, %s', (_name, cancelledOn, isFreeLook, refundMinor) => {
    expect(refund({ ...cover, cancelledOn: day(cancelledOn), freeLookDays: 14 })).toMatchObject({
      isFreeLook,
      refundMinor,
    });
  });

  it.each([
    ['one under the minimum is waived', 26_501n, 0n, true, 0n],
    ['the minimum itself is paid', 26_500n, 26_500n, false, 5_300n],
  ] as const)('%s', (_name, minimumRefundMinor, refundMinor, isWaived, commissionClawbackMinor) => {
    expect(refund({ ...cover, minimumRefundMinor })).toMatchObject({ refundMinor, isWaived, commissionClawbackMinor });
  });

  it('months: on the monthly day whole months have run, a part month counts as one', () => {
    const monthly: RefundInput = { ...cover, method: 'RULE_OF_78', premiumMinor: 7_800n };
    expect(refund({ ...monthly, cancelledOn: day('2025-07-01') }).refundMinor).toBe(2_100n);
    expect(refund({ ...monthly, cancelledOn: day('2025-07-02') }).refundMinor).toBe(1_500n);
  });

  it('actuarial: the value of the balances left over the value of all', () => {
    const openingBalancesMinor = Array.from({ length: 12 }, (_, at) => BigInt(12 - at));
    const given = refund({
      ...cover,
      method: 'ACTUARIAL',
      premiumMinor: 30_000n,
      openingBalancesMinor,
      annualRate: 0.12,
      elapsedPeriods: 6,
    });
    expect(given.refundMinor).toBe(8_237n);
  });

  it('cumulative factors by year, even by days within one', () => {
    const years = {
      ...cover,
      method: 'CUMULATIVE_FACTORS',
      endsOn: day('2028-01-01'),
      factors: [0.5, 0.8, 1],
    } as const;
    expect(refund({ ...years, cancelledOn: day('2025-12-31') }).refundMinor).toBe(18_250n);
    expect(refund({ ...years, cancelledOn: day('2026-03-14') }).refundMinor).toBe(16_060n);
    expect(refund({ ...years, cancelledOn: day('2027-12-31') }).refundMinor).toBe(0n);
  });

  it('what the books hold as unearned caps the refund', () => {
    expect(refund({ ...cover, bookedUnearnedMinor: 20_000n }).refundMinor).toBe(20_000n);
  });

  it.each([
    ['more paid than written', { paidMinor: 36_501n }, 'OUT_OF_RANGE', 'paidMinor'],
    ['a cover without a day', { endsOn: day('2025-01-01') }, 'DATE_ORDER', 'endsOn'],
    ['falling factors', { method: 'CUMULATIVE_FACTORS', factors: [0.5, 0.4, 1] }, 'NOT_MONOTONE', 'factors[1]'],
    ['factors that end early', { method: 'CUMULATIVE_FACTORS', factors: [0.5] }, 'OUT_OF_RANGE', 'factors[0]'],
    ['a table it has not', { method: 'SHORT_RATE' }, 'REQUIRED', 'shortRate'],
    ['more months than there are', { method: 'RULE_OF_78', elapsedPeriods: 13 }, 'OUT_OF_RANGE', 'elapsedPeriods'],
  ] as const)('refuses %s', (_name, changed, code, argument) => {
    expect(() => refund({ ...cover, ...changed })).toThrow(refusal(code, argument));
  });
});

describe('indemnity', () => {
  const loss: IndemnityInput = {
    outstandingPrincipalMinor: 1_000_000n,
    unpaidInterestMinor: 30_000n,
    notDuePrincipalMinor: 730_000n,
    annualRate: rate('0.3'),
    lastDueOn: day('2025-04-01'),
    triggerOn: day('2025-05-01'),
    insuredPercentage: rate('0.9'),
    insures: 'PRINCIPAL_AND_INTEREST',
    remainingSumInsuredMinor: 900_000n,
    currency: currencyCode('CNY'),
  };

  it('shares a loss with other insurers of it in proportion to the sums insured', () => {
    const simple = { ...loss, unpaidInterestMinor: 0n, notDuePrincipalMinor: 0n, insuredPercentage: rate('1') };
    const paid = indemnity({
      ...simple,
      doubleInsurance: { sumInsuredMinor: 1_000_000n, otherSumsInsuredMinor: [500_000n, 500_001n] },
    });
    // 10,000.00 x 10,000.00 / 20,000.01 = 4,999.9975: one of the two largest remainders, so it gets an odd cent.
    expect(paid).toMatchObject({
      indemnityMinor: 500_000n,
      otherInsurersMinor: 500_000n,
      retainedByLenderMinor: 0n,
      coveredLossMinor: 1_000_000n,
    });
    expect(paid.steps.map(({ code, minor }) => [code, minor])).toEqual([
      ['OUTSTANDING_PRINCIPAL', 1_000_000n],
      ['UNPAID_INTEREST', 0n],
      ['ACCRUED_INTEREST', 0n],
      ['OTHER_INSURANCE', -500_000n],
      ['INDEMNITY', 500_000n],
    ]);
    const capped = indemnity({
      ...simple,
      remainingSumInsuredMinor: 400_000n,
      doubleInsurance: { sumInsuredMinor: 900_000n, otherSumsInsuredMinor: [900_000n] },
    });
    expect([capped.indemnityMinor, capped.otherInsurersMinor, capped.retainedByLenderMinor]).toEqual([
      400_000n,
      500_000n,
      100_000n,
    ]);
  });

  it('shows its reasoning step by step', () => {
    const paid = indemnity({
      ...loss,
      interestCapAnnual: rate('0.24'),
      netCollateralMinor: 100_000n,
      deductible: { amountMinor: 5_000n },
    });
    // Accrued 7300.00 x 30 % x 30 / 365 = 180.00; the cap leaves 24/30 of all interest: 240.00 + 144.00.
    expect(paid.steps.map(({ code, minor }) => [code, minor])).toEqual([
      ['OUTSTANDING_PRINCIPAL', 1_000_000n],
      ['UNPAID_INTEREST', 30_000n],
      ['ACCRUED_INTEREST', 18_000n],
      ['INTEREST_CAP', -9_600n],
      ['NET_COLLATERAL', -100_000n],
      ['DEDUCTIBLE', -5_000n],
      ['INSURED_PERCENTAGE', -93_340n],
      ['INDEMNITY', 840_060n],
    ]);
    expect(paid.coveredLossMinor).toBe(938_400n);
    expect(paid.retainedByLenderMinor).toBe(98_340n);
    expect(paid.steps[2]?.formula).toBe('7300.00 CNY x 30 % x 30 / 365 days');
  });

  it('a legal rate at or above the contract rate changes nothing', () => {
    const paid = indemnity({ ...loss, interestCapAnnual: rate('0.3') });
    expect(paid.steps.some(({ code }) => code === 'INTEREST_CAP')).toBe(false);
    expect(paid.indemnityMinor).toBe(900_000n);
    expect(paid.steps.at(-2)).toMatchObject({ code: 'REMAINING_SUM_INSURED', minor: -43_200n });
  });

  it.each([
    ['insured beyond everything', { insuredPercentage: rate('1.01') }, 'OUT_OF_RANGE', 'insuredPercentage'],
    ['trigger before the due date', { triggerOn: day('2025-03-31') }, 'DATE_ORDER', 'triggerOn'],
    ['more not due than owed', { notDuePrincipalMinor: 1_000_001n }, 'OUT_OF_RANGE', 'notDuePrincipalMinor'],
    ['negative recoveries', { recoveredByLenderMinor: -1n }, 'NEGATIVE_AMOUNT', 'recoveredByLenderMinor'],
    ['a deductible over 100 %', { deductible: { rate: rate('1.5') } }, 'OUT_OF_RANGE', 'deductible.rate'],
  ] as const)('refuses %s', (_name, changed, code, argument) => {
    expect(() => indemnity({ ...loss, ...changed })).toThrow(refusal(code, argument));
  });

  it('surplus of a recovery goes to the obligor', () => {
    const shares = recoveryWaterfall({
      receivedMinor: 1_000n,
      costsMinor: 100n,
      insurerPaidMinor: 500n,
      insuredUncompensatedMinor: 300n,
      rule: 'COSTS_THEN_PRO_RATA',
    });
    expect(shares).toEqual({ costsMinor: 100n, insurerMinor: 500n, insuredMinor: 300n, obligorSurplusMinor: 100n });
  });
});

describe('many insurers', () => {
  it('double insurance by sums insured, and by what each would have paid alone', () => {
    expect(doubleInsurance(100n, [300n, 100n])).toEqual([75n, 25n]);
    expect(doubleInsurance(100n, [300n, 100n], 'INDEPENDENT_LIABILITY')).toEqual([50n, 50n]);
    expect(doubleInsurance(500n, [300n, 100n])).toEqual([300n, 100n]);
    expect(doubleInsurance(100n, [1n, 1n, 1n])).toEqual([1n, 1n, 1n]);
  });

  it('co-insurance shares must be the whole', () => {
    expect(coInsurance(1_001n, [60n, 40n], 100n)).toEqual([601n, 400n]);
    expect(() => coInsurance(1n, [60n, 39n], 100n)).toThrow(refusal('WEIGHTS_DO_NOT_ADD_UP', 'shares'));
  });

  it('quota share cedes premium, loss and recovery', () => {
    expect(
      quotaShare({ premiumMinor: 1_000n, lossMinor: 800n, recoveryMinor: 100n }, { share: 0.4, commission: 0.3 }),
    ).toEqual({
      cededPremiumMinor: 400n,
      commissionMinor: 120n,
      netCededPremiumMinor: 280n,
      cededLossMinor: 320n,
      cededRecoveryMinor: 40n,
      balanceMinor: 0n,
    });
  });

  it('a layer with one reinstatement, paid pro rata as to amount', () => {
    const layer = {
      attachmentMinor: 100n,
      limitMinor: 200n,
      reinstatements: 1,
      premiumMinor: 50n,
      reinstatementRate: 1,
    };
    const result = excessOfLoss([250n, 400n, 300n], [layer]);
    expect(result.layers[0]).toEqual({
      recoveriesMinor: [150n, 200n, 50n],
      totalMinor: 400n,
      reinstatementPremiumMinor: 50n,
      remainingMinor: 0n,
    });
    expect(excessOfLoss([200n], [layer]).layers[0]?.reinstatementPremiumMinor).toBe(25n);
    expect(excessOfLoss([250n, 250n], [{ ...layer, annualDeductibleMinor: 200n }]).layers[0]?.recoveriesMinor).toEqual([
      0n,
      100n,
    ]);
    expect(() => excessOfLoss([], [layer, { ...layer, attachmentMinor: 299n }])).toThrow(
      refusal('LAYERS_OVERLAP', 'layers[1]'),
    );
  });

  it.each([
    [0.4, '0.35'],
    [0.5, '0.35'],
    [0.6, '0.3'],
    [0.9, '0.25'],
  ])('sliding scale at a loss ratio of %d', (lossRatio, expected) => {
    const terms = { minimum: 0.25, maximum: 0.35, maximumAtLossRatio: 0.5, slide: 0.5 };
    expect(slidingScaleCommission(lossRatio, terms).toFixed()).toBe(expected);
  });

  it('profit commission after a deficit', () => {
    const account = { premiumMinor: 1_000n, lossMinor: 400n, commissionMinor: 300n };
    const terms = { reinsurerExpense: 0.05, share: 0.2 };
    expect(profitCommission(account, terms)).toBe(50n);
    expect(profitCommission({ ...account, deficitBroughtForwardMinor: 300n }, terms)).toBe(0n);
  });
});

describe('rate cards', () => {
  const query = { on: day('2023-03-20'), amountMinor: 30_000_000n, valueMinor: 40_000_000n, termMonths: 360 };

  it('the shipped card has no gap in time and no row that takes another row`s loans', () => {
    expect(rateCardIssues(FHA_RATE_CARD)).toEqual([]);
  });

  it('dates choose the table', () => {
    expect(rateCardPrice(FHA_RATE_CARD, query).annualRate.toFixed()).toBe('0.005');
    expect(rateCardPrice(FHA_RATE_CARD, { ...query, on: day('2023-03-19') }).annualRate.toFixed()).toBe('0.008');
    expect(() => rateCardPrice(FHA_RATE_CARD, { ...query, on: day('2015-01-25') })).toThrow(
      refusal('NO_RATES_IN_FORCE', 'on'),
    );
  });

  it('a card with scores says what is missing and what overlaps', () => {
    const rows = [
      { score: { upTo: 600 }, annualRate: 0.02, annualDuration: 'TERM' as const },
      { score: { over: 599, upTo: 700 }, annualRate: 0.01, annualDuration: { months: 24 } },
    ];
    const card = { code: 'SCORES', tables: [{ effectiveFrom: day('2025-01-01'), source: 'test', rows }] };
    const asked = { on: day('2025-06-01'), amountMinor: 1_200n, termMonths: 36 };
    expect(rateCardIssues(card).map(({ path, code }) => [path, code])).toEqual([['tables[0].rows[1]', 'ROWS_OVERLAP']]);
    expect(() => rateCardPrice(card, asked)).toThrow(refusal('REQUIRED', 'score'));
    expect(() => rateCardPrice(card, { ...asked, score: 701 })).toThrow(refusal('NO_MATCHING_ROW', 'query'));
    expect(rateCardPrice(card, { ...asked, score: 700 })).toMatchObject({ monthlyMinor: 1n, annualMonths: 24, row: 1 });
  });

  it('lower bounds are exclusive', () => {
    const rows = [{ ltv: { over: 0.8 }, annualRate: 0.01, annualDuration: 'TERM' as const }];
    const card = { code: 'OVER_80', tables: [{ effectiveFrom: day('2020-01-01'), source: 'test', rows }] };
    const asked = { ...query, amountMinor: 8_000n, valueMinor: 10_000n };
    expect(() => rateCardPrice(card, asked)).toThrow(refusal('NO_MATCHING_ROW', 'query'));
    expect(rateCardPrice(card, { ...asked, amountMinor: 8_001n }).annualMinor).toBe(80n);
    expect(() => rateCardPrice(card, { on: query.on, amountMinor: 1n, termMonths: 1 })).toThrow(
      refusal('REQUIRED', 'valueMinor'),
    );
  });

  it('annual premium on the average balance of each year', () => {
    const balances = Array.from({ length: 18 }, (_, at) => BigInt(1_800_000 - at * 100_000));
    expect(annualPremiumsOnAverageBalance(balances, 0.006)).toEqual([7_500n, 1_050n]);
  });
});

describe('end of mortgage insurance', () => {
  it('for a late borrower the first of the month after becoming current', () => {
    expect(terminationWhenCurrent(day('2035-09-01'))).toBe('2035-09-01');
    expect(terminationWhenCurrent(day('2035-09-01'), day('2035-11-20'))).toBe('2035-12-01');
  });

  it('good payment history looks at 60 days in the year before last, 30 days in the last', () => {
    const asOf = day('2030-01-01');
    expect(isGoodPaymentHistory({ late30: [day('2028-06-01')], late60: [day('2027-12-01')] }, asOf)).toBe(true);
    expect(isGoodPaymentHistory({ late30: [], late60: [day('2028-06-01')] }, asOf)).toBe(false);
    expect(isGoodPaymentHistory({ late30: [day('2029-06-01')], late60: [] }, asOf)).toBe(false);
  });

  it('contributions are held for ten years, withdrawals take the oldest first', () => {
    const years = Array.from({ length: 12 }, (_, at) => ({ earnedMinor: 1_000n, incurredMinor: at === 1 ? 750n : 0n }));
    const moved = contingencyReserve(years);
    expect(moved[1]).toEqual({
      contributionMinor: 500n,
      allowedWithdrawalMinor: 400n,
      withdrawalMinor: 400n,
      releaseMinor: 0n,
      balanceMinor: 600n,
    });
    expect(moved.slice(10).map(({ releaseMinor }) => releaseMinor)).toEqual([100n, 500n]);
  });
});
