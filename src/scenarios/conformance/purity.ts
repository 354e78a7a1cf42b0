import { isDeepStrictEqual } from 'node:util';

/** Freezes a value and everything in it; a function that writes to its arguments then throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

/** The same value built of objects without a prototype, as graphql-js makes them. */
export function withoutPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, withoutPrototypes(member)] as const);
  return Object.assign(Object.create(null), Object.fromEntries(members));
}

export const sameValue = (left: unknown, right: unknown): boolean => isDeepStrictEqual(left, right);

/**
 * Whether storing `value` as JSON and reading it back changes nothing: no undefined, bigint, Date, class or -0, and no
 * text with a NUL or a lone surrogate, which PostgreSQL's jsonb refuses.
 */
export function survivesJson(value: unknown): boolean {
  let storable = true;
  const inspect = (name: string, member: unknown): unknown => {
    if (UNSTORABLE.test(name) || (typeof member === 'string' && UNSTORABLE.test(member))) storable = false;
    return member;
  };
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value), inspect), value) && storable;
  } catch {
    return false;
  }
}

const UNSTORABLE = /[\p{Cs}\0]/u;

/** Runs `work` where reading the clock or drawing a random number throws. Synchronous work only. */
export function withoutClockOrChance<T>(work: () => T): T {
  const { Date: RealDate } = globalThis;
  const { random } = Math;
  const refuse = (what: string) => (): never => {
    throw new Error(`a pure function must not ${what}`);
  };
  const readClock = refuse('read the clock');
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, values: unknown[]) =>
      values.length === 0 ? readClock() : (Reflect.construct(target, values) as object),
    get: (target, name) => (name === 'now' ? readClock : (Reflect.get(target, name) as unknown)),
    apply: readClock,
  });
  Math.random = refuse('draw a random number');
  try {
    return work();
  } finally {
    globalThis.Date = RealDate;
    Math.random = random;
  }
}
