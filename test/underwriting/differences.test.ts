import { type Difference, differences } from '../../src/underwriting/differences.js';

const row = (code: string, level = 1) => ({ code, level });

describe('differences', () => {
  it.each<[string, unknown, unknown, Difference[]]>([
    ['the last bit', { a: 0.1 + 0.2 }, { a: 0.3 }, [{ path: 'a', before: 0.30000000000000004, after: 0.3 }]],
    ['a longer list', [1], [1, 2], [{ path: '[1]', before: null, after: 2 }]],
    ['a member that is not there', { a: { b: null } }, { a: {} }, [{ path: 'a.b', before: null, after: null }]],
    ['another kind', { a: [1] }, { a: { 0: 1 } }, [{ path: 'a', before: [1], after: { 0: 1 } }]],
    ['nothing in members in another order', { a: 1, b: [{ c: 'x' }] }, { b: [{ c: 'x' }], a: 1 }, []],
    [
      'an inserted item by position',
      [row('A')],
      [row('N'), row('A')],
      [
        { path: '[0].code', before: 'A', after: 'N' },
        { path: '[1]', before: null, after: row('A') },
      ],
    ],
  ])('finds %s', (_, before, after, expected) => {
    expect(differences(before, after)).toEqual(expected);
  });

  it.each<[string, unknown, unknown, Difference[]]>([
    [
      'inserted, removed and changed items',
      { rows: [row('A'), row('B')] },
      { rows: [row('N'), row('A', 2)] },
      [
        { path: 'rows[A].level', before: 1, after: 2 },
        { path: 'rows[B]', before: row('B'), after: null },
        { path: 'rows[N]', before: null, after: row('N') },
      ],
    ],
    [
      'items in another order, what came or went left out',
      { rows: [row('A'), row('B'), row('C')] },
      { rows: [row('C'), row('N'), row('A', 2)] },
      [
        { path: 'rows', before: ['A', 'C'], after: ['C', 'A'] },
        { path: 'rows[A].level', before: 1, after: 2 },
        { path: 'rows[B]', before: row('B'), after: null },
        { path: 'rows[N]', before: null, after: row('N') },
      ],
    ],
    [
      'items by position where two have one name',
      [row('A'), row('A', 2)],
      [row('A'), row('A', 3)],
      [{ path: '[1].level', before: 2, after: 3 }],
    ],
  ])('finds by name %s', (_, before, after, expected) => {
    expect(differences(before, after, { names: ['name', 'code'] })).toEqual(expected);
  });
});
