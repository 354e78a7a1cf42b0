import { selectList } from '../database/columns.js';
import { systemScope, type Transaction, tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import { ApiKey } from '../entities/index.js';
import { newId } from '../kernel/index.js';
import { generateKey, hashToken, isWellFormedKey } from './api-key.js';
import { scopeOf } from './scope.js';
import type { OrganisationKind, Role, Viewer } from './viewer.js';

/** How long an answer about a key may be reused: bounds how late a revocation takes effect. */
const FRESH_MS = 2_000;
// The name of a scheme has no case: RFC 9110, 11.1.
const BEARER = /^Bearer +(\S+)$/i;
const CACHE_SIZE = 10_000;
const LAST_USE_EVERY_MS = 60_000;

interface KeyRow extends Viewer {
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

const READ_KEY = {
  name: 'key.read',
  text: `SELECT k.id AS "keyId", k.organisation_id AS "organisationId", o.kind AS "organisationKind", k.role,
                k.authority_level AS "authorityLevel",
                k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt"
         FROM api_key k JOIN organisation o ON o.id = k.organisation_id WHERE k.secret_hash = $1`,
};
const TOUCH_KEY = { name: 'key.touch', text: 'UPDATE api_key SET last_used_at = $2 WHERE id = $1' };
const REVOKE_KEY = {
  name: 'key.revoke',
  text: 'UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL',
};
const LIST_KEYS = { name: 'key.list', text: `SELECT ${selectList(ApiKey)} FROM api_key ORDER BY id` };

export interface KeyRequest {
  readonly organisationId: string;
  readonly role: Role;
  readonly name: string;
  readonly expiresAt?: Date | undefined;
  /** 0 to 9, default 0. */
  readonly authorityLevel?: number | undefined;
}

export interface NewApiKey {
  readonly id: string;
  /** Known this once. */
  readonly token: string;
}

/** Makes a key inside the caller's transaction, which must act for its organisation. */
export async function insertKey(tx: Transaction, request: KeyRequest): Promise<NewApiKey> {
  const key = generateKey();
  const id = newId('apiKey');
  await tx.manager.insert(ApiKey, {
    id,
    organisationId: request.organisationId,
    role: request.role,
    name: request.name,
    prefix: key.prefix,
    authorityLevel: request.authorityLevel ?? 0,
    secretHash: key.hash,
    createdAt: new Date(),
    expiresAt: request.expiresAt ?? null,
  });
  return { id, token: key.token };
}

interface CachedAnswer {
  readonly asked: number;
  readonly answer: Promise<Viewer | undefined>;
}

/**
 * Issues, checks and revokes API keys. Keys live in real time, not business time: a simulated clock must not expire
 * them. Not responsible for what a role may do; resolvers say that.
 */
export class KeyService {
  private readonly cache = new Map<string, CachedAnswer>();
  private readonly touched = new Map<string, number>();

  constructor(private readonly units: UnitOfWork) {}

  /** The viewer behind an `Authorization: Bearer cg_...` header, or undefined. */
  async authenticate(header: string | undefined): Promise<Viewer | undefined> {
    const token = BEARER.exec(header ?? '')?.[1];
    if (!token) return undefined;
    const cached = this.cache.get(token);
    if (cached && Date.now() - cached.asked < FRESH_MS) return cached.answer;
    if (!isWellFormedKey(token)) return undefined;
    const answer = this.lookUp(token);
    if (this.cache.size >= CACHE_SIZE) this.cache.clear();
    this.cache.set(token, { asked: Date.now(), answer });
    answer.catch(() => this.cache.delete(token));
    return answer;
  }

  create(request: KeyRequest): Promise<NewApiKey> {
    return this.units.run(tenantScope(request.organisationId), (tx) => insertKey(tx, request));
  }

  async list(organisationId: string): Promise<ApiKey[]> {
    return this.units.rows<ApiKey>(tenantScope(organisationId), LIST_KEYS);
  }

  /** Whether a live key that the viewer may see was revoked. Other gateways follow within two seconds. */
  async revoke(viewer: Viewer, keyId: string): Promise<boolean> {
    const revoked = await this.units.run(scopeOf(viewer), (tx) => tx.run(REVOKE_KEY, [keyId, new Date()]));
    this.cache.clear();
    return revoked === 1;
  }

  private async lookUp(token: string): Promise<Viewer | undefined> {
    const now = new Date();
    const [row] = await this.units.rows<KeyRow>(systemScope, READ_KEY, [hashToken(token)]);
    if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return undefined;
    await this.recordUse(row.keyId, now);
    return {
      keyId: row.keyId,
      organisationId: row.organisationId,
      organisationKind: row.organisationKind as OrganisationKind,
      role: row.role,
      authorityLevel: row.authorityLevel,
    };
  }

  private async recordUse(keyId: string, now: Date): Promise<void> {
    const last = this.touched.get(keyId) ?? 0;
    if (now.getTime() - last < LAST_USE_EVERY_MS) return;
    this.touched.set(keyId, now.getTime());
    await this.units.run(systemScope, (tx) => tx.run(TOUCH_KEY, [keyId, now]));
  }
}
