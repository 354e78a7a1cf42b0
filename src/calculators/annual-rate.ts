import {
  type AllInCost,
  allInCostOfLoan,
  type CreditFlows,
  type DatedAmount,
  type EuropeanApr,
  type EuropeanIntervals,
  europeanApr,
  keepsCostLimit,
  type RegulationZApr,
  regulationZApr,
  type UnitPeriod,
  unitPeriodsPerYear,
} from '../finance/index.js';
import { ArgumentError, type CalendarDate, type CurrencyCode, decimal, type Outcome } from '../kernel/index.js';
import { InputCheck } from '../scenarios/contract/index.js';
import {
  type AmountInput,
  answer,
  attempt,
  checkLength,
  checkRate,
  currencyOf,
  type Naming,
  type Optional,
} from './answer.js';
import { type LoanTermsInput, type ScheduledLoan, scheduledLoan } from './loan-terms.js';

export interface DatedAmountInput {
  readonly amount: AmountInput;
  readonly on: string;
}

/** Exactly one member of `credit` is there; the API sees to it. */
export interface AnnualRateInput {
  readonly credit: {
    readonly flows?: Optional<{
      readonly advances: readonly DatedAmountInput[];
      readonly payments: readonly DatedAmountInput[];
    }>;
    readonly loan?: Optional<{
      readonly terms: LoanTermsInput;
      readonly upfrontCharges?: Optional<AmountInput>;
      readonly periodicCharges?: Optional<AmountInput>;
    }>;
  };
  readonly unitPeriod?: Optional<{ readonly unit: UnitPeriod['unit']; readonly count: number }>;
  readonly intervals?: Optional<EuropeanIntervals>;
  readonly costLimit?: Optional<string>;
}

export interface AnnualRates {
  readonly regulationZ: RegulationZApr;
  readonly european: EuropeanApr;
  /** Only for a loan whose periods divide a year into whole ones. */
  readonly allInCost: AllInCost | undefined;
  /** Only with a limit and an all-in cost. */
  readonly isWithinLimit: boolean | undefined;
}

/** What a loan or a list of flows comes down to. */
interface Credit {
  readonly currency: CurrencyCode;
  readonly flows: CreditFlows;
  readonly names: Naming;
  readonly allInCost: AllInCost | undefined;
}

/** A unit-period is at most a year: 12 CFR 1026, Appendix J (b)(4). */
const LONGEST_UNIT_PERIOD = { DAY: 365, WEEK: 52, SEMIMONTH: 1, MONTH: 12, YEAR: 1 } as const;

function readUnitPeriod(check: InputCheck, input: AnnualRateInput['unitPeriod']): UnitPeriod | undefined {
  if (!input) return undefined;
  check.number('unitPeriod.count', input.count, { from: 1, to: LONGEST_UNIT_PERIOD[input.unit] });
  return input as UnitPeriod;
}

interface Indexed extends DatedAmount {
  readonly index: number;
}

/** Flows in order of time, each still knowing its place in the input. */
function readFlows(
  check: InputCheck,
  path: string,
  { items, currency }: { readonly items: readonly DatedAmountInput[]; readonly currency: CurrencyCode },
): Indexed[] {
  checkLength(check, path, items);
  return items
    .map(({ amount, on }, index) => ({
      amountMinor: check.amount(`${path}[${index}].amount`, amount, currency) ?? 1n,
      on: on as CalendarDate,
      index,
    }))
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

function creditOfFlows(check: InputCheck, input: NonNullable<AnnualRateInput['credit']['flows']>): Credit {
  const base = 'credit.flows';
  const currency = currencyOf(
    input.advances[0]?.amount ?? input.payments[0]?.amount ?? { amount: '0', currency: 'XXX' },
  );
  const advances = readFlows(check, `${base}.advances`, { items: input.advances, currency });
  const payments = readFlows(check, `${base}.payments`, { items: input.payments, currency });
  const names: Naming = (argument) => {
    const [, list, at, field] = /^(advances|payments)\[(\d+)\](.*)$/.exec(argument) ?? [];
    const flow = (list === 'advances' ? advances : payments)[Number(at)];
    return flow ? `${base}.${list}[${flow.index}]${field}` : `${base}.${argument}`;
  };
  return { currency, flows: { advances, payments }, names, allInCost: undefined };
}

/** A calculation over a whole loan refuses single payments; it is the loan's terms that make them. */
const namesOfLoan: Naming = () => 'credit.loan.terms';

function flowsOfLoan({ terms, schedule }: ScheduledLoan, upfrontMinor: bigint, periodicMinor: bigint): CreditFlows {
  const last = schedule.instalments.length - 1;
  const payments = schedule.instalments.map(({ dueOn, paymentMinor }, at) => ({
    amountMinor: paymentMinor + periodicMinor + (at === last ? schedule.residualMinor : 0n),
    on: dueOn,
  }));
  return {
    advances: [{ amountMinor: terms.principalMinor - upfrontMinor, on: terms.disbursedOn }],
    payments: payments.filter(({ amountMinor }) => amountMinor !== 0n),
  };
}

function allInCostOf(
  { terms, schedule }: ScheduledLoan,
  upfrontMinor: bigint,
  periodicMinor: bigint,
): AllInCost | undefined {
  const periodsPerYear = unitPeriodsPerYear(terms.period ?? { unit: 'MONTH', count: 1 });
  if (!Number.isInteger(periodsPerYear)) return undefined;
  return allInCostOfLoan(schedule, { upfrontMinor, periodicMinor }, periodsPerYear);
}

function creditOfLoan(check: InputCheck, input: NonNullable<AnnualRateInput['credit']['loan']>): Credit | undefined {
  const currency = currencyOf(input.terms.principal);
  const upfrontMinor = check.amountOrZero('credit.loan.upfrontCharges', input.upfrontCharges, currency) ?? 0n;
  const periodicMinor = check.amountOrZero('credit.loan.periodicCharges', input.periodicCharges, currency) ?? 0n;
  const loan = scheduledLoan(check, 'credit.loan.terms', input.terms);
  if (!loan) return undefined;
  if (upfrontMinor >= loan.terms.principalMinor) {
    check.add('credit.loan.upfrontCharges.amount', 'NOT_BELOW_PRINCIPAL', 'must be less than the principal');
  }
  return attempt(check, currency, {
    names: namesOfLoan,
    work: () => ({
      currency,
      flows: flowsOfLoan(loan, upfrontMinor, periodicMinor),
      names: namesOfLoan,
      allInCost: allInCostOf(loan, upfrontMinor, periodicMinor),
    }),
  });
}

/** @throws ArgumentError `NO_SOLUTION` for what is no number any more */
function requireFinite(rate: number): void {
  if (!Number.isFinite(rate)) throw new ArgumentError('NO_SOLUTION', 'payments', 'no rate can be computed');
}

/**
 * The yearly rates of a credit: United States (Regulation Z, Appendix J), European Union and, for a loan, the all-in
 * cost with its charges. Codes besides those of amounts and loans: `EMPTY`, `TOO_MANY`, `DATE_ORDER`, `NO_SOLUTION`.
 */
export function annualRatesOf(input: AnnualRateInput): Outcome<AnnualRates> {
  const check = new InputCheck();
  const unitPeriod = readUnitPeriod(check, input.unitPeriod);
  checkRate(check, 'costLimit', { value: input.costLimit });
  const { flows, loan } = input.credit;
  if (flows && input.costLimit) check.add('costLimit', 'NOT_APPLICABLE', 'is held against the cost of a loan only');
  const credit = flows ? creditOfFlows(check, flows) : loan && creditOfLoan(check, loan);
  if (!credit) return answer<AnnualRates>(check, undefined);
  const { allInCost } = credit;
  const rates = attempt(check, credit.currency, {
    names: credit.names,
    work: () => {
      const regulationZ = regulationZApr(credit.flows, unitPeriod);
      const european = europeanApr(credit.flows, input.intervals ?? 'DAYS');
      requireFinite(regulationZ.unroundedApr);
      requireFinite(european.unroundedApr);
      if (allInCost) requireFinite(allInCost.periodRate);
      const isWithinLimit =
        allInCost && input.costLimit ? keepsCostLimit(allInCost, decimal(input.costLimit)) : undefined;
      return { regulationZ, european, allInCost, isWithinLimit };
    },
  });
  return answer(check, rates);
}
