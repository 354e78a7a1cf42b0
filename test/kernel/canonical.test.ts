import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalHash, canonicalJson } from '../../src/kernel/index.js';

/** The plainest way to say it. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
};

// Names that look like numbers come first in every JavaScript object, whatever order they are put in.
const names = fc.string({ unit: 'binary' }).filter((name) => !/^\d+$/.test(name) && name !== '__proto__');
const values = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any')),
    fc.dictionary(names, tie('any')),
  ),
})).any;

describe('canonical JSON', () => {
  it('is JSON.stringify over sorted names', () => {
    fc.assert(fc.property(values, (value) => expect(canonicalJson(value)).toBe(JSON.stringify(sorted(value)))));
  });

  it.each<[string, unknown, string]>([
    ['half a surrogate pair', '\ud800', '"\\ud800"'],
    ['a whole pair', '😀', '"😀"'],
    ['quotes, backslashes and controls', '"\\\n\0', '"\\"\\\\\\n\\u0000"'],
    ['bigints', { b: 2n ** 70n, a: [1n] }, '{"a":["1"],"b":"1180591620717411303424"}'],
    ['members that are undefined', { b: undefined, a: [undefined] }, '{"a":[null]}'],
    ['dates', new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])('%s', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
    expect(canonicalHash(value)).toBe(createHash('sha256').update(text).digest('hex'));
  });
});
