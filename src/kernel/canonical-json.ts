// Imports nothing: the page that verifies certificates runs this file in the browser.

/**
 * JSON with sorted keys, no undefined members and bigints as decimal text: equal values give equal text. What JSON
 * knows no form for is written as JSON.stringify would.
 */
export function canonicalJson(value: unknown): string {
  return isCanonical(value) ? JSON.stringify(value) : (write(value) ?? 'null');
}

/** Whether JSON.stringify says the same, as of inputs of the API: their names are in the schema's order, which is sorted. */
function isCanonical(value: unknown): boolean {
  if (value === null || PLAIN.has(typeof value)) return true;
  if (typeof value !== 'object' || 'toJSON' in value) return false;
  if (Array.isArray(value)) return value.every(isCanonical);
  let last = '';
  for (const name of Object.keys(value)) {
    if (name < last || !isCanonical((value as Readonly<Record<string, unknown>>)[name])) return false;
    last = name;
  }
  return true;
}
const PLAIN = new Set(['string', 'number', 'boolean']);

function write(value: unknown): string | undefined {
  if (typeof value === 'bigint') return `"${value}"`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON());
  if (Array.isArray(value)) return `[${value.map((item) => write(item) ?? 'null').join(',')}]`;
  let members = '';
  for (const name of Object.keys(value).sort()) {
    const member = write((value as Readonly<Record<string, unknown>>)[name]);
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${member}`;
  }
  return `{${members}}`;
}
