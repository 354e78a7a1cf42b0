import {
  ArgumentError,
  type CurrencyCode,
  failure,
  formatMinor,
  invalidInput,
  invariant,
  type Outcome,
  success,
} from '../kernel/index.js';
import type { InputCheck } from '../scenarios/contract/index.js';

/** An amount as the API takes it; its scalars let only decimals and known currencies through. */
export interface AmountInput {
  readonly amount: string;
  readonly currency: string;
}

export type Optional<T> = T | null | undefined;

/** Rates, shares and loadings are at most this: 10 is 1,000 %. */
export const MAX_RATE = 10;

/** How long a list of an input may be, and how many instalments a loan may have. */
export const MAX_ITEMS = 1200;

/** Amounts beyond this are no money: what produced them is refused. */
const MAX_MINOR = 10n ** 24n;

export const currencyOf = (amount: AmountInput): CurrencyCode => amount.currency as CurrencyCode;

/** How the input of the API names what a calculation calls `argument`. */
export type Naming = (argument: string) => string;

/**
 * The general rule, with exceptions by name: `principalMinor` is the amount of `principal`, `openingBalancesMinor[3]`
 * the amount of `openingBalances[3]`. `base` is where the calculation's arguments stand in the input.
 */
export function naming(base = '', exceptions: Readonly<Record<string, string>> = {}): Naming {
  return (argument) => {
    const path = exceptions[argument] ?? argument.replace(/Minor(\[\d+\])?$/, '$1.amount');
    return base === '' ? path : `${base}.${path}`;
  };
}

// Calculations speak of minor units; whoever sent 12.34 did not.
function inUnits(error: ArgumentError, currency: CurrencyCode): string {
  const message = error.message.slice(error.argument.length + 2).replace(/Minor\b/g, '');
  if (!error.argument.includes('Minor')) return message;
  return message.replace(/-?\d+/g, (minor) => formatMinor(BigInt(minor), currency));
}

/**
 * Runs a calculation over an input that has been read without problems. What the calculation refuses becomes one more
 * issue, at the place of the input where the refused argument came from. Undefined when there is no result.
 */
export function attempt<T>(
  check: InputCheck,
  currency: CurrencyCode,
  { names, work }: { readonly names: Naming; readonly work: () => T },
): T | undefined {
  if (check.issues.length > 0) return undefined;
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    check.add(names(error.argument), error.code, inUnits(error, currency));
    return undefined;
  }
}

/** The result, or everything that is wrong with the input. */
export function answer<T>(check: InputCheck, value: T | undefined): Outcome<T> {
  if (check.issues.length > 0) return failure(invalidInput(check.issues));
  invariant(value !== undefined, 'a calculation without a result has an issue');
  return success(value);
}

/** @throws ArgumentError `OUT_OF_RANGE` naming the input that makes the amount so large */
export function requireAmount(minor: bigint, argument: string): void {
  if (minor > MAX_MINOR || minor < -MAX_MINOR) {
    throw new ArgumentError('OUT_OF_RANGE', argument, 'makes amounts of more than 24 digits');
  }
}

/** Codes: `EMPTY`, `TOO_MANY`. */
export function checkLength(check: InputCheck, path: string, items: readonly unknown[]): void {
  if (items.length === 0) check.add(path, 'EMPTY', 'must not be empty');
  if (items.length > MAX_ITEMS) check.add(path, 'TOO_MANY', `must have at most ${MAX_ITEMS} entries`);
}

/** A decimal within a range, both ends included; text as the `Decimal` scalar lets it through. Code: `OUT_OF_RANGE`. */
export function checkRate(
  check: InputCheck,
  path: string,
  {
    value,
    from = 0,
    to = MAX_RATE,
  }: { readonly value: Optional<string>; readonly from?: number; readonly to?: number },
): number {
  return value === null || value === undefined ? 0 : check.number(path, Number(value), { from, to });
}
