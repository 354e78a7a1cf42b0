import { ArgumentError, allocate, type Decimal, divideHalfUp } from '../kernel/index.js';
import {
  requireAtMost,
  requireNotNegative,
  requirePositive,
  requireRateNotNegative,
  requireWhole,
} from './arguments.js';
import type { ExpectedLoss } from './expected-loss.js';
import { addRatios, multiplyRatios, type Rate, type Ratio, ratio, ratioOf, reduced } from './ratio.js';

/** How an expected loss becomes a premium. Shares of the gross premium and rates are 0.15 for 15 %. */
export interface PremiumLoadings {
  /** On top of the expected loss, zero or more. */
  readonly riskMargin: Rate;
  /** Shares of the gross premium; together less than 1. */
  readonly expense: Rate;
  readonly commission: Rate;
  readonly profit: Rate;
  /** On the gross premium and fees, zero or more. */
  readonly taxRate: Rate;
  /** Fixed policy fee, charged outside floor and cap. */
  readonly feeMinor?: bigint;
  /** The product's least and greatest premium before fees and tax. */
  readonly floorMinor?: bigint;
  readonly capMinor?: bigint;
}

export type PremiumLineKind = 'RISK' | 'RISK_MARGIN' | 'EXPENSE' | 'COMMISSION' | 'PROFIT' | 'FEE' | 'TAX';

export interface PremiumLine {
  readonly kind: PremiumLineKind;
  readonly minor: bigint;
}

export interface Premium {
  /** Before tax, fees included. */
  readonly grossMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
  /** Add up to `totalMinor` exactly; lines of zero are left out, `RISK` is always there. */
  readonly lines: readonly PremiumLine[];
}

interface CheckedLoadings {
  readonly riskMargin: Ratio;
  readonly expense: Ratio;
  readonly commission: Ratio;
  readonly profit: Ratio;
  readonly tax: Ratio;
  /** 1 - expense - commission - profit. */
  readonly netShare: Ratio;
}

function checkedLoadings(loadings: PremiumLoadings): CheckedLoadings {
  const expense = requireRateNotNegative(loadings.expense, 'loadings.expense');
  const commission = requireRateNotNegative(loadings.commission, 'loadings.commission');
  const profit = requireRateNotNegative(loadings.profit, 'loadings.profit');
  const shares = addRatios(addRatios(expense, commission), profit);
  if (shares.numerator >= shares.denominator) {
    throw new ArgumentError('OUT_OF_RANGE', 'loadings', 'expense, commission and profit must be less than 1 together');
  }
  if (loadings.feeMinor !== undefined) requireNotNegative(loadings.feeMinor, 'loadings.feeMinor');
  if (loadings.floorMinor !== undefined) requireNotNegative(loadings.floorMinor, 'loadings.floorMinor');
  if (loadings.capMinor !== undefined) {
    requireNotNegative(loadings.capMinor, 'loadings.capMinor');
    requireAtMost(loadings.floorMinor ?? 0n, loadings.capMinor, 'loadings.floorMinor');
  }
  return {
    riskMargin: requireRateNotNegative(loadings.riskMargin, 'loadings.riskMargin'),
    expense,
    commission,
    profit,
    tax: requireRateNotNegative(loadings.taxRate, 'loadings.taxRate'),
    netShare: ratio(shares.denominator - shares.numerator, shares.denominator),
  };
}

/** Noise of floating point stays behind the 15th digit, so that an exact half rounds as a half. */
const lossRatioOf = (value: number | Decimal): Ratio =>
  typeof value === 'number'
    ? ratioOf(Number.isFinite(value) ? Number(value.toPrecision(15)) : value, 'expectedLossMinor')
    : ratioOf(value, 'expectedLossMinor');

function requireLoss(value: number | Decimal): Ratio {
  const loss = lossRatioOf(value);
  if (loss.numerator < 0n) {
    throw new ArgumentError('NEGATIVE_AMOUNT', 'expectedLossMinor', `${value.toString()} must not be negative`);
  }
  return loss;
}

/** EL (1 + risk margin) / (1 - expense - commission - profit), exact and before floor, cap, fee and tax. */
function unroundedGross(loss: Ratio, loadings: CheckedLoadings): Ratio {
  const { riskMargin, netShare } = loadings;
  return ratio(
    loss.numerator * (riskMargin.denominator + riskMargin.numerator) * netShare.denominator,
    loss.denominator * riskMargin.denominator * netShare.numerator,
  );
}

/** The product's floor and cap on an unrounded premium. */
function withinBounds(gross: Ratio, loadings: PremiumLoadings): Ratio {
  const { floorMinor = 0n, capMinor } = loadings;
  if (gross.numerator < floorMinor * gross.denominator) return ratio(floorMinor, 1n);
  return capMinor !== undefined && gross.numerator > capMinor * gross.denominator ? ratio(capMinor, 1n) : gross;
}

/** Splits a premium as its formula does: shares of the gross, and the rest to risk and its margin, largest remainder. */
function premiumLines(premiumMinor: bigint, checked: CheckedLoadings): PremiumLine[] {
  const { riskMargin, expense, commission, profit, netShare } = checked;
  const common = expense.denominator * commission.denominator * profit.denominator * netShare.denominator;
  const loadedRisk = riskMargin.denominator + riskMargin.numerator;
  const ofGross = (share: Ratio): bigint => share.numerator * (common / share.denominator) * loadedRisk;
  const net = netShare.numerator * (common / netShare.denominator);
  const parts = allocate(premiumMinor, [
    net * riskMargin.denominator,
    net * riskMargin.numerator,
    ofGross(expense),
    ofGross(commission),
    ofGross(profit),
  ]);
  const kinds: readonly PremiumLineKind[] = ['RISK', 'RISK_MARGIN', 'EXPENSE', 'COMMISSION', 'PROFIT'];
  return kinds.map((kind, at) => ({ kind, minor: parts[at] ?? 0n }));
}

/** Premium before and with tax are each rounded once from the unrounded premium; the tax is what lies between. */
function premiumOf(unbounded: Ratio, loadings: PremiumLoadings, checked: CheckedLoadings): Premium {
  const feeMinor = loadings.feeMinor ?? 0n;
  const { tax } = checked;
  const { numerator, denominator } = withinBounds(unbounded, loadings);
  const premiumMinor = divideHalfUp(numerator, denominator);
  const totalMinor = divideHalfUp(
    (numerator + feeMinor * denominator) * (tax.denominator + tax.numerator),
    denominator * tax.denominator,
  );
  const grossMinor = premiumMinor + feeMinor;
  const taxMinor = totalMinor - grossMinor;
  const all: readonly PremiumLine[] = [
    ...premiumLines(premiumMinor, checked),
    { kind: 'FEE', minor: feeMinor },
    { kind: 'TAX', minor: taxMinor },
  ];
  const lines = all.filter(({ kind, minor }) => kind === 'RISK' || minor !== 0n);
  return { grossMinor, taxMinor, totalMinor, lines };
}

/**
 * The single premium: EL (1 + risk margin) / (1 - expense - commission - profit) within the
 * product's floor and cap, plus the fee; rounded half up once, and once more with premium tax on top.
 * @param expectedLossMinor present value in unrounded minor units, zero or more
 * @param adjust changes the unrounded premium before floor, cap, fee and tax; zero or more comes back
 * @throws ArgumentError `NEGATIVE_AMOUNT`, `OUT_OF_RANGE`, `NOT_A_NUMBER` naming the loading
 */
export function singlePremium(
  expectedLossMinor: number | Decimal,
  loadings: PremiumLoadings,
  adjust: (grossMinor: Ratio) => Ratio = (gross) => gross,
): Premium {
  const checked = checkedLoadings(loadings);
  return premiumOf(adjust(unroundedGross(requireLoss(expectedLossMinor), checked)), loadings, checked);
}

export interface FinancedPremium {
  readonly premium: Premium;
  /** The loan with the premium (fees and tax included) in it: exactly principal + premium. */
  readonly financedPrincipalMinor: bigint;
}

const MAX_ROUNDS = 200;

/**
 * A single premium that the loan itself pays for: the smallest loan P' = P + premium(P'), found by repetition (the
 * premium grows with the loan it is part of).
 * @param expectedLossMinor unrounded minor units for the loan without the premium, taken as proportional to the
 *   principal; or a function that gives it for any principal
 * @throws ArgumentError as `singlePremium`; `NO_SOLUTION` when the premium eats the whole loan
 */
export function financedSinglePremium(
  principalMinor: bigint,
  expectedLossMinor: number | Decimal | ((principalMinor: bigint) => number | Decimal),
  loadings: PremiumLoadings,
): FinancedPremium {
  requirePositive(principalMinor, 'principalMinor');
  const checked = checkedLoadings(loadings);
  const perUnit = typeof expectedLossMinor === 'function' ? undefined : requireLoss(expectedLossMinor);
  const premiumFor = (financed: bigint): Premium => {
    if (typeof expectedLossMinor === 'function') return singlePremium(expectedLossMinor(financed), loadings);
    const loss = multiplyRatios(perUnit ?? ratio(0n, 1n), ratio(financed, principalMinor));
    return premiumOf(unroundedGross(loss, checked), loadings, checked);
  };
  let premium = premiumFor(principalMinor);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const financed = principalMinor + premium.totalMinor;
    const next = premiumFor(financed);
    if (next.totalMinor === premium.totalMinor) return { premium: next, financedPrincipalMinor: financed };
    if (next.totalMinor > 100n * principalMinor) break;
    premium = next;
  }
  throw new ArgumentError('NO_SOLUTION', 'expectedLossMinor', 'the premium grows faster than the loan that pays it');
}

/** A premium charged every month in advance while the loan survives. */
export interface MonthlyPremium {
  /** The charge of one month, with its lines. */
  readonly monthly: Premium;
  /** Months charged. */
  readonly months: number;
}

function divideGross(gross: Ratio, by: number, argument: string): Ratio {
  if (!(by > 0)) throw new ArgumentError('NOT_POSITIVE', argument, `${by} must be more than zero`);
  const divisor = ratioOf(Number(by.toPrecision(15)), argument);
  return ratio(gross.numerator * divisor.denominator, gross.denominator * divisor.numerator);
}

/**
 * The same premium every month in advance: gross single premium / sum of survival x discount, rounded once. Floor and
 * cap apply to the monthly amount.
 * @throws ArgumentError as `singlePremium`
 */
export function levelMonthlyPremium(loss: ExpectedLoss, months: number, loadings: PremiumLoadings): MonthlyPremium {
  requireWhole(months, 'months', { from: 1, to: 1200 });
  const checked = checkedLoadings(loadings);
  const gross = unroundedGross(requireLoss(loss.presentValueMinor), checked);
  const monthly = divideGross(gross, loss.annuityFactor, 'loss.annuityFactor');
  return { monthly: premiumOf(monthly, loadings, checked), months };
}

/** A premium as a rate on what is owed at the start of each month. */
export interface OutstandingBalancePremium {
  /** Per month on the outstanding balance, exact. */
  readonly monthlyRate: Ratio;
  readonly charges: readonly Premium[];
}

/**
 * Monthly on outstanding balance: rate = gross single premium / sum of discounted surviving balances; each month's
 * charge is rate x opening balance, rounded once. Floor and cap apply to each charge.
 * @throws ArgumentError as `singlePremium`; `NOT_POSITIVE` when nothing is owed
 */
export function outstandingBalancePremium(
  loss: ExpectedLoss,
  openingBalancesMinor: readonly bigint[],
  loadings: PremiumLoadings,
): OutstandingBalancePremium {
  const checked = checkedLoadings(loadings);
  const gross = unroundedGross(requireLoss(loss.presentValueMinor), checked);
  const monthlyRate = reduced(divideGross(gross, loss.discountedBalancesMinor, 'loss.discountedBalancesMinor'));
  const charges = openingBalancesMinor.map((balance, at) => {
    requireNotNegative(balance, `openingBalancesMinor[${at}]`);
    return premiumOf(multiplyRatios(ratio(balance, 1n), monthlyRate), loadings, checked);
  });
  return { monthlyRate, charges };
}
