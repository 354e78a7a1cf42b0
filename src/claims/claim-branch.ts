import { jsonRows } from '../database/columns.js';
import { Claim, type Policy } from '../entities/index.js';
import type { PolicyBranch } from '../policies/policy-reader.js';
import type { ClaimRow } from './claim-row.js';

const CLAIMS = jsonRows(Claim);

/** The claims of a policy, oldest first, read with the policy itself. */
export const claimBranch: PolicyBranch = {
  name: 'claims',
  sql: `SELECT json_agg(${CLAIMS.sql('c')} ORDER BY c.id) FROM claim c
        WHERE c.policy_id = p.id AND c.partner_id = p.partner_id`,
};

export function readClaimBranch(json: unknown, policy: Policy): readonly ClaimRow[] {
  const { number: policyNumber, scenario, scenarioVersion } = policy;
  return ((json ?? []) as readonly unknown[]).map((claim) => ({
    ...CLAIMS.read(claim),
    policyNumber,
    scenario,
    scenarioVersion,
  }));
}
