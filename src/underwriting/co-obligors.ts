import { type CurrencyCode, formatMinor } from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';
import { InputCheck, minorOf } from '../scenarios/contract/index.js';
import type { CreditReport } from './bureau.js';
import {
  type Obligor,
  type ObligorInputShape,
  type ObligorSetting,
  type ReadBorrower,
  type ReadObligor,
  readBorrower,
} from './obligor.js';

/** With the obligor four, as many as usual application forms have room for. */
export const MAX_CO_OBLIGORS = 3;

/** What somebody who owes the loan too must bring at least, so that a request that was not approved is. */
export interface CoObligorCure {
  readonly currency: CurrencyCode;
  /** Gross income or revenue a year beside no debts of their own; zero: none is needed. */
  readonly annualIncome: string;
  /** Null: credit no worse than the obligor's. */
  readonly credit: (CreditReport & { readonly employmentMonths: number }) | null;
}

/** Nobody owes the same loan twice: references and identities of one request are all different. */
function guardDifferent(check: InputCheck, borrowers: readonly ReadBorrower[]): void {
  const references = new Set<string>();
  const keys = new Set<string>();
  for (const [at, { obligor, key }] of borrowers.entries()) {
    const path = `coObligors[${at - 1}]`;
    if (references.has(obligor.reference)) {
      check.add(`${path}.reference`, 'SAME_OBLIGOR', 'names somebody who borrows here already');
    } else if (keys.has(key)) {
      check.add(`${path}.identityNumber`, 'SAME_OBLIGOR', 'is that of somebody who borrows here already');
    }
    references.add(obligor.reference);
    keys.add(key);
  }
}

/** Reads an obligor with those who owe the loan too; problems are added to `check`. Codes besides a borrower's: `TOO_MANY`, `SAME_OBLIGOR`. */
export function readObligorInput(check: InputCheck, input: ObligorInputShape, setting: ObligorSetting): ReadObligor {
  const own = readBorrower(check, input, setting);
  const inputs = input.coObligors ?? [];
  if (inputs.length === 0) return own;
  if (inputs.length > MAX_CO_OBLIGORS) {
    check.add('coObligors', 'TOO_MANY', `must be at most ${MAX_CO_OBLIGORS}`);
    return own;
  }
  const coObligors = inputs.map((one, at) => {
    const ownCheck = new InputCheck();
    const read = readBorrower(ownCheck, one, setting);
    for (const { path, code, message } of ownCheck.issues) check.add(`coObligors[${at}].${path}`, code, message);
    return read;
  });
  if (check.issues.length === 0) guardDifferent(check, [own, ...coObligors]);
  const kept = coObligors.map(({ obligor, key }) => ({ ...obligor, key }));
  return { ...own, obligor: { ...own.obligor, coObligors: kept }, coObligors };
}

/**
 * Everybody who owes the loan, the obligor first, as features see them: income and other debts are those of all
 * together, everything else is each one's own.
 */
export function jointBorrowers(obligor: Obligor, { currency }: LoanRequest): readonly Obligor[] {
  const { coObligors } = obligor;
  if (!coObligors) return [obligor];
  const all: readonly Obligor[] = [obligor, ...coObligors];
  const sum = (amountOf: (one: Obligor) => string): string =>
    formatMinor(
      all.reduce((total, one) => total + minorOf(amountOf(one), currency), 0n),
      currency,
    );
  const annualIncome = sum((one) => one.annualIncome);
  const monthlyDebtService = sum((one) => one.monthlyDebtService);
  return all.map((one) => ({ ...one, annualIncome, monthlyDebtService, coObligors }));
}
