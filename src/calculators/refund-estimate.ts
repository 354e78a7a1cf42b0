import { type Refund, type RefundInput, type RefundMethod, refund, type ShortRate } from '../finance/index.js';
import { type CalendarDate, type CurrencyCode, decimal, type Outcome } from '../kernel/index.js';
import { InputCheck } from '../scenarios/contract/index.js';
import {
  type AmountInput,
  answer,
  attempt,
  checkLength,
  checkRate,
  currencyOf,
  type Naming,
  naming,
  type Optional,
} from './answer.js';

interface ShortRateRow {
  readonly upToDays: number;
  readonly earnedRate: string;
}

/** Exactly one member of `shortRate` is there; the API sees to it. */
export interface RefundEstimateInput {
  readonly method: RefundMethod;
  readonly premium: AmountInput;
  readonly paid?: Optional<AmountInput>;
  readonly commission?: Optional<AmountInput>;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly cancelledOn: string;
  readonly freeLookDays?: Optional<number>;
  readonly minimumRefund?: Optional<AmountInput>;
  readonly bookedUnearned?: Optional<AmountInput>;
  readonly periods?: Optional<number>;
  readonly elapsedPeriods?: Optional<number>;
  readonly openingBalances?: Optional<readonly AmountInput[]>;
  readonly annualRate?: Optional<string>;
  readonly shortRate?: Optional<{
    readonly table?: Optional<readonly ShortRateRow[]>;
    readonly penaltyRate?: Optional<string>;
  }>;
  readonly factors?: Optional<readonly string[]>;
}

export interface RefundEstimate extends Refund {
  readonly currency: CurrencyCode;
}

function readTable(check: InputCheck, rows: readonly ShortRateRow[]): ShortRate {
  const path = 'shortRate.table';
  checkLength(check, path, rows);
  rows.forEach(({ upToDays, earnedRate }, at) => {
    checkRate(check, `${path}[${at}].earnedRate`, { value: earnedRate, to: 1 });
    if (upToDays <= (rows[at - 1]?.upToDays ?? 0)) {
      check.add(`${path}[${at}].upToDays`, 'NOT_ASCENDING', 'must be above zero and above the row before');
    }
  });
  return {
    kind: 'TABLE',
    rows: rows.map(({ upToDays, earnedRate }) => ({ upToDays, earnedRate: decimal(earnedRate) })),
  };
}

function readShortRate(check: InputCheck, input: RefundEstimateInput['shortRate']): ShortRate | undefined {
  if (input?.table) return readTable(check, input.table);
  if (!input?.penaltyRate) return undefined;
  checkRate(check, 'shortRate.penaltyRate', { value: input.penaltyRate, to: 1 });
  return { kind: 'PERCENTAGE', penaltyRate: decimal(input.penaltyRate) };
}

/** What only some methods use. */
function readMethodFields(check: InputCheck, input: RefundEstimateInput): Partial<RefundInput> {
  const { periods, elapsedPeriods, openingBalances, annualRate, factors } = input;
  const currency = currencyOf(input.premium);
  if (openingBalances) checkLength(check, 'openingBalances', openingBalances);
  if (factors) checkLength(check, 'factors', factors);
  checkRate(check, 'annualRate', { value: annualRate, from: -1 });
  const balances = openingBalances?.map(
    (balance, at) => check.amountOrZero(`openingBalances[${at}]`, balance, currency) ?? 0n,
  );
  const shortRate = readShortRate(check, input.shortRate);
  return {
    ...(typeof periods === 'number' ? { periods } : {}),
    ...(typeof elapsedPeriods === 'number' ? { elapsedPeriods } : {}),
    ...(balances ? { openingBalancesMinor: balances } : {}),
    ...(annualRate ? { annualRate: decimal(annualRate) } : {}),
    ...(shortRate ? { shortRate } : {}),
    ...(factors ? { factors: factors.map(decimal) } : {}),
  };
}

/** Where the number of periods comes from: said, counted from the balances, or the months of cover. */
function namesOf({ periods }: RefundEstimateInput): Naming {
  return naming('', {
    openingBalancesMinor: 'openingBalances',
    'shortRate.rows': 'shortRate.table',
    'elapsed.years': 'cancelledOn',
    ...(typeof periods === 'number' ? {} : { periods: 'endsOn' }),
  });
}

/**
 * The refund of a cancelled cover by any of the methods. Codes besides those of amounts: `OUT_OF_RANGE`, `DATE_ORDER`,
 * `REQUIRED`, `EMPTY`, `TOO_MANY`, `NOT_ASCENDING`, `NOT_MONOTONE`, `NO_MATCHING_ROW`, `WEIGHTS_ARE_ZERO`.
 */
export function estimateRefund(input: RefundEstimateInput): Outcome<RefundEstimate> {
  const check = new InputCheck();
  const currency = currencyOf(input.premium);
  const premiumMinor = check.amountOrZero('premium', input.premium, currency) ?? 0n;
  const optional = (path: 'paid' | 'commission' | 'minimumRefund' | 'bookedUnearned'): bigint | undefined =>
    input[path] ? check.amountOrZero(path, input[path], currency) : undefined;
  const [paidMinor, bookedUnearnedMinor] = [optional('paid'), optional('bookedUnearned')];
  const terms: RefundInput = {
    method: input.method,
    premiumMinor,
    commissionMinor: optional('commission') ?? 0n,
    minimumRefundMinor: optional('minimumRefund') ?? 0n,
    startsOn: input.startsOn as CalendarDate,
    endsOn: input.endsOn as CalendarDate,
    cancelledOn: input.cancelledOn as CalendarDate,
    freeLookDays: input.freeLookDays ?? 0,
    ...(paidMinor === undefined ? {} : { paidMinor }),
    ...(bookedUnearnedMinor === undefined ? {} : { bookedUnearnedMinor }),
    ...readMethodFields(check, input),
  };
  const result = attempt(check, currency, { names: namesOf(input), work: () => refund(terms) });
  return answer(check, result && { currency, ...result });
}
