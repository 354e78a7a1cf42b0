import {
  type FieldIssue,
  failure,
  invalidInput,
  isCurrencyCode,
  issue,
  type Money,
  type Outcome,
  parseAmount,
  success,
} from '../kernel/index.js';
import type { MoneyInput } from '../scenarios/contract/index.js';

const MESSAGES = {
  MALFORMED_AMOUNT: 'must be a plain decimal with at most 15 digits before the point',
  TOO_MANY_DECIMALS: 'has more decimals than the currency has',
} as const;

function readAmount(path: string, { amount, currency }: MoneyInput): Money | FieldIssue {
  if (!isCurrencyCode(currency)) return issue(`${path}.currency`, 'UNKNOWN_CURRENCY', 'must be an ISO 4217 code');
  const parsed = parseAmount(amount, currency);
  return parsed.ok ? parsed.value : issue(`${path}.amount`, parsed.error, MESSAGES[parsed.error]);
}

type Optional = MoneyInput | null | undefined;
type Amounts<Inputs> = { readonly [Path in keyof Inputs]: Inputs[Path] extends MoneyInput ? Money : Money | null };

/** Amounts of an input by their paths, each in its own currency and of any sign; absent ones are null. */
export function readAmounts<Inputs extends Readonly<Record<string, Optional>>>(
  inputs: Inputs,
): Outcome<Amounts<Inputs>> {
  const issues: FieldIssue[] = [];
  const amounts = Object.entries<Optional>(inputs).map(([path, input]) => {
    const read = input ? readAmount(path, input) : null;
    if (read && 'code' in read) issues.push(read);
    return [path, read];
  });
  if (issues.length > 0) return failure(invalidInput(issues));
  return success(Object.fromEntries(amounts) as Amounts<Inputs>);
}
