import type { Transaction } from '../database/unit-of-work.js';
import { type Policy, PolicyRole } from '../entities/index.js';
import type { ProductTerms } from '../underwriting/terms.js';

export type RoleName =
  | 'OBLIGOR'
  | 'LENDER'
  | 'POLICYHOLDER'
  | 'INSURED'
  | 'BENEFICIARY'
  | 'LOSS_PAYEE'
  | 'PRODUCER'
  | 'INSURER';

interface Party {
  readonly organisationId?: string;
  readonly obligorReference?: string;
}

type Parties = Pick<Policy, 'partnerId' | 'insurerId' | 'lenderId' | 'obligorReference'>;

/**
 * Who plays which role. A performance guarantee is taken by the obligor for the lender; credit insurance by the lender
 * for itself. Everything else is the same engine.
 */
export function rolesOf(policy: Parties, cover: ProductTerms['cover']): Readonly<Record<RoleName, Party>> {
  const obligor: Party = { obligorReference: policy.obligorReference };
  const lender: Party = { organisationId: policy.lenderId };
  return {
    OBLIGOR: obligor,
    LENDER: lender,
    POLICYHOLDER: cover === 'PERFORMANCE_GUARANTEE' ? obligor : lender,
    INSURED: lender,
    BENEFICIARY: lender,
    LOSS_PAYEE: lender,
    PRODUCER: { organisationId: policy.partnerId },
    INSURER: { organisationId: policy.insurerId },
  };
}

export async function insertRoles(tx: Transaction, policy: Policy, cover: ProductTerms['cover']): Promise<void> {
  const { id: policyId, partnerId, insurerId, lenderId } = policy;
  await tx.manager.insert(
    PolicyRole,
    Object.entries(rolesOf(policy, cover)).map(([role, party]) => ({
      policyId,
      partnerId,
      insurerId,
      lenderId,
      role,
      organisationId: party.organisationId ?? null,
      obligorReference: party.obligorReference ?? null,
    })),
  );
}
