import { ArgumentError, type CurrencyCode, type Money, money } from '../kernel/index.js';
import { requireOneCurrency, requireSomething } from './arguments.js';

/** The minor units of amounts of one currency, and the way back. */
export interface Amounts {
  readonly currency: CurrencyCode;
  readonly minor: readonly bigint[];
  readonly toMoney: (minor: bigint) => Money;
}

/**
 * Takes money into the calculations, which work in minor units of one currency.
 * @param argument how the amounts are called in an error
 * @throws ArgumentError `EMPTY`, `CURRENCY_MISMATCH`
 */
export function amountsOfOneCurrency(values: readonly Money[], argument: string): Amounts {
  requireSomething(values, argument);
  requireOneCurrency(
    values.map(({ currency }) => currency),
    argument,
  );
  const currency = values[0]?.currency;
  if (!currency) throw new ArgumentError('EMPTY', argument, 'must not be empty');
  return { currency, minor: values.map(({ minor }) => minor), toMoney: (minor) => money(minor, currency) };
}
