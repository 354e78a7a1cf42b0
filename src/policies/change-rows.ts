import type { Transaction } from '../database/unit-of-work.js';
import type { Policy } from '../entities/index.js';
import type { PremiumLine, PremiumLineKind } from '../finance/premium.js';
import { canonicalHash } from '../kernel/index.js';
import type { JsonObject } from '../scenarios/contract/index.js';

const ORIGIN = {
  name: 'change.origin',
  text: `SELECT coalesce((o.alternative->'loan'->>'principalMinor')::bigint, q.principal_minor) AS "principalMinor", coalesce(o.alternative->'risk', q.risk) AS risk,
           q.obligor, q.obligor_key AS "obligorKey", q.facts,
           g.time_zone AS "timeZone",
           (SELECT array_agg(l.lender_id) FROM programme_lender l WHERE l.programme_id = g.id) AS "lenderIds"
         FROM quote q JOIN offer o ON o.quote_id = q.id AND o.partner_id = q.partner_id
         JOIN programme g ON g.id = q.programme_id AND g.partner_id = q.partner_id
         WHERE q.id = $1 AND q.partner_id = $2 AND o.id = $3`,
};
const LIVE_CLAIM = {
  name: 'change.liveClaim',
  text: `SELECT status FROM claim WHERE policy_id = $1 AND status NOT IN ('CLOSED', 'WITHDRAWN')`,
};
const ANSWERED = {
  name: 'change.answered',
  text: `SELECT operation, input_hash AS "inputHash", answer FROM idempotency_key WHERE tenant_id = $1 AND key = $2`,
};

interface StoredLine {
  readonly kind: PremiumLineKind;
  readonly minor: string;
}

export const readPremiumLines = (stored: unknown): PremiumLine[] =>
  (stored as readonly StoredLine[]).map(({ kind, minor }) => ({ kind, minor: BigInt(minor) }));

export const storedPremiumLines = (lines: readonly PremiumLine[]): StoredLine[] =>
  lines.map(({ kind, minor }) => ({ kind, minor: String(minor) }));

export interface PolicyOrigin {
  /** The principal the offer was made for. */
  readonly principalMinor: bigint;
  readonly risk: JsonObject;
  /** As its quote kept them. */
  readonly obligor: unknown;
  readonly obligorKey: string | null;
  readonly facts: unknown;
  /** Of the programme. */
  readonly timeZone: string;
  /** Who may lend under the programme. */
  readonly lenderIds: readonly string[];
}

export async function readPolicyOrigin(tx: Transaction, policy: Policy): Promise<PolicyOrigin | undefined> {
  const [origin] = await tx.rows<Omit<PolicyOrigin, 'lenderIds'> & { lenderIds: readonly string[] | null }>(ORIGIN, [
    policy.quoteId,
    policy.partnerId,
    policy.offerId,
  ]);
  return origin && { ...origin, lenderIds: origin.lenderIds ?? [] };
}

/** The status of the claim under way on a policy, if there is one. */
export async function liveClaimStatus(tx: Transaction, policyId: string): Promise<string | undefined> {
  const [claim] = await tx.rows<{ status: string }>(LIVE_CLAIM, [policyId]);
  return claim?.status;
}

export interface AnsweredKey {
  readonly tenantId: string;
  readonly key: string;
  readonly operation: string;
  readonly input: unknown;
}

/** What this very request was answered with before; undefined when the key is free or was used for something else. */
export async function earlierAnswer<Answer>(tx: Transaction, request: AnsweredKey): Promise<Answer | undefined> {
  const { tenantId, key, operation, input } = request;
  const [row] = await tx.rows<{ operation: string; inputHash: string; answer: Answer }>(ANSWERED, [tenantId, key]);
  const isSame = row?.operation === operation && row.inputHash === canonicalHash(input);
  return isSame ? row?.answer : undefined;
}
