// Imports nothing: the page that verifies certificates runs this file in the browser.

/**
 * JSON with sorted keys, no undefined members and bigints as decimal text: equal values give equal text. What JSON
 * knows no form for is written as JSON.stringify would.
 */
export function canonicalJson(value: unknown): string {
  return write(value) ?? 'null';
}

// Nothing in it that JSON would escape; halves of surrogate pairs are escaped too.
const PLAIN_TEXT = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function write(value: unknown): string | undefined {
  if (typeof value === 'string') return PLAIN_TEXT.test(value) ? `"${value}"` : JSON.stringify(value);
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON());
  if (Array.isArray(value)) return `[${value.map((item) => write(item) ?? 'null').join(',')}]`;
  let members = '';
  for (const name of inOrder(Object.keys(value))) {
    const member = write((value as Readonly<Record<string, unknown>>)[name]);
    if (member !== undefined) members += `${members === '' ? '' : ','}${write(name)}:${member}`;
  }
  return `{${members}}`;
}

/** Sorted; inputs of the API are already, since the schema is. */
function inOrder(names: string[]): string[] {
  for (let at = 1; at < names.length; at += 1)
    if ((names[at - 1] as string) > (names[at] as string)) return names.sort();
  return names;
}
