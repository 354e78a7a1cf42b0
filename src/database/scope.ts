import { ArgumentError } from '../kernel/index.js';
import { APP_ROLE } from '../migrations/row-level-security.js';

/** What a unit of work may see: the rows of some organisations, or everything. */
export type Scope = { readonly kind: 'TENANTS'; readonly tenants: readonly string[] } | { readonly kind: 'SYSTEM' };

/** The rows these organisations own or are named in; without any, nothing. */
export const tenantScope = (...tenants: string[]): Scope => ({ kind: 'TENANTS', tenants });

/** Everything, for the program's own work and the operator's. */
export const systemScope: Scope = { kind: 'SYSTEM' };

// TypeID 0.3 with the prefix of an organisation: it goes into the text of a statement.
const ORGANISATION_ID = /^org_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/**
 * The statements that make the running transaction act for `scope`, as the application role. Settings end with the
 * transaction, so that PgBouncer in transaction mode never carries them into another tenant's.
 * @throws ArgumentError `NOT_AN_ORGANISATION`
 */
export function settingsOf(scope: Scope): string {
  const tenants = scope.kind === 'TENANTS' ? scope.tenants : [];
  const stranger = tenants.find((tenant) => !ORGANISATION_ID.test(tenant));
  if (stranger !== undefined) {
    throw new ArgumentError('NOT_AN_ORGANISATION', 'scope.tenants', `${stranger} is not an organisation's id`);
  }
  const kind = scope.kind === 'SYSTEM' ? 'system' : 'tenants';
  // SET costs the server less than SELECT set_config(): it is neither planned nor does it answer with a row.
  return `SET LOCAL ROLE ${APP_ROLE};SET LOCAL app.scope='${kind}';SET LOCAL app.tenants='{${tenants.join(',')}}'`;
}
