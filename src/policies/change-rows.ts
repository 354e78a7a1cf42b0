import type { Transaction } from '../database/unit-of-work.js';
import type { Policy } from '../entities/index.js';
import type { PremiumLine, PremiumLineKind } from '../finance/premium.js';
import { type CalendarDate, canonicalHash } from '../kernel/index.js';
import type { JsonObject } from '../scenarios/contract/index.js';
import type { ChangeFigures, WrittenTransaction } from './policy-change.js';
import { shrinkPurposeLock } from './purpose-lock.js';

const ORIGIN = {
  name: 'change.origin',
  text: `SELECT coalesce((o.alternative->'loan'->>'principalMinor')::bigint, q.principal_minor) AS "principalMinor",
           g.time_zone AS "timeZone"
         FROM quote q JOIN offer o ON o.quote_id = q.id AND o.partner_id = q.partner_id
         JOIN programme g ON g.id = q.programme_id AND g.partner_id = q.partner_id
         WHERE q.id = $1 AND q.partner_id = $2 AND o.id = $3`,
};
const TRANSACTIONS = {
  name: 'change.transactions',
  text: `SELECT sequence, kind, effective_on AS "effectiveOn", recorded_at AS "recordedAt",
           premium_delta_minor AS "premiumDeltaMinor"
         FROM policy_transaction WHERE policy_id = $1 ORDER BY sequence`,
};
const LIVE_CLAIM = {
  name: 'change.liveClaim',
  text: `SELECT status FROM claim WHERE policy_id = $1 AND status NOT IN ('CLOSED', 'WITHDRAWN')`,
};
const ANSWERED = {
  name: 'change.answered',
  text: `SELECT operation, input_hash AS "inputHash", answer FROM idempotency_key WHERE tenant_id = $1 AND key = $2`,
};
const UPDATE_POLICY = {
  name: 'change.policy',
  text: `UPDATE policy SET risk = $2, sum_insured_minor = $3, premium_minor = $4, premium_lines = $5 WHERE id = $1`,
};
const INSERT_TRANSACTION = {
  name: 'change.transaction',
  text: `INSERT INTO policy_transaction (id, policy_id, partner_id, insurer_id, lender_id, sequence, kind, effective_on,
           recorded_at, currency, sum_insured_delta_minor, premium_delta_minor, premium_lines, reason)
         VALUES ($1, $2, $3, $4, $5, $6, 'CHANGE', $7, $8, $9, $10, $11, $12, $13)`,
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
  /** Of the programme. */
  readonly timeZone: string;
}

export async function readPolicyOrigin(tx: Transaction, policy: Policy): Promise<PolicyOrigin | undefined> {
  const [origin] = await tx.rows<PolicyOrigin>(ORIGIN, [policy.quoteId, policy.partnerId, policy.offerId]);
  return origin;
}

export const readTransactions = (
  tx: Transaction,
  policyId: string,
): Promise<(WrittenTransaction & { readonly sequence: number })[]> => tx.rows(TRANSACTIONS, [policyId]);

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

export interface ChangeRecord {
  readonly id: string;
  readonly sequence: number;
  readonly policy: Policy;
  readonly risk: JsonObject;
  readonly figures: ChangeFigures;
  readonly effectiveOn: CalendarDate;
  readonly recordedAt: Date;
  readonly reason: string;
}

/** Writes the policy after the change, its transaction, and the smaller amount of its purpose lock. */
export async function writeChange(tx: Transaction, record: ChangeRecord): Promise<void> {
  const { id, sequence, policy, risk, figures, effectiveOn, recordedAt, reason } = record;
  await tx.run(UPDATE_POLICY, [
    policy.id,
    JSON.stringify(risk),
    String(figures.sumInsuredAfterMinor),
    String(figures.premiumAfterMinor),
    JSON.stringify(storedPremiumLines(figures.premiumLinesAfter)),
  ]);
  await tx.run(INSERT_TRANSACTION, [
    id,
    policy.id,
    policy.partnerId,
    policy.insurerId,
    policy.lenderId,
    sequence,
    effectiveOn,
    recordedAt,
    policy.currency,
    String(figures.sumInsuredAfterMinor - figures.sumInsuredBeforeMinor),
    String(-figures.refundMinor),
    JSON.stringify(storedPremiumLines(figures.refundLines.map(({ kind, minor }) => ({ kind, minor: -minor })))),
    reason,
  ]);
  await shrinkPurposeLock(tx, policy.id, figures.reductionMinor);
}
