/** One thing that is not the same in two JSON values; null where there is nothing. */
export interface Difference {
  /** Where: dotted, items of lists in brackets by position or name, e.g. `products[0].points`, `rules[CAR_PRICE].title`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Comparison {
  /** Where the values stand; at the top when absent. */
  readonly path?: string;
  /**
   * Members that name the items of a list, the first that names all of them: items are then compared by name, so that an
   * inserted one does not make all later ones differ. By position when absent.
   */
  readonly names?: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The items by name, when one member names each of them and no two alike. */
function named(list: readonly unknown[], names: readonly string[]): ReadonlyMap<string, unknown> | undefined {
  const name = names.find((key) => list.every((item) => isObject(item) && item[key] !== undefined));
  if (name === undefined) return undefined;
  const items = new Map(list.map((item) => [String((item as Json)[name]), item]));
  return items.size === list.length ? items : undefined;
}

function ofMembers(before: Json, after: Json, compare: (key: string) => Difference[]): Difference[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(compare);
}

/** Items under their names in another order: what a list of rules means may hang on it. */
function ofOrder(before: readonly string[], after: readonly string[], path: string): Difference[] {
  const kept = before.filter((name) => after.includes(name));
  const there = after.filter((name) => before.includes(name));
  return kept.every((name, at) => name === there[at]) ? [] : [{ path, before: kept, after: there }];
}

function ofLists(before: readonly unknown[], after: readonly unknown[], comparison: Comparison): Difference[] {
  const { path = '', names = [] } = comparison;
  const [from, to] = [named(before, names), named(after, names)];
  const byName = from && to;
  const [left, right] = byName
    ? [Object.fromEntries(from), Object.fromEntries(to)]
    : [Object.fromEntries(before.entries()), Object.fromEntries(after.entries())];
  const items = ofMembers(left, right, (key) =>
    differences(left[key], right[key], { ...comparison, path: `${path}[${key}]` }),
  );
  return byName ? [...ofOrder([...from.keys()], [...to.keys()], path), ...items] : items;
}

/**
 * Every smallest part in which two JSON values differ, in the order of the earlier one. Numbers are compared bit by bit: what
 * was stored as JSON comes back as the same double.
 */
export function differences(before: unknown, after: unknown, comparison: Comparison = {}): Difference[] {
  const { path = '' } = comparison;
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, comparison);
  if (isObject(before) && isObject(after)) {
    return ofMembers(before, after, (key) =>
      differences(before[key], after[key], { ...comparison, path: path === '' ? key : `${path}.${key}` }),
    );
  }
  return Object.is(before, after) ? [] : [{ path, before: before ?? null, after: after ?? null }];
}
