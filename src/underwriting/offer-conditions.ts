import { type CurrencyCode, type FieldIssue, formatMinor, issue } from '../kernel/index.js';
import type { LoanRequest, ScenarioModule } from '../scenarios/contract/index.js';
import { type Alternative, withPrincipal } from './alternative.js';
import type { ProductTerms } from './terms.js';

/**
 * What must be so for a decision to hold. LOWER_AMOUNT lends at most the amount; DOWN_PAYMENT is paid at once by the
 * customer, so that less is lent; both are met by the loan of the offer itself. CO_OBLIGOR and EVIDENCE are met by the
 * partner, who says so when it binds.
 */
export type ConditionKind = 'LOWER_AMOUNT' | 'DOWN_PAYMENT' | 'CO_OBLIGOR' | 'EVIDENCE';

/** As stored with the offer. */
export interface StoredCondition {
  readonly kind: ConditionKind;
  /** For LOWER_AMOUNT and DOWN_PAYMENT. */
  readonly amountMinor: string | null;
  readonly text: string | null;
}

export interface ConditionInput {
  readonly kind: ConditionKind;
  readonly amount: { readonly minor: bigint; readonly currency: string } | null;
  readonly text: string | null;
}

const MAX_CONDITIONS = 5;
const MAX_TEXT = 500;
const CHANGES_LOAN: readonly ConditionKind[] = ['LOWER_AMOUNT', 'DOWN_PAYMENT'];

function amountIssues({ kind, amount }: ConditionInput, path: string, loan: LoanRequest): FieldIssue[] {
  if (!CHANGES_LOAN.includes(kind)) {
    return amount ? [issue(`${path}.amount`, 'NOT_APPLICABLE', `has no meaning for ${kind}`)] : [];
  }
  if (!amount) return [issue(`${path}.amount`, 'REQUIRED', `is needed for ${kind}`)];
  if (amount.currency !== loan.currency) {
    return [
      issue(`${path}.amount.currency`, 'CURRENCY_MISMATCH', `must be ${loan.currency}, the currency of the loan`),
    ];
  }
  if (amount.minor > 0n && amount.minor < loan.principalMinor) return [];
  const principal = formatMinor(loan.principalMinor, loan.currency);
  return [issue(`${path}.amount.amount`, 'OUT_OF_RANGE', `must be above zero and below ${principal}, what was asked`)];
}

function textIssues({ kind, text }: ConditionInput, path: string): FieldIssue[] {
  const length = text?.trim().length ?? 0;
  if (length > MAX_TEXT) return [issue(`${path}.text`, 'TOO_LONG', `must have at most ${MAX_TEXT} characters`)];
  if (kind === 'EVIDENCE' && length === 0) return [issue(`${path}.text`, 'REQUIRED', 'must say what is to be shown')];
  return [];
}

/** Everything that is wrong with conditions on a loan; `LOAN_CHANGED_TWICE` when two of them set its amount. */
export function conditionIssues(inputs: readonly ConditionInput[], loan: LoanRequest): FieldIssue[] {
  const issues = inputs.flatMap((input, at) => [
    ...amountIssues(input, `conditions[${at}]`, loan),
    ...textIssues(input, `conditions[${at}]`),
  ]);
  if (inputs.length > MAX_CONDITIONS) {
    issues.push(issue('conditions', 'TOO_MANY', `must be at most ${MAX_CONDITIONS}`));
  }
  if (inputs.filter(({ kind }) => CHANGES_LOAN.includes(kind)).length > 1) {
    issues.push(issue('conditions', 'LOAN_CHANGED_TWICE', 'give either LOWER_AMOUNT or DOWN_PAYMENT, once'));
  }
  return issues;
}

/** The principal that sound conditions leave. */
export function conditionedPrincipal(conditions: readonly ConditionInput[], loan: LoanRequest): bigint {
  const change = conditions.find(({ kind }) => CHANGES_LOAN.includes(kind));
  if (!change?.amount) return loan.principalMinor;
  return change.kind === 'LOWER_AMOUNT' ? change.amount.minor : loan.principalMinor - change.amount.minor;
}

/** What a person approves on top of what the rules say. */
export interface ApprovalTerms {
  /** Share by which the premium is raised, or lowered below zero; decimal text, "0" for none. */
  readonly loading: string;
  readonly conditions: readonly ConditionInput[];
}

/** Approved terms as the entries of a referral keep them. */
export interface AgreedTerms {
  readonly loading: string;
  readonly conditions: readonly StoredCondition[];
}

export const approvalOfStored = ({ loading, conditions }: AgreedTerms, currency: string): ApprovalTerms => ({
  loading,
  conditions: conditionsOfStored(conditions, currency),
});

/** What was asked for as conditions leave it. */
export function conditioned<Asked extends Alternative & { readonly module: ScenarioModule }>(
  asked: Asked,
  conditions: readonly ConditionInput[],
): Alternative {
  const principalMinor = conditionedPrincipal(conditions, asked.loan);
  return principalMinor === asked.loan.principalMinor ? asked : withPrincipal(asked, principalMinor);
}

/** What several carriers of one loan ask for together: the leader's conditions, and of the others what the partner must meet. */
export function jointConditions(
  leader: readonly ConditionInput[],
  others: readonly (readonly ConditionInput[])[],
): StoredCondition[] | null {
  const more = others
    .flat()
    .filter(
      ({ kind, amount, text }) => amount === null && !leader.some((one) => one.kind === kind && one.text === text),
    );
  const all = storedConditions([...leader, ...more]);
  return all.length > 0 ? all : null;
}

export const storedConditions = (inputs: readonly ConditionInput[]): StoredCondition[] =>
  inputs.map(({ kind, amount, text }) => ({
    kind,
    amountMinor: amount ? String(amount.minor) : null,
    text: text?.trim() || null,
  }));

/** Conditions as they were given. */
const conditionsOfStored = (stored: readonly StoredCondition[], currency: string): ConditionInput[] =>
  stored.map(({ kind, amountMinor, text }) => ({
    kind,
    amount: amountMinor === null ? null : { minor: BigInt(amountMinor), currency },
    text,
  }));

/** Whether the partner must say at binding that conditions are met: the loan itself does not meet these. */
export const needConfirmation = (conditions: readonly StoredCondition[]): boolean =>
  conditions.some(({ kind }) => !CHANGES_LOAN.includes(kind));

/** Whether a product insures a loan of this amount at all, whoever decides. */
export function outsideProduct(loan: LoanRequest, { principal }: ProductTerms, path: string): FieldIssue[] {
  const { minimumMinor, maximumMinor } = principal;
  if (loan.principalMinor >= BigInt(minimumMinor) && loan.principalMinor <= BigInt(maximumMinor)) return [];
  const text = (minor: string) => formatMinor(BigInt(minor), loan.currency as CurrencyCode);
  const message = `must leave a loan of ${text(minimumMinor)} to ${text(maximumMinor)}, what the product insures`;
  return [issue(path, 'OUTSIDE_PRODUCT', message)];
}
