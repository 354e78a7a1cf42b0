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

/** One row for each role, and one for everybody who owes the loan too. */
export async function insertRoles(
  tx: Transaction,
  policy: Policy,
  { cover, coObligors }: { readonly cover: ProductTerms['cover']; readonly coObligors: readonly string[] },
): Promise<void> {
  const { id: policyId, partnerId, insurerId, lenderId } = policy;
  const played = [
    ...Object.entries<Party>(rolesOf(policy, cover)).map(([role, party]) => ({ role, party, position: 1 })),
    ...coObligors.map((obligorReference, at) => ({
      role: 'CO_OBLIGOR',
      party: { obligorReference },
      position: at + 1,
    })),
  ];
  await tx.manager.insert(
    PolicyRole,
    played.map(({ role, party, position }: { role: string; party: Party; position: number }) => ({
      policyId,
      partnerId,
      insurerId,
      lenderId,
      role,
      position,
      organisationId: party.organisationId ?? null,
      obligorReference: party.obligorReference ?? null,
    })),
  );
}
