import { getMetadataArgsStorage } from 'typeorm';

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * The select list of an entity as plain rows: `id, partner_id AS "partnerId", ...`. With `alias`, columns are
 * qualified by it. Rows read this way have exactly the entity's properties, without hydration.
 */
export function selectList(entity: new () => object, alias?: string): string {
  const qualifier = alias ? `${alias}.` : '';
  return getMetadataArgsStorage()
    .filterColumns(entity)
    .map(({ propertyName, options }) => {
      const column = options.name ?? snakeCase(propertyName);
      return column === propertyName ? `${qualifier}${column}` : `${qualifier}${column} AS "${propertyName}"`;
    })
    .join(', ');
}
