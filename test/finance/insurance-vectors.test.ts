import { readFileSync } from 'node:fs';
import {
  contingencyReserve,
  customaryShortRateEarned,
  type ExpectedLossInput,
  expectedLoss,
  expectedLossRows,
  FHA_RATE_CARD,
  type IndemnityInput,
  indemnity,
  inForceUnearned,
  levelMonthlyPremium,
  marylandDeviationRate,
  mortgageInsuranceTermination,
  outstandingBalancePremium,
  outstandingRateFromSingle,
  type PremiumLoadings,
  percentageBenefit,
  percentageOption,
  portfolioUnearned,
  rateCardPrice,
  recoveryWaterfall,
  refund,
  repaymentSchedule,
  riskSharePremium,
  type ShortRate,
  singlePremium,
  singlePremiumPer100,
  triggerDate,
} from '../../src/finance/index.js';
import { addDays, addMonths, Decimal } from '../../src/kernel/index.js';
import { cents, day, rate, vectors } from './vectors.js';

interface PricedCase {
  readonly id: string;
  readonly inputs: {
    readonly principal: string;
    readonly annual_rate: string;
    readonly n: number;
    readonly monthly_hazard: string;
    readonly lgd: string;
    readonly discount_annual: string;
    readonly accrued_interest_months_in_ead: number;
    readonly loadings: { risk: string; exp: string; comm: string; profit: string };
    readonly vat: string;
  };
  readonly rows: readonly (readonly [number, ...string[]])[];
  readonly expected_loss_undiscounted: string;
  readonly expected_loss_pv: string;
  readonly lifetime_pd: string;
  readonly gross_single_premium_ex_vat: string;
  readonly gross_single_premium_inc_vat: string;
  readonly monthly_premium_flat_on_initial: string;
  readonly monthly_rate_on_outstanding: string;
}

function pricing({ inputs }: PricedCase): { loss: ExpectedLossInput; loadings: PremiumLoadings } {
  const annualRate = rate(inputs.annual_rate);
  const schedule = repaymentSchedule({
    principalMinor: cents(inputs.principal),
    annualRate,
    instalments: inputs.n,
    method: annualRate.isZero() ? 'ZERO_INTEREST' : 'LEVEL_PAYMENT',
    disbursedOn: day('2025-01-15'),
    firstDueOn: day('2025-02-15'),
  });
  const loss = {
    openingBalancesMinor: schedule.instalments.map((row) => row.openingBalanceMinor),
    hazards: schedule.instalments.map(() => Number(inputs.monthly_hazard)),
    lossGivenDefault: Number(inputs.lgd),
    discountAnnual: rate(inputs.discount_annual),
    annualRate,
    accruedInterestMonths: inputs.accrued_interest_months_in_ead,
  };
  const { risk, exp, comm, profit } = inputs.loadings;
  const loadings = {
    riskMargin: Number(risk),
    expense: Number(exp),
    commission: Number(comm),
    profit: Number(profit),
    taxRate: Number(inputs.vat),
  };
  return { loss, loadings };
}

describe('premium from expected loss', () => {
  const { cases } = vectors<{ cases: readonly PricedCase[] }>('premium_from_expected_loss.json');
  it.each(cases.map((found) => [found.id, found] as const))('%s', (_id, found) => {
    const { loss, loadings } = pricing(found);
    const rows = expectedLossRows(loss);
    expect(
      rows.map((row) => [
        row.period,
        (row.openingBalanceMinor / 100).toFixed(2),
        row.survivalBefore.toFixed(10),
        row.marginalDefaultProbability.toFixed(10),
        (row.exposureMinor / 100).toFixed(2),
        (row.lossMinor / 100).toFixed(6),
      ]),
    ).toEqual(found.rows);
    const expected = expectedLoss(loss);
    expect((expected.undiscountedMinor / 100).toFixed(4)).toBe(found.expected_loss_undiscounted);
    expect((expected.presentValueMinor / 100).toFixed(4)).toBe(found.expected_loss_pv);
    expect(expected.lifetimeDefaultProbability.toFixed(10)).toBe(found.lifetime_pd);
    const premium = singlePremium(expected.presentValueMinor, loadings);
    expect(premium.grossMinor).toBe(cents(found.gross_single_premium_ex_vat));
    expect(premium.totalMinor).toBe(cents(found.gross_single_premium_inc_vat));
    expect(premium.lines.reduce((sum, line) => sum + line.minor, 0n)).toBe(premium.totalMinor);
    const monthly = levelMonthlyPremium(expected, found.inputs.n, loadings);
    expect(monthly.monthly.grossMinor).toBe(cents(found.monthly_premium_flat_on_initial));
    const outstanding = outstandingBalancePremium(expected, loss.openingBalancesMinor, loadings);
    const monthlyRate = Number(outstanding.monthlyRate.numerator) / Number(outstanding.monthlyRate.denominator);
    expect(monthlyRate.toFixed(12)).toBe(found.monthly_rate_on_outstanding);
  });
});

interface FhaCase {
  readonly loan: number;
  readonly value: number;
  readonly term_years: number;
  readonly case_endorsed: string;
  readonly ltv: string;
  readonly upfront: string;
  readonly annual_bps: number;
  readonly annual: string;
  readonly monthly: string;
  readonly duration: string;
}
interface FhaRow {
  readonly term_years: string;
  readonly base_loan: string;
  readonly ltv_gt: number;
  readonly ltv_le: number | null;
  readonly annual_bps: number;
  readonly duration: string;
}

describe('FHA rate card', () => {
  const file = vectors<{ cases: readonly FhaCase[]; table_2023: readonly FhaRow[]; table_2015: readonly FhaRow[] }>(
    'fha_mip.json',
  );
  it.each(file.cases.map((found) => [`${found.loan} of ${found.value}, ${found.term_years} years`, found] as const))(
    '%s',
    (_name, found) => {
      const price = rateCardPrice(FHA_RATE_CARD, {
        on: day(found.case_endorsed),
        amountMinor: cents(found.loan),
        valueMinor: cents(found.value),
        termMonths: found.term_years * 12,
      });
      expect(price.loanToValue?.times(100).toFixed(4)).toBe(found.ltv);
      expect(price.upfrontMinor).toBe(cents(found.upfront));
      expect(price.annualRate.times(10_000).toNumber()).toBe(found.annual_bps);
      expect(price.annualMinor).toBe(cents(found.annual));
      expect(price.monthlyMinor).toBe(cents(found.monthly));
      expect(price.annualMonths).toBe(found.duration === '11 years' ? 132 : found.term_years * 12);
    },
  );

  const boundary = (rows: readonly FhaRow[], limit: number, on: string) =>
    rows.flatMap((row) => {
      const isLong = row.term_years === '>15';
      const isSmall = row.base_loan.startsWith('<=');
      const loans = isSmall ? [1000, limit] : [limit + 0.01, limit * 2];
      const terms = isLong ? [181, 360] : [1, 180];
      const ltvs = [row.ltv_gt + 0.01, row.ltv_le ?? 96.5];
      return loans.flatMap((loan) => terms.flatMap((term) => ltvs.map((ltv) => ({ row, loan, term, ltv, on }))));
    });

  it('every row holds up to and including its upper bounds', () => {
    const points = [
      ...boundary(file.table_2023, 726_200, '2023-03-20'),
      ...boundary(file.table_2015, 625_500, '2023-03-19'),
    ];
    expect(points).toHaveLength((11 + 11) * 8);
    for (const { row, loan, term, ltv, on } of points) {
      // Exact bounds of the ratio: the amount is ltv / 100 of the value.
      const amountMinor = cents(loan.toFixed(2)) * BigInt(Math.round(ltv * 100));
      const price = rateCardPrice(
        {
          ...FHA_RATE_CARD,
          tables: FHA_RATE_CARD.tables.map((table) => scaledTable(table, BigInt(Math.round(ltv * 100)))),
        },
        { on: day(on), amountMinor, valueMinor: cents(loan.toFixed(2)) * 10_000n, termMonths: term },
      );
      expect([row, price.annualRate.times(10_000).toNumber()]).toEqual([row, row.annual_bps]);
      expect(price.annualDuration).toEqual(row.duration === '11 years' ? { months: 132 } : 'TERM');
    }
  });

  /** The same table for loans in a unit `factor` times smaller, so that any ratio to the value is exact. */
  function scaledTable(table: (typeof FHA_RATE_CARD.tables)[number], factor: bigint): typeof table {
    const times = (bound: bigint | undefined): bigint | undefined => (bound === undefined ? undefined : bound * factor);
    return {
      ...table,
      rows: table.rows.map((row) => {
        const [over, upTo] = [times(row.amountMinor?.over), times(row.amountMinor?.upTo)];
        return {
          ...row,
          amountMinor: { ...(over === undefined ? {} : { over }), ...(upTo === undefined ? {} : { upTo }) },
        };
      }),
    };
  }
});

interface HpaCase {
  readonly id: string;
  readonly original_value: string;
  readonly loan: string;
  readonly annual_rate: string;
  readonly term_months: number;
  readonly first_payment_due: string;
  readonly payment: string;
  readonly cancellation_80: { payment_no: number; date: string; balance: string };
  readonly automatic_78: { payment_no: number; date: string; balance: string };
  readonly high_risk_77: { payment_no: number; date: string; balance: string };
  readonly midpoint: string;
  readonly final_termination: string;
  readonly effective_auto_end: string;
}

describe('end of mortgage insurance', () => {
  const { cases } = vectors<{ cases: readonly HpaCase[] }>('hpa_pmi_termination.json');
  it.each(cases.map((found) => [found.id, found] as const))('%s', (_id, found) => {
    const firstDueOn = day(found.first_payment_due);
    const schedule = repaymentSchedule({
      principalMinor: cents(found.loan),
      annualRate: rate(found.annual_rate),
      instalments: found.term_months,
      method: 'LEVEL_PAYMENT',
      disbursedOn: addMonths(firstDueOn, -1),
      firstDueOn,
    });
    const input = { originalValueMinor: cents(found.original_value), instalments: schedule.instalments };
    const dates = mortgageInsuranceTermination(input);
    const point = (expected: HpaCase['automatic_78']) => ({
      number: expected.payment_no,
      on: expected.date,
      balanceMinor: cents(expected.balance),
    });
    expect(schedule.levelPaymentMinor).toBe(cents(found.payment));
    expect(dates).toEqual({
      cancellation: point(found.cancellation_80),
      automatic: point(found.automatic_78),
      midpointOn: found.midpoint,
      finalOn: found.final_termination,
      endsOn: found.effective_auto_end,
    });
    expect(mortgageInsuranceTermination({ ...input, isHighRisk: true }).automatic).toEqual(point(found.high_risk_77));
  });
});

interface EarningCase {
  readonly id: string;
  readonly [field: string]: unknown;
}

describe('earning and refunds', () => {
  const { cases } = vectors<{ cases: readonly EarningCase[] }>('earned_premium_refund.json');
  const found = (id: string): Record<string, string & number> => cases.find((c) => c.id === id) as never;
  const cover = { startsOn: day('2024-01-01'), endsOn: day('2029-01-01'), cancelledOn: day('2024-01-01') };

  it.each(['r78_400_60_29', 'r78_600_36_12'])('%s', (id) => {
    const { premium, n, elapsed_months, rule78_refund, prorata_refund, mean_method_refund } = found(id);
    const input = {
      ...cover,
      premiumMinor: cents(premium as never),
      periods: Number(n),
      elapsedPeriods: Number(elapsed_months),
    };
    expect(refund({ ...input, method: 'RULE_OF_78' }).refundMinor).toBe(cents(rule78_refund as never));
    expect(refund({ ...input, method: 'MEAN' }).refundMinor).toBe(cents(mean_method_refund as never));
    const months = Number(n);
    const flat = refund({
      ...input,
      method: 'SUM_OF_BALANCES',
      openingBalancesMinor: Array.from({ length: months }, () => 1n),
    });
    expect(flat.refundMinor).toBe(cents(prorata_refund as never));
  });

  it.each(['sumbal_12k_12m_1', 'sumbal_12k_12m_6'])('%s', (id) => {
    const { premium, elapsed, refund: expected } = found(id);
    const schedule = repaymentSchedule({
      principalMinor: 1_200_000n,
      annualRate: rate('0.12'),
      instalments: 12,
      method: 'LEVEL_PAYMENT',
      disbursedOn: day('2025-01-15'),
      firstDueOn: day('2025-02-15'),
    });
    const given = refund({
      ...cover,
      method: 'SUM_OF_BALANCES',
      premiumMinor: cents(premium as never),
      elapsedPeriods: Number(elapsed),
      openingBalancesMinor: schedule.instalments.map((row) => row.openingBalanceMinor),
    });
    expect(given.refundMinor).toBe(cents(expected as never));
  });

  const tranches = Array.from({ length: 12 }, (_, at) => ({
    writtenMinor: 10_000n,
    startsOn: addMonths(day('2024-01-01'), at),
  }));
  const yearEnd = day('2024-12-31');

  it('portfolio methods', () => {
    expect(portfolioUnearned('TWENTY_FOURTHS', tranches, yearEnd)).toBe(cents(found('upr_24ths_flat').upr as never));
    const unearned = cents(found('upr_12ths_begin').published_unearned as never);
    expect(portfolioUnearned('TWELFTHS', tranches, yearEnd)).toBe(unearned);
    const one = found('upr_365_1200');
    const startsOn = day(one.start as never);
    const written = [{ writtenMinor: cents(one.premium as never), startsOn, endsOn: addMonths(startsOn, 12) }];
    const valuedOn = day(one.valuation as never);
    expect(portfolioUnearned('DAYS', written, valuedOn)).toBe(cents(one.upr_365 as never));
    expect(portfolioUnearned('TWENTY_FOURTHS', written, valuedOn)).toBe(cents(one.upr_24 as never));
    expect(portfolioUnearned('EIGHTHS', written, valuedOn)).toBe(cents(one.upr_8 as never));
  });

  it('in force and direct unearned of an endorsed policy', () => {
    const booked = [
      { premiumMinor: 12_000n, months: 6 },
      { premiumMinor: 3_000n, months: 3 },
    ];
    const expected = found('cas1997_47');
    const half = { of: 1, outOf: 2 };
    expect(inForceUnearned(booked, 6, { ...half, method: 'IN_FORCE' })).toBe(cents(expected.inforce as never));
    expect(inForceUnearned(booked, 6, { ...half, method: 'DIRECT' })).toBe(cents(expected.direct as never));
  });
});

describe('short rate', () => {
  const { cases } = vectors<{ cases: readonly EarningCase[] }>('short_rate_cancellation.json');
  const byId = (id: string): Record<string, unknown> => cases.find((c) => c.id === id) as never;
  const cancelled = (premium: unknown, days: unknown, shortRate: ShortRate) =>
    refund({
      method: 'SHORT_RATE',
      premiumMinor: cents(premium as number),
      startsOn: day('2025-01-01'),
      endsOn: day('2026-01-01'),
      cancelledOn: addDays(day('2025-01-01'), Number(days) - 1),
      shortRate,
    });

  it('a table', () => {
    const { premium, days, earned, refund: expected, table_percent } = byId('sapling_table');
    const rows = [
      { upToDays: 200, earnedRate: 0.64 },
      { upToDays: Number(days), earnedRate: Number(table_percent) / 100 },
      { upToDays: 365, earnedRate: 1 },
    ];
    const given = cancelled(premium, days, { kind: 'TABLE', rows });
    expect(given.refundMinor).toBe(cents(expected as string));
    expect(given.retainedPremiumMinor).toBe(cents(earned as string));
  });

  it('ninety percent of pro rata', () => {
    const { premium, days, unearned, refund: expected } = byId('sapling_prorata90');
    const given = cancelled(premium, days, { kind: 'PERCENTAGE', penaltyRate: 0.1 });
    expect(given.unearnedMinor).toBe(cents(unearned as string));
    expect(given.refundMinor).toBe(cents(expected as string));
  });

  it('every day of the published 365-day table', () => {
    const published = readFileSync('test/vectors/short_rate_365_wikipedia_partial.csv', 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number) as [number, number]);
    const rows = [...published, [365, 100] as const].map(([upToDays, kept]) => ({ upToDays, earnedRate: kept / 100 }));
    expect(published).toHaveLength(184);
    for (const [days, kept] of published) {
      const given = cancelled(100, days, { kind: 'TABLE', rows });
      expect([days, given.retainedPremiumMinor]).toEqual([days, BigInt(kept) * 100n]);
    }
  });

  it('the customary monthly table', () => {
    const customary = byId('customary_monthly') as {
      percent_by_month: Record<string, number>;
      examples: readonly { annual_premium: number; months: number; earned: string }[];
    };
    for (const [months, percent] of Object.entries(customary.percent_by_month)) {
      expect(customaryShortRateEarned(100n, Number(months))).toBe(BigInt(percent));
    }
    for (const { annual_premium, months, earned } of customary.examples) {
      expect(customaryShortRateEarned(cents(annual_premium), months)).toBe(cents(earned));
    }
    expect(customaryShortRateEarned(10_000n, 8, 2)).toBe(5_000n);
  });
});

describe('claims', () => {
  const { cases } = vectors<{ cases: readonly EarningCase[] }>('claims_settlement.json');
  const byId = (id: string): never => cases.find((c) => c.id === id) as never;
  const loan: IndemnityInput = {
    outstandingPrincipalMinor: 0n,
    unpaidInterestMinor: 0n,
    notDuePrincipalMinor: 0n,
    annualRate: rate(0),
    lastDueOn: day('2025-02-10'),
    triggerOn: day('2025-05-01'),
    insuredPercentage: rate(1),
    insures: 'PRINCIPAL_AND_INTEREST',
    remainingSumInsuredMinor: 10n ** 12n,
  };
  type Claim = { input: Record<string, string>; expected: string; expected_insurer: string; expected_bank: string };

  it('personal loan terms: recoveries, then a deductible rate', () => {
    const { input, expected }: Claim = byId('cn_personal_2018_art28_unsecured');
    const paid = indemnity({
      ...loan,
      outstandingPrincipalMinor: cents(input.principal_outstanding as string),
      unpaidInterestMinor: cents(input.interest_unpaid as string),
      recoveredByLenderMinor: cents(input.recovered_by_insured as string),
      deductible: { rate: rate(input.deductible_rate as string) },
      remainingSumInsuredMinor: cents(input.sum_insured as string),
    });
    expect(paid.coveredLossMinor).toBe(cents('42390'));
    expect(paid.indemnityMinor).toBe(cents(expected));
    expect(paid.steps.map(({ code, minor }) => [code, minor])).toEqual([
      ['OUTSTANDING_PRINCIPAL', 4_200_000n],
      ['UNPAID_INTEREST', 189_000n],
      ['ACCRUED_INTEREST', 0n],
      ['RECOVERED_BY_LENDER', -150_000n],
      ['DEDUCTIBLE', -423_900n],
      ['INDEMNITY', 3_815_100n],
    ]);
  });

  it('sum insured caps', () => {
    const { input, expected }: Claim = byId('cn_personal_cap_sum_insured');
    const paid = indemnity({
      ...loan,
      outstandingPrincipalMinor: cents(input.principal_outstanding as string),
      unpaidInterestMinor: cents(input.interest_unpaid as string),
      remainingSumInsuredMinor: cents(input.sum_insured as string),
    });
    expect(paid.indemnityMinor).toBe(cents(expected));
  });

  it.each([
    ['ningbo_2009_30_70', '0.7', 'PRINCIPAL'],
    ['fsou_2_8', '0.8', 'PRINCIPAL_AND_INTEREST'],
  ] as const)('%s', (id, insuredPercentage, insures) => {
    const { input, expected_insurer, expected_bank }: Claim = byId(id);
    const paid = indemnity({
      ...loan,
      outstandingPrincipalMinor: cents(input.principal as string),
      unpaidInterestMinor: cents(input.interest as string),
      insuredPercentage: rate(insuredPercentage),
      insures,
    });
    expect(paid.indemnityMinor).toBe(cents(expected_insurer));
    expect(paid.retainedByLenderMinor).toBe(cents(expected_bank));
  });

  it('trigger date', () => {
    const found: { due: string; waiting_days: number; expected_trigger: string } = byId('trigger_80_days');
    expect(triggerDate(day(found.due), found.waiting_days)).toBe(found.expected_trigger);
  });

  it('percentage option and third-party sale', () => {
    const option: Claim & Record<string, string> = byId('mi_percentage_option');
    const benefit = percentageOption({
      unpaidBalanceMinor: cents(option.input.upb as string),
      noteRate: rate(option.input.note_rate as string),
      interestMonths: Number(option.input.interest_months),
      allowableExpensesMinor: cents(option.input.advances as string),
      coverage: rate(option.input.coverage as string),
    });
    expect(benefit.delinquentInterestMinor).toBe(cents(option.expected_interest as string));
    expect(benefit.claimAmountMinor).toBe(cents(option.expected_claim_amount as string));
    expect(benefit.benefitMinor).toBe(cents(option.expected_benefit as string));
    const sale: Claim = byId('mi_third_party_sale_option');
    const sold = percentageBenefit({
      claimAmountMinor: cents(sale.input.claim_amount as string),
      coverage: rate(sale.input.coverage as string),
      saleProceedsMinor: cents(sale.input.net_proceeds as string),
    });
    expect(sold.benefitMinor).toBe(cents(sale.expected));
  });

  it('risk-sharing premium', () => {
    const { input, expected_annual } = byId('hfa_risk_share_mip') as {
      input: Record<string, string>;
      expected_annual: string;
    };
    const premium = riskSharePremium(cents(input.balance as string), Number(input.hud_share));
    expect(premium).toBe(cents(expected_annual));
  });

  type Recovery = { recovery: string; claims: Record<string, string>; expected: Record<string, string> };
  it.each([
    ['recovery_insurer_first_10000', 'INSURER_FIRST'],
    ['recovery_insured_first_made_whole_10000', 'INSURED_MADE_WHOLE_FIRST'],
  ] as const)('%s', (id, rule) => {
    const { recovery, claims, expected }: Recovery = byId(id);
    const shares = recoveryWaterfall({
      receivedMinor: cents(recovery),
      costsMinor: cents(claims.recovery_costs as string),
      insurerPaidMinor: cents(claims.insurer_paid as string),
      insuredUncompensatedMinor: cents(claims.insured_deductible as string) + cents(claims.insured_penalty as string),
      rule,
    });
    expect(shares).toEqual({
      costsMinor: cents(expected.recovery_costs as string),
      insurerMinor: cents(expected.insurer_paid as string),
      insuredMinor: cents(expected.insured_deductible as string) + cents(expected.insured_penalty as string),
      obligorSurplusMinor: cents(expected.surplus_to_borrower as string),
    });
  });

  it('recovery_pro_rata_10000', () => {
    const { expected }: Recovery = byId('recovery_pro_rata_10000');
    const shares = recoveryWaterfall({
      receivedMinor: cents('10000'),
      costsMinor: cents('1200'),
      insurerPaidMinor: cents('38151'),
      insuredUncompensatedMinor: cents('4239'),
      rule: 'COSTS_THEN_PRO_RATA',
    });
    expect(shares).toEqual({
      costsMinor: cents(expected.recovery_costs as string),
      insurerMinor: cents(expected.insurer as string),
      insuredMinor: cents(expected.insured as string),
      obligorSurplusMinor: 0n,
    });
  });
});

describe('prima facie rates', () => {
  const { cases } = vectors<{ cases: readonly EarningCase[] }>('credit_insurance_prima_facie.json');
  const converted = cases.filter((found) => found.formula_op !== undefined);
  it.each(converted.map((found) => [found.id, found] as const))('%s', (_id, found) => {
    const op = outstandingRateFromSingle(Number(found.sp), Number(found.n)).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
    expect(op.toFixed(2)).toBe(found.formula_op);
    expect(op.equals(Number(found.published_op))).toBe(found.match);
  });

  it.each([
    ['md_decr_24m_15000', 0.43],
    ['tx_reduc_48m_22500_nonE', 0.322],
    ['in_ah_36_14retro_9000', 3.35],
  ] as const)('%s', (id, ratePer100) => {
    const found = cases.find((c) => c.id === id) as EarningCase;
    const premium = singlePremiumPer100(cents(Number(found.initial)), ratePer100, Number(found.years ?? 1));
    expect(premium).toBe(cents(found.premium as string));
  });

  it('Maryland deviation, only over a loss ratio of 58 %', () => {
    expect(marylandDeviationRate(0.62, 0.43).toFixed()).toBe('0.4724');
    expect(marylandDeviationRate(0.58, 0.43).toFixed()).toBe('0.43');
  });
});

describe('contingency reserve', () => {
  it('five years', () => {
    const { cases } = vectors<{
      cases: readonly {
        rows: readonly { earned: number; incurred: number; contribution: string; max_withdrawal: string }[];
      }[];
    }>('contingency_reserve.json');
    const rows = cases[0]?.rows ?? [];
    const moved = contingencyReserve(
      rows.map(({ earned, incurred }) => ({ earnedMinor: cents(earned), incurredMinor: cents(incurred) })),
    );
    expect(moved.map((year) => [year.contributionMinor, year.allowedWithdrawalMinor])).toEqual(
      rows.map((row) => [cents(row.contribution), cents(row.max_withdrawal)]),
    );
    expect(moved.map((year) => year.balanceMinor)).toEqual([5000n, 9200n, 15950n, 23950n, 28850n]);
  });
});
