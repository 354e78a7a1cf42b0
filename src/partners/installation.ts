import { systemScope, type UnitOfWork } from '../database/unit-of-work.js';
import { Organisation } from '../entities/index.js';
import { newId } from '../kernel/index.js';
import { insertKey } from './key-service.js';

export interface OperatorDetails {
  /** Name of the organisation that runs the installation. */
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

const FIRST_LOCK = {
  name: 'installation.lock',
  text: `SELECT pg_advisory_xact_lock(hashtext('covergraph.installation'))`,
};

/**
 * Makes the operator of an empty installation and its first key, whose token is known this once. Undefined when there is
 * any organisation already: nobody becomes operator of an installation that is in use.
 */
export function createOperator(units: UnitOfWork, { name, country }: OperatorDetails): Promise<string | undefined> {
  return units.run(systemScope, async (tx) => {
    await tx.rows(FIRST_LOCK);
    if ((await tx.manager.count(Organisation)) > 0) return undefined;
    const id = newId('organisation');
    await tx.manager.insert(Organisation, {
      id,
      kind: 'OPERATOR',
      name,
      country,
      timeZone: 'UTC',
      createdAt: new Date(),
    });
    const { token } = await insertKey(tx, { organisationId: id, role: 'OPERATOR', name: 'first key of the operator' });
    return token;
  });
}
