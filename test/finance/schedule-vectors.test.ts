import {
  allocatePayments,
  earlySettlement,
  loanStanding,
  merchantSubsidy,
  repaymentSchedule,
  type ScheduleTerms,
} from '../../src/finance/index.js';
import { type CalendarDate, Decimal } from '../../src/kernel/index.js';
import { cents, day, rate, vectors } from './vectors.js';

interface ComputedCase {
  readonly id: string;
  readonly input: {
    readonly principal: string;
    readonly annual_rate?: string;
    readonly n?: number;
    readonly amort_months?: number;
    readonly balloon_at?: number;
    readonly funder_yield?: string;
  };
  readonly rows: readonly (readonly [number, string, string, string, string])[];
  readonly total_payment: string;
  readonly total_interest: string;
  readonly level_payment?: string;
  readonly pv_at_funder_yield?: string;
  readonly merchant_discount?: string;
  readonly merchant_discount_rate?: string;
  readonly balance?: string;
  readonly expected_settlement?: string;
}

const computed = vectors<{ cases: readonly ComputedCase[] }>('schedule_computed.json').cases;
const withRows = computed.filter((found) => found.rows);

function methodOf(id: string): ScheduleTerms['method'] {
  if (id.startsWith('equal_principal')) return 'EQUAL_PRINCIPAL';
  if (id.startsWith('interest_only')) return 'INTEREST_ONLY';
  if (id.startsWith('balloon')) return 'LEVEL_WITH_BALLOON';
  return id.startsWith('zero_interest') ? 'ZERO_INTEREST' : 'LEVEL_PAYMENT';
}

function termsOf({ id, input }: ComputedCase): ScheduleTerms {
  return {
    principalMinor: cents(input.principal),
    annualRate: rate(input.annual_rate ?? '0'),
    instalments: input.balloon_at ?? input.n ?? 0,
    method: methodOf(id),
    disbursedOn: day('2025-01-15'),
    firstDueOn: day('2025-02-15'),
    ...(input.amort_months ? { amortisedOver: input.amort_months } : {}),
  };
}

describe('computed schedules', () => {
  it.each(withRows.map((found) => [found.id, found] as const))('%s', (_id, found) => {
    const schedule = repaymentSchedule(termsOf(found));
    const rows = schedule.instalments.map((row) => [
      row.number,
      row.paymentMinor,
      row.interestMinor,
      row.principalMinor,
      row.closingBalanceMinor,
    ]);
    expect(rows).toEqual(found.rows.map(([number, ...amounts]) => [number, ...amounts.map(cents)]));
    expect(schedule.totalPaymentMinor).toBe(cents(found.total_payment));
    expect(schedule.totalInterestMinor).toBe(cents(found.total_interest));
    if (found.level_payment) expect(schedule.levelPaymentMinor).toBe(cents(found.level_payment));
  });

  it('early settlement ten days into period 7', () => {
    const schedule = repaymentSchedule(termsOf(withRows[0] as ComputedCase));
    const expected = computed.find(({ id }) => id === 'early_settlement_after_6');
    const settlement = earlySettlement(schedule, {
      annualRate: rate('0.12'),
      paidInstalments: 6,
      disbursedOn: day('2025-01-15'),
      settledOn: day('2025-07-25'),
    });
    expect(settlement.balanceMinor).toBe(cents(expected?.balance ?? ''));
    expect(settlement.totalMinor).toBe(cents(expected?.expected_settlement ?? ''));
  });

  it('merchant subsidy of a zero-interest sale', () => {
    const found = withRows.find(({ id }) => id === 'zero_interest_5999_12m') as ComputedCase;
    const payments = repaymentSchedule(termsOf(found)).instalments.map((row) => row.paymentMinor);
    const subsidy = merchantSubsidy({ paymentsMinor: payments, funderYield: rate(found.input.funder_yield ?? '0') });
    expect(subsidy.presentValueMinor).toBe(cents(found.pv_at_funder_yield ?? ''));
    expect(subsidy.subsidyMinor).toBe(cents(found.merchant_discount ?? ''));
    expect(subsidy.subsidyRate.toFixed(6)).toBe(found.merchant_discount_rate);
  });
});

interface FineractRow {
  readonly period: number;
  readonly emi: number;
  readonly interest_due: number;
  readonly principal_due: number;
  readonly balance: number;
}
interface FineractCase {
  readonly id: string;
  readonly annual_rate_percent: string;
  readonly days_in_year: string;
  readonly days_in_month: string;
  readonly amounts: readonly string[];
  readonly periods: readonly (readonly [number, string, string])[];
  readonly simple_single_disbursement: boolean;
  readonly expected_rows_in_call_order: readonly FineractRow[];
}

const fineract = vectors<{ cases: readonly FineractCase[] }>('schedule_fineract_progressive_emi.json').cases;

function fineractTerms(found: FineractCase): ScheduleTerms {
  const last = new Map(found.expected_rows_in_call_order.map((row) => [row.period, row]));
  return {
    principalMinor: cents(found.amounts[0] ?? ''),
    annualRate: rate(found.annual_rate_percent).dividedBy(100),
    instalments: last.size,
    method: 'LEVEL_PAYMENT',
    disbursedOn: day('2024-01-01'),
    firstDueOn: day('2024-02-01'),
  };
}

describe('Fineract progressive loans', () => {
  const simple = fineract.filter((found) => found.simple_single_disbursement);
  it.each(simple.map((found) => [found.id, found] as const))('%s', (_id, found) => {
    const schedule = repaymentSchedule(fineractTerms(found));
    const last = new Map(found.expected_rows_in_call_order.map((row) => [row.period, row]));
    for (const row of schedule.instalments) {
      const expected = last.get(row.number) as FineractRow;
      expect(row.paymentMinor).toBe(cents(expected.emi));
      expect(row.interestMinor).toBe(cents(expected.interest_due));
      expect(row.principalMinor).toBe(cents(expected.principal_due));
      expect(row.closingBalanceMinor).toBe(cents(expected.balance));
    }
  });

  it('payoff half way into the second period (30/360)', () => {
    const found = fineract.find(({ id }) => id.endsWith('payoff_on0215')) as FineractCase;
    const schedule = repaymentSchedule(fineractTerms(found));
    expect(schedule.levelPaymentMinor).toBe(1701n);
    const settlement = earlySettlement(schedule, {
      annualRate: rate('0.07'),
      paidInstalments: 1,
      disbursedOn: day('2024-01-01'),
      settledOn: day('2024-02-15'),
    });
    // Fineract accrues 14/29 of a 30/360 month, ours 14 days on ACT/365F; both come to 0.22 to 0.24 on 83.57.
    expect(settlement.balanceMinor).toBe(cents('83.57'));
    expect(settlement.accruedInterestMinor).toBe(cents('0.22'));
  });
});

interface FineractEndToEnd {
  readonly id: string;
  readonly principal: number;
  readonly n: number;
  readonly due_dates: readonly string[];
  readonly expected_due: readonly number[];
  readonly expected_balance: readonly number[];
}

describe('Fineract end-to-end', () => {
  const file = vectors<{
    rate_factors: {
      rate_percent: string;
      act_365: readonly string[];
      act_act_2024: readonly string[];
      fn_act365: readonly string[];
    };
    cases: readonly FineractEndToEnd[];
  }>('schedule_fineract_factors_and_e2e.json');

  it('payments rounded to whole units', () => {
    const found = file.cases.find(({ id }) => id === 'fineract_e2e_rounding_6x') as FineractEndToEnd;
    const schedule = repaymentSchedule({
      principalMinor: cents(found.principal),
      annualRate: rate(0),
      instalments: found.n,
      method: 'ZERO_INTEREST',
      disbursedOn: day('2023-09-01'),
      firstDueOn: day('2023-10-01'),
      paymentMultipleMinor: 100n,
    });
    expect(schedule.instalments.map((row) => row.dueOn)).toEqual(found.due_dates);
    expect(schedule.instalments.map((row) => row.paymentMinor)).toEqual(found.expected_due.map(cents));
    expect(schedule.instalments.map((row) => row.closingBalanceMinor)).toEqual(found.expected_balance.map(cents));
  });

  it('a payment in advance goes to the next instalments', () => {
    const found = file.cases.find(({ id }) => id === 'fineract_e2e_downpayment_alloc') as never as {
      principal: number;
      due: readonly (readonly [string, number])[];
      payment: readonly [string, number];
      expected_paid: readonly number[];
      expected_in_advance: number;
      expected_outstanding: number;
    };
    const { instalments } = repaymentSchedule({
      principalMinor: cents(found.principal),
      annualRate: rate(0),
      instalments: 4,
      method: 'ZERO_INTEREST',
      disbursedOn: day('2023-09-01'),
      firstDueOn: day('2023-09-01'),
      period: { unit: 'DAY', count: 15 },
    });
    expect(instalments.map((row) => [row.dueOn, row.paymentMinor])).toEqual(
      found.due.map(([on, amount]) => [on, cents(amount)]),
    );
    // The down payment was made on the first day, then the payment of the case.
    const received = cents(found.due[0]?.[1] ?? 0) + cents(found.payment[1]);
    const paid = allocatePayments(instalments, received).instalments;
    expect(paid.map((row) => row.paidPrincipalMinor)).toEqual(found.expected_paid.map(cents));
    const standing = loanStanding(instalments, received, day(found.payment[0]));
    expect(standing.outstandingPrincipalMinor).toBe(cents(found.expected_outstanding));
    expect(standing.overdueMinor).toBe(0n);
  });

  it('the payment over actual day factors is principal x growth / fn', () => {
    const { rate_percent, act_365, fn_act365 } = file.rate_factors;
    const growth = act_365.reduce((product, factor) => product.times(new Decimal(factor).plus(1)), new Decimal(1));
    const schedule = repaymentSchedule({
      principalMinor: 10n ** 11n,
      annualRate: rate(rate_percent).dividedBy(100),
      instalments: 6,
      method: 'LEVEL_PAYMENT',
      disbursedOn: day('2024-01-01'),
      firstDueOn: day('2024-02-01'),
      dayCount: 'ACT_365F',
    });
    const expected = growth.times(1e11).dividedBy(fn_act365[5] ?? '');
    expect(Number(schedule.levelPaymentMinor)).toBeCloseTo(expected.toNumber(), -1);
  });

  it.each([
    ['ACT_365F', file.rate_factors.act_365],
    ['ACT_ACT_ISDA', file.rate_factors.act_act_2024],
  ] as const)('rate factors of %s', (dayCount, factors) => {
    const schedule = repaymentSchedule({
      principalMinor: 10n ** 14n,
      annualRate: rate(file.rate_factors.rate_percent).dividedBy(100),
      instalments: factors.length,
      method: 'INTEREST_ONLY',
      disbursedOn: day('2024-01-01'),
      firstDueOn: day('2024-02-01') as CalendarDate,
      dayCount,
    });
    const found = schedule.instalments.map((row) =>
      new Decimal(row.interestMinor.toString()).dividedBy(1e14).toFixed(12),
    );
    expect(found).toEqual(factors);
  });
});
