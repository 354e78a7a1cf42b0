import { canonicalJson } from '../../kernel/index.js';

/** One thing that is not the same in two values; null where there is nothing. */
export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members that name an item of a list, so that an inserted item does not make all later ones differ. */
const NAMES = ['code', 'feature', 'level'] as const;

function named(list: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const name = NAMES.find((key) => list.every((item) => isObject(item) && item[key] !== undefined));
  if (!name) return undefined;
  const items = new Map(list.map((item) => [String((item as Json)[name]), item]));
  return items.size === list.length ? items : undefined;
}

/** A list as an object of its items, by name when both lists have names, else by position. */
function asMembers(list: readonly unknown[], byName: boolean): Json {
  const names = byName ? named(list) : undefined;
  return names ? Object.fromEntries(names) : Object.fromEntries(list.entries());
}

function differencesOfMembers(before: Json, after: Json, pathOf: (key: string) => string): Difference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => differencesOf(before[key], after[key], pathOf(key)));
}

/** What changed from one value to another, smallest parts first named by their path. Equal values have no difference. */
export function differencesOf(before: unknown, after: unknown, path = ''): Difference[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  if (isObject(before) && isObject(after)) {
    return differencesOfMembers(before, after, (key) => (path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const byName = named(before) !== undefined && named(after) !== undefined;
    return differencesOfMembers(asMembers(before, byName), asMembers(after, byName), (key) => `${path}[${key}]`);
  }
  return [{ path, before: before ?? null, after: after ?? null }];
}
