import type { Transaction } from './unit-of-work.js';

const JOIN_TENANTS = {
  name: 'tenancy.join',
  text: `SELECT set_config('app.tenants',
           (SELECT array_agg(DISTINCT tenant)::text FROM unnest(
              coalesce(nullif(current_setting('app.tenants', true), ''), '{}')::text[] || $1::text[]) AS tenant), true)`,
};

/**
 * Lets the rest of this transaction also act for `tenants`, organisations that a row the actor may see names as its
 * parties. Only core statements run after it; what they read of the other party never reaches the actor.
 */
export async function joinTenants(tx: Transaction, tenants: readonly string[]): Promise<void> {
  await tx.rows(JOIN_TENANTS, [tenants]);
}
