import type { DecisionInput } from '../claims/claim-decision.js';
import type { DeclaredInsurance } from '../claims/other-insurance.js';
import type { ReturnInput } from '../claims/overpayment-return.js';
import type { CorrectionInput, CostInput } from '../claims/recovery-correction.js';
import { invariant, type Outcome, success } from '../kernel/index.js';
import type {
  ClaimDecideInput,
  ClaimOtherInsuranceDeclareInput,
  ClaimSubmitInput,
  OtherInsuranceInput,
} from '../schema/claim-input.js';
import type { ClaimOverpaymentReturnInput } from '../schema/claim-payment.js';
import type {
  RecoveryCorrectInput,
  RecoveryCostRecordInput,
  RecoveryReplacementInput,
} from '../schema/recovery-input.js';
import { readAmounts } from './amounts.js';

/*
 * What a step and its preview are asked for, with the amounts read. Each answers the paths of amounts that cannot be read.
 */

function readOthers(inputs: readonly OtherInsuranceInput[]): Outcome<readonly DeclaredInsurance[]> {
  const amounts = readAmounts(
    Object.fromEntries(inputs.map(({ sumInsured }, at) => [`otherInsurance[${at}].sumInsured`, sumInsured])),
  );
  if (!amounts.ok) return amounts;
  const sums = Object.values(amounts.value);
  return success(
    inputs.flatMap(({ insurer, policyNumber }, at) => {
      const sumInsured = sums[at];
      return sumInsured ? [{ insurer, policyNumber, sumInsured }] : [];
    }),
  );
}

export function readSubmission({ policy, otherInsurance }: ClaimSubmitInput) {
  const others = readOthers(otherInsurance ?? []);
  return others.ok ? success({ policy, otherInsurance: others.value }) : others;
}

export function readDeclaration({ claim, otherInsurance }: ClaimOtherInsuranceDeclareInput) {
  const others = readOthers(otherInsurance);
  return others.ok ? success({ claim, otherInsurance: others.value }) : others;
}

export function readDecision(input: ClaimDecideInput): Outcome<DecisionInput> {
  const { claim, outcome, reason = null, rejectionCode = null, approved, netCollateral } = input;
  const amounts = readAmounts({ approved, netCollateral });
  return amounts.ok ? success({ claim, outcome, reason, rejectionCode, ...amounts.value }) : amounts;
}

export function readReturn({ claim, amount, paidOn, reference }: ClaimOverpaymentReturnInput): Outcome<ReturnInput> {
  const amounts = readAmounts({ amount });
  return amounts.ok ? success({ claim, paidOn, reference, amount: amounts.value.amount }) : amounts;
}

/** Amount and costs of an input; the amount is there because the schema requires it. */
export function readMoney({ amount, costs }: Pick<RecoveryReplacementInput, 'amount' | 'costs'>, prefix = '') {
  const read = readAmounts({ [`${prefix}amount`]: amount, [`${prefix}costs`]: costs });
  if (!read.ok) return read;
  const [readAmount, readCosts] = Object.values(read.value);
  invariant(readAmount, 'the schema requires an amount');
  return success({ amount: readAmount, costs: readCosts ?? null });
}

export function readCorrection(input: RecoveryCorrectInput): Outcome<CorrectionInput> {
  const { recovery, receipt, reason, replacement } = input;
  if (!replacement) return success({ recovery, receipt, reason, replacement: null });
  const money = readMoney(replacement, 'replacement.');
  if (!money.ok) return money;
  const { reference, receivedOn } = replacement;
  return success({ recovery, receipt, reason, replacement: { reference, receivedOn, ...money.value } });
}

export function readCost({
  recovery,
  kind,
  reference,
  incurredOn,
  amount,
}: RecoveryCostRecordInput): Outcome<CostInput> {
  const money = readMoney({ amount });
  return money.ok ? success({ recovery, kind, reference, incurredOn, amount: money.value.amount }) : money;
}
