import { selectList } from '../database/columns.js';
import { systemScope, type UnitOfWork } from '../database/unit-of-work.js';
import { Organisation } from '../entities/index.js';
import { invariant } from '../kernel/index.js';

const BY_IDS = {
  name: 'directory.byIds',
  text: `SELECT ${selectList(Organisation)} FROM organisation WHERE id = ANY($1)`,
};

/**
 * Names of organisations that a visible row mentions: a partner may read its insurer's name through its own policy.
 * Organisations never change their name or kind here, so answers are kept. Not a way to look organisations up.
 */
export class Directory {
  private readonly known = new Map<string, Organisation>();

  constructor(private readonly units: UnitOfWork) {}

  /** For the operator, who may name any organisation. */
  async find(id: string): Promise<Organisation | undefined> {
    const [row] = await this.units.rows<Organisation>(systemScope, BY_IDS, [[id]]);
    return row;
  }

  async organisations(ids: readonly string[]): Promise<Organisation[]> {
    const missing = ids.filter((id) => !this.known.has(id));
    if (missing.length > 0) {
      const rows = await this.units.rows<Organisation>(systemScope, BY_IDS, [missing]);
      for (const row of rows) this.known.set(row.id, row);
    }
    return ids.map((id) => {
      const organisation = this.known.get(id);
      invariant(organisation, `organisation ${id} is named by a row but does not exist`);
      return organisation;
    });
  }
}
