import {
  canonicalHash,
  failure,
  invalidInput,
  issue,
  type Refusal,
  type Result,
  refuse,
  success,
} from '../kernel/index.js';
import type { Transaction } from './unit-of-work.js';

export interface IdempotentRequest {
  readonly tenantId: string;
  /** Chosen by the caller, 1 to 200 characters. */
  readonly key: string;
  readonly operation: string;
  /** Everything that decides what the request does; compared by canonical hash. */
  readonly input: unknown;
}

const CLAIM_KEY = {
  name: 'idempotency.claim',
  text: `INSERT INTO idempotency_key (tenant_id, key, operation, input_hash, answer) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, key) DO NOTHING`,
};
const READ_KEY = {
  name: 'idempotency.read',
  text: 'SELECT operation, input_hash AS "inputHash", answer FROM idempotency_key WHERE tenant_id = $1 AND key = $2',
};

/** Refuses a key that is empty or longer than 200 characters. */
export const checkKey = (key: string): Result<string, Refusal> =>
  key.length >= 1 && key.length <= 200
    ? success(key)
    : failure(invalidInput([issue('idempotencyKey', 'OUT_OF_RANGE', 'must have 1 to 200 characters')]));

export const idempotencyConflict = (key: string): Refusal => ({
  problem: 'IdempotencyConflict',
  message: 'This idempotency key was used for a different request.',
  key,
});

/**
 * Claims the key inside the caller's transaction, before the work. Undefined: the key is new and the caller executes,
 * answering with `answer` (ids made beforehand). Otherwise the answer of the first execution, to be read back. A
 * request that is still running makes this one wait for its end; past `lock_timeout` it fails as retryable. A refused
 * request rolls its key back, so the key stays free.
 */
export async function claimKey<Answer extends Readonly<Record<string, string>>>(
  tx: Transaction,
  request: IdempotentRequest,
  answer: Answer,
): Promise<Answer | undefined> {
  const hash = canonicalHash(request.input);
  const values = [request.tenantId, request.key, request.operation, hash, JSON.stringify(answer)];
  if ((await tx.run(CLAIM_KEY, values)) === 1) return undefined;
  const [first] = await tx.rows<{ operation: string; inputHash: string; answer: Answer }>(READ_KEY, values.slice(0, 2));
  if (!first || first.operation !== request.operation || first.inputHash !== hash) {
    return refuse(idempotencyConflict(request.key));
  }
  return first.answer;
}
