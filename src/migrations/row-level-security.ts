/** The role every transaction of the gateway acts as: owns nothing, cannot bypass row-level security. */
export const APP_ROLE = 'covergraph_app';

const isSystem = `(SELECT current_setting('app.scope', true)) = 'system'`;
// The second cast changes nothing but the grammar: without it ANY would compare with the rows of a query. The array is
// read from its text inside, once a statement.
const tenants = `(SELECT nullif(current_setting('app.tenants', true), '')::text[])::text[]`;

/**
 * Statements that make `table` visible to its owners only. A row belongs to every organisation named in one of
 * `ownerColumns`; writing needs the same right as reading. `grants` are the verbs the application may use at all.
 */
export function protect(table: string, ownerColumns: readonly string[], grants: string): string[] {
  const owns = ownerColumns.map((column) => `${column} = ANY (${tenants})`).join(' OR ');
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY ${table}_tenancy ON ${table} USING (${isSystem} OR ${owns}) WITH CHECK (${isSystem} OR ${owns})`,
    `GRANT ${grants} ON ${table} TO ${APP_ROLE}`,
  ];
}

/** Refuses UPDATE and DELETE, whoever asks: corrections are new rows. */
export const appendOnly = (table: string): string[] => [
  `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
];
