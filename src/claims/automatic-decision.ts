import type { Transaction } from '../database/unit-of-work.js';
import { type CurrencyCode, formatMinor } from '../kernel/index.js';
import type { ClaimTerms } from '../underwriting/claim-terms.js';
import type { AssessedInstalment, Assessment, OtherInsurance } from './assessment.js';
import { AUTOMATIC_CAUSE, type Moment } from './claim-command.js';
import type { ClaimRow } from './claim-row.js';
import { type DecisionCheck, keepChecks } from './handling.js';
import { reassess } from './reassessment.js';
import { MACHINE, recordDecision } from './record-decision.js';

/** Everything the machine looks at; amounts in minor units. */
export interface MachineFile {
  readonly limitMinor: ClaimTerms['automaticUpToMinor'];
  readonly indemnityMinor: bigint;
  readonly currency: string;
  readonly instalments: readonly AssessedInstalment[];
  readonly isSecured: boolean;
  readonly otherInsurance: readonly OtherInsurance[];
  readonly hasEarlierClaim: boolean;
}

const EARLIER = {
  name: 'claim.hasEarlier',
  text: 'SELECT EXISTS (SELECT FROM claim WHERE policy_id = $1 AND partner_id = $2 AND id <> $3) AS "hasEarlier"',
};

/**
 * Whether the machine may approve the whole indemnity: the product allows the amount and nothing is unusual. Each check
 * is kept with the claim, whatever comes of it.
 */
export function machineChecks(file: MachineFile): DecisionCheck[] {
  const { limitMinor, indemnityMinor, currency, instalments } = file;
  const text = (minor: bigint) => `${formatMinor(minor, currency as CurrencyCode)} ${currency}`;
  const limit = limitMinor === null ? 0n : BigInt(limitMinor);
  const isPaidAtAll = instalments.some((row) => row.paidPrincipalMinor > 0n || row.paidInterestMinor > 0n);
  const check = (code: string, passed: boolean, message: string): DecisionCheck => ({ code, passed, message });
  return [
    check('EVIDENCE_COMPLETE', true, 'every required paper was given and found clean'),
    check(
      'AMOUNT_WITHIN_LIMIT',
      indemnityMinor > 0n && indemnityMinor <= limit,
      `${text(indemnityMinor)} computed, ${text(limit)} may be approved without a person`,
    ),
    check('SOMETHING_WAS_PAID', isPaidAtAll, 'a borrower who never paid anything is looked at by a person'),
    check('NO_COLLATERAL', !file.isSecured, 'what collateral is worth is judged by a person'),
    check('NO_OTHER_INSURANCE', file.otherInsurance.length === 0, 'other cover of the loss is checked by a person'),
    check('FIRST_CLAIM', !file.hasEarlierClaim, 'a policy that was claimed under before is looked at by a person'),
  ];
}

const machineFile = (
  claim: ClaimRow,
  {
    assessed,
    hasEarlierClaim,
    isSecured,
  }: {
    assessed: Assessment & { terms: { claims: ClaimTerms }; instalments: readonly AssessedInstalment[] };
    hasEarlierClaim: boolean;
    isSecured: boolean;
  },
): MachineFile => ({
  limitMinor: assessed.terms.claims.automaticUpToMinor,
  indemnityMinor: assessed.indemnityMinor,
  currency: claim.currency,
  instalments: assessed.instalments,
  isSecured,
  otherInsurance: claim.otherInsurance as readonly OtherInsurance[],
  hasEarlierClaim,
});

/** Approves a claim under review as computed when the product lets the machine and every check holds. */
export async function decideAutomatically(tx: Transaction, claim: ClaimRow, moment: Moment): Promise<void> {
  const assessed = await reassess(tx, claim, moment);
  if (assessed.terms.claims.automaticUpToMinor === null) return;
  const [found] = await tx.rows<{ hasEarlier: boolean }>(EARLIER, [claim.policyId, claim.partnerId, claim.id]);
  const isSecured = moment.claimRules(claim.scenario).triggers.some(({ indemnity }) => indemnity === 'SECURED');
  const checks = machineChecks(
    machineFile(claim, { assessed, hasEarlierClaim: found?.hasEarlier ?? false, isSecured }),
  );
  await keepChecks(tx, claim, checks);
  if (!checks.every(({ passed }) => passed)) return;
  const decision = {
    outcome: 'APPROVED' as const,
    approvedMinor: assessed.indemnityMinor,
    reason: null,
    rejectionCode: null,
    decidedBy: MACHINE,
  };
  await recordDecision(tx, { claim, decision, assessed }, { ...moment, cause: AUTOMATIC_CAUSE });
}
