import type { Scope } from './scope.js';
import type { Transaction } from './unit-of-work.js';

const JOIN_TENANTS = {
  name: 'tenancy.join',
  text: `SELECT set_config('app.tenants',
           (SELECT array_agg(DISTINCT tenant)::text FROM unnest(
              coalesce(nullif(current_setting('app.tenants', true), ''), '{}')::text[] || $1::text[]) AS tenant), true)`,
};

const ACT_ONLY_FOR = { name: 'tenancy.actOnlyFor', text: `SELECT set_config('app.tenants', $1::text[]::text, true)` };

/**
 * Lets the rest of this transaction also act for `tenants`, organisations that a row the actor may see names as its
 * parties. Only core statements run after it; what they read of the other party never reaches the actor.
 */
export async function joinTenants(tx: Transaction, tenants: readonly string[]): Promise<void> {
  await tx.rows(JOIN_TENANTS, [tenants]);
}

/** The rest of this transaction sees what somebody of this scope sees, whoever has joined it meanwhile. */
export async function actOnlyFor(tx: Transaction, scope: Scope): Promise<void> {
  await tx.rows(ACT_ONLY_FOR, [scope.kind === 'TENANTS' ? scope.tenants : []]);
}
