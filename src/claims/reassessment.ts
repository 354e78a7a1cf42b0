import type { Transaction } from '../database/unit-of-work.js';
import { calendarDate, invariant } from '../kernel/index.js';
import type { Assessment, OtherInsurance } from './assessment.js';
import type { Moment } from './claim-command.js';
import type { ClaimRow } from './claim-row.js';
import { type InsuredLoan, lockInsuredLoan } from './insured-loan.js';
import type { LoanFile } from './loan-assessor.js';

export interface Reassessed extends Assessment, LoanFile {
  readonly loan: InsuredLoan;
}

/** The collateral that the last decision or notice counted, to compute the claim again. */
export function collateralOf(claim: ClaimRow): bigint {
  const { inputs } = claim.assessment as { inputs: readonly { name: string; value: string }[] };
  return BigInt(inputs.find(({ name }) => name === 'netCollateralMinor')?.value ?? '0');
}

/**
 * The claim computed again from the feed as it stands: a payment since the notice makes the loss smaller. With the
 * collateral as it was counted last, unless another value is given.
 */
export async function reassess(
  tx: Transaction,
  claim: ClaimRow,
  { assessor, netCollateralMinor }: Pick<Moment, 'assessor'> & { readonly netCollateralMinor?: bigint },
): Promise<Reassessed> {
  const loan = await lockInsuredLoan(tx, claim.policyId);
  invariant(loan, `claim ${claim.id} has no loan`);
  const assessed = await assessor.assessOne(tx, {
    loan,
    triggeredOn: calendarDate(claim.triggeredOn),
    netCollateralMinor: netCollateralMinor ?? collateralOf(claim),
    otherInsurance: (claim.otherInsurance ?? []) as readonly OtherInsurance[],
    ownPaidMinor: claim.paidMinor,
  });
  return { ...assessed, loan };
}
