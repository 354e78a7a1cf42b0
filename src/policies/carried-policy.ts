import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { PolicyInsurerShare } from '../entities/index.js';
import { allocate, decimal } from '../kernel/index.js';
import type { Viewer } from '../partners/viewer.js';

/** A policy of several insurers, and those of them that a viewer may know, the leader first. */
export interface CarriedPolicy {
  readonly policyId: string;
  readonly shown: readonly PolicyInsurerShare[];
  /** What each of the shown carries of an amount of the whole policy; the same split as in the books. Minor units. */
  partsOf(minor: bigint): readonly bigint[];
}

const OF_POLICIES = {
  name: 'insurerShare.ofPolicies',
  text: `SELECT ${selectList(PolicyInsurerShare)} FROM policy_insurer_share WHERE policy_id = ANY($1) ORDER BY policy_id, position`,
};

/** A follower knows the leader and itself; the leader, partner, lender and operator know everybody. */
const isShown = ({ insurerId, leaderId }: PolicyInsurerShare, viewer: Viewer): boolean =>
  viewer.organisationKind !== 'INSURER' ||
  viewer.organisationId === leaderId ||
  [viewer.organisationId, leaderId].includes(insurerId);

function carried(shares: readonly PolicyInsurerShare[], policyId: string, viewer: Viewer): CarriedPolicy {
  const weights = shares.map(({ share }) => BigInt(decimal(share).times(1_000_000).toFixed(0)));
  return {
    policyId,
    shown: shares.filter((share) => isShown(share, viewer)),
    partsOf: (minor) => allocate(minor, weights).filter((_, at) => shares[at] && isShown(shares[at], viewer)),
  };
}

/** Policies of several insurers among those the transaction may see; it acts for their leaders from here on. */
export async function carriedPolicies(
  tx: Transaction,
  viewer: Viewer,
  policyIds: readonly string[],
): Promise<CarriedPolicy[]> {
  const visible = await tx.rows<PolicyInsurerShare>(OF_POLICIES, [policyIds]);
  if (visible.length === 0) return [];
  // A part is what is left by the others' parts: the split is computed from all of them, whoever looks.
  await joinTenants(
    tx,
    visible.map(({ leaderId }) => leaderId),
  );
  const ids = [...new Set(visible.map(({ policyId }) => policyId))];
  const all = await tx.rows<PolicyInsurerShare>(OF_POLICIES, [ids]);
  return ids.map((id) =>
    carried(
      all.filter(({ policyId }) => policyId === id),
      id,
      viewer,
    ),
  );
}
