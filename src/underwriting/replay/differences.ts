/** One field that came out another way; values are JSON, null where there is none. */
export interface Difference {
  /** Where: dotted, list positions in brackets, e.g. `products[0].points`. */
  readonly path: string;
  readonly stored: unknown;
  readonly recomputed: unknown;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const member = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/**
 * Every leaf in which two JSON values differ, in the order of their names. Numbers are compared bit by bit: what was
 * stored as JSON comes back as the same double.
 */
export function differences(stored: unknown, recomputed: unknown, path = ''): Difference[] {
  if (Array.isArray(stored) && Array.isArray(recomputed)) {
    return Array.from({ length: Math.max(stored.length, recomputed.length) }, (_, at) =>
      differences(stored[at], recomputed[at], `${path}[${at}]`),
    ).flat();
  }
  if (isObject(stored) && isObject(recomputed)) {
    const names = [...new Set([...Object.keys(stored), ...Object.keys(recomputed)])].sort();
    return names.flatMap((name) => differences(stored[name], recomputed[name], member(path, name)));
  }
  if (Object.is(stored, recomputed)) return [];
  return [{ path, stored: stored ?? null, recomputed: recomputed ?? null }];
}

/** A value as it would come back from a JSON column. */
export const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
