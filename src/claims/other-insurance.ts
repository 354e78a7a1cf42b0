import type { Transaction } from '../database/unit-of-work.js';
import { type FieldIssue, invalidInput, issue, refuse } from '../kernel/index.js';
import { type OtherInsurance, storedAssessment } from './assessment.js';
import { lockClaimFor, type Step } from './claim-command.js';
import { tellClaim } from './claim-events.js';
import { reserveLosses } from './loss-reserve.js';
import { reassess } from './reassessment.js';

const MAX_OTHERS = 10;
const MAX_TEXT_LENGTH = 200;
const UNDECIDED = ['EVIDENCE_PENDING', 'UNDER_REVIEW', 'REOPENED'];

const SET = {
  name: 'claim.setOtherInsurance',
  text: 'UPDATE claim SET other_insurance = $2, assessment = $3, computed_minor = $4 WHERE id = $1',
};

/** Other cover of the same loss, as it is declared. */
export interface DeclaredInsurance {
  /** 1 to 200 characters each. */
  readonly insurer: string;
  readonly policyNumber: string;
  /** Above zero, in the currency of the loan. */
  readonly sumInsured: { readonly minor: bigint; readonly currency: string };
}

function issuesOf(
  { insurer, policyNumber, sumInsured }: DeclaredInsurance,
  at: number,
  currency: string,
): FieldIssue[] {
  const path = `otherInsurance[${at}]`;
  const isText = (text: string) => text.trim().length > 0 && text.trim().length <= MAX_TEXT_LENGTH;
  const length = `must have 1 to ${MAX_TEXT_LENGTH} characters`;
  return [
    ...(isText(insurer) ? [] : [issue(`${path}.insurer`, 'BAD_LENGTH', length)]),
    ...(isText(policyNumber) ? [] : [issue(`${path}.policyNumber`, 'BAD_LENGTH', length)]),
    ...(sumInsured.currency === currency
      ? []
      : [issue(`${path}.sumInsured.currency`, 'CURRENCY_MISMATCH', `must be ${currency}, the currency of the loan`)]),
    ...(sumInsured.minor > 0n ? [] : [issue(`${path}.sumInsured.amount`, 'MUST_BE_POSITIVE', 'must be above zero')]),
  ];
}

/** What was declared, as a claim keeps it. Throws `Refused` with every problem. */
export function readOtherInsurance(declared: readonly DeclaredInsurance[], currency: string): OtherInsurance[] {
  const issues =
    declared.length > MAX_OTHERS
      ? [issue('otherInsurance', 'TOO_MANY', `at most ${MAX_OTHERS} other policies`)]
      : declared.flatMap((other, at) => issuesOf(other, at, currency));
  if (issues.length > 0) refuse(invalidInput(issues));
  return declared.map(({ insurer, policyNumber, sumInsured }) => ({
    insurer: insurer.trim(),
    policyNumber: policyNumber.trim(),
    sumInsuredMinor: String(sumInsured.minor),
  }));
}

export interface OtherInsuranceInput {
  readonly claim: string;
  /** Everything known now; what was declared before is replaced. */
  readonly otherInsurance: readonly DeclaredInsurance[];
}

/** Declares other cover of the loss until the claim is decided; the indemnity is computed again with it. */
export async function declareOtherInsurance(tx: Transaction, input: OtherInsuranceInput, step: Step): Promise<void> {
  const { viewer, at, cause } = step;
  const claim = await lockClaimFor(tx, input.claim, { viewer, sides: ['INSURER', 'INSURED'] });
  if (!UNDECIDED.includes(claim.status)) {
    const message = `Other insurance is declared until a claim is decided; this one is ${claim.status}.`;
    refuse({ problem: 'StateConflict', message, from: claim.status, to: 'UNDER_REVIEW' });
  }
  const otherInsurance = readOtherInsurance(input.otherInsurance, claim.currency);
  const assessed = await reassess(tx, { ...claim, otherInsurance }, step);
  await tx.run(SET, [
    claim.id,
    JSON.stringify(otherInsurance),
    JSON.stringify(storedAssessment(assessed)),
    String(assessed.indemnityMinor),
  ]);
  await reserveLosses(tx, [claim.id], at);
  await tellClaim(tx, claim.id, { kind: 'claim.otherInsuranceDeclared', at, cause });
}
