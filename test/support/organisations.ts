import { systemScope, type UnitOfWork } from '../../src/database/unit-of-work.js';
import { newId } from '../../src/kernel/index.js';

const INSERT = {
  name: 'test.organisation.insert',
  text: `INSERT INTO organisation (id, kind, name, country, time_zone, created_at)
         VALUES ($1, $2, $3, 'DE', 'Europe/Berlin', '2026-01-01T00:00:00Z')`,
};

/** A tenant with a row of its own. */
export async function createOrganisation(unitOfWork: UnitOfWork, name: string, kind = 'PARTNER'): Promise<string> {
  const id = newId('organisation');
  await unitOfWork.run(systemScope, (tx) => tx.run(INSERT, [id, kind, name]));
  return id;
}
