import { type Deductible, type Indemnity, type IndemnityInput, indemnity } from '../finance/index.js';
import { type CalendarDate, type CurrencyCode, decimal, type Outcome } from '../kernel/index.js';
import { InputCheck } from '../scenarios/contract/index.js';
import { type AmountInput, answer, attempt, checkRate, currencyOf, naming, type Optional } from './answer.js';

/** Exactly one member of `deductible` is there; the API sees to it. */
export interface IndemnityEstimateInput {
  readonly outstandingPrincipal: AmountInput;
  readonly unpaidInterest?: Optional<AmountInput>;
  readonly notDuePrincipal?: Optional<AmountInput>;
  readonly annualRate: string;
  readonly interestCapAnnual?: Optional<string>;
  readonly lastDueOn: string;
  readonly triggerOn: string;
  readonly recoveredByLender?: Optional<AmountInput>;
  readonly netCollateral?: Optional<AmountInput>;
  readonly deductible?: Optional<{ readonly rate?: Optional<string>; readonly amount?: Optional<AmountInput> }>;
  readonly insuredPercentage: string;
  readonly insures: IndemnityInput['insures'];
  readonly remainingSumInsured: AmountInput;
}

export interface IndemnityEstimate extends Indemnity {
  readonly currency: CurrencyCode;
}

function readDeductible(
  check: InputCheck,
  input: IndemnityEstimateInput['deductible'],
  currency: CurrencyCode,
): Deductible | undefined {
  if (input?.rate) {
    checkRate(check, 'deductible.rate', { value: input.rate, to: 1 });
    return { rate: decimal(input.rate) };
  }
  if (!input?.amount) return undefined;
  return { amountMinor: check.amountOrZero('deductible.amount', input.amount, currency) ?? 0n };
}

/**
 * What the insurer would owe for a loan in default, with its reasoning. Codes besides those of amounts:
 * `OUT_OF_RANGE`, `DATE_ORDER`.
 */
export function estimateIndemnity(input: IndemnityEstimateInput): Outcome<IndemnityEstimate> {
  const check = new InputCheck();
  const currency = currencyOf(input.outstandingPrincipal);
  const amount = (
    path:
      | 'outstandingPrincipal'
      | 'unpaidInterest'
      | 'notDuePrincipal'
      | 'recoveredByLender'
      | 'netCollateral'
      | 'remainingSumInsured',
  ): bigint => check.amountOrZero(path, input[path], currency) ?? 0n;
  checkRate(check, 'annualRate', { value: input.annualRate });
  checkRate(check, 'interestCapAnnual', { value: input.interestCapAnnual });
  checkRate(check, 'insuredPercentage', { value: input.insuredPercentage, to: 1 });
  const deductible = readDeductible(check, input.deductible, currency);
  const loss: IndemnityInput = {
    outstandingPrincipalMinor: amount('outstandingPrincipal'),
    unpaidInterestMinor: amount('unpaidInterest'),
    notDuePrincipalMinor: amount('notDuePrincipal'),
    annualRate: decimal(input.annualRate),
    lastDueOn: input.lastDueOn as CalendarDate,
    triggerOn: input.triggerOn as CalendarDate,
    recoveredByLenderMinor: amount('recoveredByLender'),
    netCollateralMinor: amount('netCollateral'),
    insuredPercentage: decimal(input.insuredPercentage),
    insures: input.insures,
    remainingSumInsuredMinor: amount('remainingSumInsured'),
    currency,
    ...(input.interestCapAnnual ? { interestCapAnnual: decimal(input.interestCapAnnual) } : {}),
    ...(deductible ? { deductible } : {}),
  };
  const result = attempt(check, currency, { names: naming(), work: () => indemnity(loss) });
  return answer(check, result && { currency, ...result });
}
