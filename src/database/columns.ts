import { getMetadataArgsStorage } from 'typeorm';

interface ColumnOf {
  readonly property: string;
  readonly column: string;
  readonly type: string;
}

const columnsOf = (entity: new () => object): ColumnOf[] =>
  getMetadataArgsStorage()
    .filterColumns(entity)
    .map(({ propertyName, options }) => ({
      property: propertyName,
      column: options.name ?? snakeCase(propertyName),
      type: String(options.type),
    }));

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * The select list of an entity as plain rows: `id, partner_id AS "partnerId", ...`. With `alias`, columns are
 * qualified by it; properties in `omit` are left out. Rows read this way have exactly the entity's properties, without
 * hydration.
 */
export function selectList(entity: new () => object, alias?: string, omit: readonly string[] = []): string {
  const qualifier = alias ? `${alias}.` : '';
  return columnsOf(entity)
    .filter(({ property }) => !omit.includes(property))
    .map(({ property, column }) =>
      column === property ? `${qualifier}${column}` : `${qualifier}${column} AS "${property}"`,
    )
    .join(', ');
}

/** Rows of an entity inside JSON: how SQL writes one, and how to read it back as a plain row. */
export interface JsonRows<Row> {
  /** An expression over `alias`; bigints as text, which JSON numbers cannot hold. */
  sql(alias: string): string;
  read(json: unknown): Row;
}

/**
 * Carries rows of `entity`, or the given properties of them, as JSON arrays: for rows nested in another's query.
 */
export function jsonRows<Row extends object, Name extends keyof Row & string>(
  entity: new () => Row,
  properties?: readonly Name[],
): JsonRows<Pick<Row, Name>> {
  const wanted: readonly string[] | undefined = properties;
  const columns = columnsOf(entity).filter(({ property }) => !wanted || wanted.includes(property));
  return {
    sql: (alias) =>
      `json_build_array(${columns.map(({ column, type }) => `${alias}.${column}${type === 'bigint' ? '::text' : ''}`).join(', ')})`,
    read: (json) => {
      const values = json as readonly unknown[];
      const row: Record<string, unknown> = {};
      for (let at = 0; at < columns.length; at += 1) {
        const { property, type } = columns[at] as ColumnOf;
        const value = values[at];
        if (value === null) row[property] = null;
        else if (type === 'bigint') row[property] = BigInt(value as string);
        else if (type === 'timestamptz') row[property] = new Date(value as string);
        else row[property] = value;
      }
      return row as Pick<Row, Name>;
    },
  };
}
