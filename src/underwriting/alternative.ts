import type { JsonObject, LoanRequest, ScenarioModule } from '../scenarios/contract/index.js';
import { loanFromStored, reducedLoan, storedLoan } from './loan-request.js';

/** The loan and the risk an offer insures when they are not the ones that were asked for. */
export interface Alternative {
  readonly loan: LoanRequest;
  readonly risk: JsonObject;
}

/** The request with a smaller loan: the customer pays the difference at once. */
export function withPrincipal(
  { loan, risk, module }: Alternative & { readonly module: ScenarioModule },
  principalMinor: bigint,
): Alternative {
  const extraMinor = loan.principalMinor - principalMinor;
  return {
    loan: reducedLoan(loan, principalMinor),
    risk: module.withDownPayment?.(risk, extraMinor, loan.currency) ?? risk,
  };
}

export const storedAlternative = ({ loan, risk }: Alternative): JsonObject => ({ loan: storedLoan(loan), risk });

/** What an offer insures: its own terms, or those of its quote. */
export function insuredBy(
  offer: { readonly alternative: unknown },
  quote: { readonly loan: unknown; readonly risk: unknown },
): Alternative {
  const { loan, risk } = (offer.alternative ?? quote) as { loan: unknown; risk: JsonObject };
  return { loan: loanFromStored(loan), risk };
}
