import { decimal } from '../kernel/index.js';
import type { LoanRequest, UnderwritingFlag } from '../scenarios/contract/index.js';
import type { ProductTerms } from './terms.js';

/** What of a loan lies outside the bounds of a product. */
export function productFlags(loan: LoanRequest, terms: ProductTerms): UnderwritingFlag[] {
  const flags: UnderwritingFlag[] = [];
  const decline = (code: string, message: string, curable: string): void => {
    flags.push({ severity: 'DECLINE', code, message, curable });
  };
  if (loan.principalMinor < BigInt(terms.principal.minimumMinor)) {
    decline('PRINCIPAL_TOO_SMALL', 'The amount is below what the product insures.', 'Ask for a larger amount.');
  }
  if (loan.principalMinor > BigInt(terms.principal.maximumMinor)) {
    decline('PRINCIPAL_TOO_LARGE', 'The amount is above what the product insures.', 'Ask for a smaller amount.');
  }
  if (loan.instalments < terms.instalments.minimum) {
    decline('TERM_TOO_SHORT', 'The term is shorter than the product insures.', 'Choose more instalments.');
  }
  if (loan.instalments > terms.instalments.maximum) {
    decline('TERM_TOO_LONG', 'The term is longer than the product insures.', 'Choose fewer instalments.');
  }
  const most = terms.maximumAnnualRate;
  if (most !== undefined && decimal(loan.annualRate).greaterThan(decimal(most))) {
    const cure = `Agree on ${decimal(most).times(100).toFixed()} % a year or less.`;
    decline('RATE_TOO_HIGH', 'The annual rate is above what the product insures.', cure);
  }
  return flags;
}
