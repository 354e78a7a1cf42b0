import { systemScope, type UnitOfWork } from '../../src/database/unit-of-work.js';

const TABLES = {
  name: 'test.tables',
  text: `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
         AND has_table_privilege(oid, 'SELECT') AND relname NOT IN ('pending_event', 'event_position') ORDER BY relname`,
};

/**
 * A hash of every row of every table: equal before and after means that nothing was written. Left out is what happens
 * beside a request: events getting their positions, and when a key was last used.
 */
export function fingerprint(unitOfWork: UnitOfWork): Promise<Readonly<Record<string, string>>> {
  return unitOfWork.run(
    systemScope,
    async (tx) => {
      const names = (await tx.rows<{ name: string }>(TABLES)).map(({ name }) => name);
      const hashes = await tx.rows<{ name: string; hash: string }>({
        name: 'test.fingerprint',
        text: names.map(hashOf).join(' UNION ALL '),
      });
      return Object.fromEntries(hashes.map(({ name, hash }) => [name, hash]));
    },
    { readOnly: true, deadlineMs: 20_000 },
  );
}

const hashOf = (name: string): string =>
  `SELECT '${name}' AS name, count(*) || ' ' || coalesce(md5(string_agg(line, '|' ORDER BY line)), '') AS hash
   FROM (SELECT (to_jsonb(t) - 'last_used_at')::text AS line FROM ${name} t) AS rows`;
