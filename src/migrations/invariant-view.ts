import { APP_ROLE } from './row-level-security.js';

/**
 * A question about the whole database whose answer must be no row: a view that sees what its reader may see, called
 * `invariant_...`, with the sentence that must hold as its comment. Everything called so is checked.
 */
export const invariantView = (name: string, sentence: string, query: string): string[] => [
  `CREATE VIEW invariant_${name} WITH (security_invoker = true) AS ${query}`,
  `COMMENT ON VIEW invariant_${name} IS '${sentence.replaceAll("'", "''")}'`,
  `GRANT SELECT ON invariant_${name} TO ${APP_ROLE}`,
];

/** A child row that names its parent and has the same owners. */
export interface Kinship {
  readonly child: string;
  readonly parent: string;
  /** How the child names its parent. */
  readonly by: string;
  readonly same: readonly string[];
}

/** I14 for one child table; children without a parent (null) are left out when `optional`. */
export const kinshipView = (
  { child, parent, by, same }: Kinship,
  { optional = false }: { optional?: boolean } = {},
): string[] =>
  invariantView(
    `i14_${child}_of_${parent}`,
    `I14 a ${child} belongs to whom its ${parent} belongs to`,
    `SELECT c.${by} FROM ${child} c LEFT JOIN ${parent} p ON p.id = c.${by}
     WHERE ${optional ? `c.${by} IS NOT NULL AND ` : ''}(p.id IS NULL
       OR (${same.map((column) => `c.${column}`)}) IS DISTINCT FROM (${same.map((column) => `p.${column}`)}))`,
  );
