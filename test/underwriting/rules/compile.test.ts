import fc from 'fast-check';
import { Decimal } from '../../../src/kernel/index.js';
import { applyTables, compiledTables, type RuleOutcome } from '../../../src/underwriting/rules/compile.js';
import { type Condition, type DecisionTable, type Row, tablesShape } from '../../../src/underwriting/rules/table.js';

const table = (hitPolicy: DecisionTable['hitPolicy'], rows: readonly Row[]): DecisionTable => ({
  code: 'TABLE',
  title: 'A table',
  hitPolicy,
  rows: [...rows],
});
const info = (code: string, when: Row['when']): Row => ({ effect: 'INFO', code, message: code, when });

function apply(
  tables: readonly DecisionTable[],
  features: Readonly<Record<string, number | string | null>>,
): RuleOutcome {
  return applyTables(compiledTables(tablesShape.parse(tables)), { request: features, scored: { points: 600 } });
}
const holds = (condition: Condition, value: number | string | null): boolean =>
  apply([table('FIRST', [info('A', { it: condition })])], { it: value }).trace.length === 1;

describe('a condition', () => {
  it.each<[string, Condition, (number | string | null)[], (number | string | null)[]]>([
    ['from includes its end', { from: '0.9' }, [0.9, 1], [0.899999, null, 'X', '1']],
    ['over excludes its end', { over: '0.9' }, [0.900001], [0.9, null]],
    ['upTo includes its end', { upTo: '0.3' }, [0.3, -5], [0.1 + 0.2, null]],
    ['below excludes its end', { below: '100' }, [99.99], [100, null]],
    ['two ends', { from: '18', below: '75' }, [18, 74], [17, 75]],
    ['in', { in: ['USED', 'DEMO'] }, ['USED'], ['NEW', null, 1]],
    ['not in: an unknown value is not known to be another', { notIn: ['US'] }, ['DE'], ['US', null, 1]],
    ['in but not in', { in: ['A', 'B'], notIn: ['B'] }, ['A'], ['B', 'C']],
    ['unknown', { unknown: true }, [null], [0, '']],
    ['known', { unknown: false }, [0, ''], [null]],
  ])('%s', (_name, condition, met, unmet) => {
    expect(met.filter((value) => !holds(condition, value))).toEqual([]);
    expect(unmet.filter((value) => holds(condition, value))).toEqual([]);
  });

  it('reads what a request does not have as unknown, inherited members too', () => {
    const rows = [info('A', { absent: { unknown: true }, constructor: { unknown: true } })];
    expect(apply([table('FIRST', rows)], {}).trace).toEqual([
      { table: 'TABLE', row: 1, effect: 'INFO', code: 'A', values: { absent: null, constructor: null } },
    ]);
  });

  it('compares any number with any decimal of 15 digits exactly as decimals compare', () => {
    const digits = fc.bigInt(-999_999_999_999_999n, 999_999_999_999_999n);
    const bound = fc.tuple(digits, fc.nat(14)).map(([whole, places]) => new Decimal(`${whole}e-${places}`).toFixed());
    // Neighbours of the bound in binary are where careless comparing would fail.
    const near = fc.tuple(bound, fc.integer({ min: -2, max: 2 })).map(([text, steps]) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, Number(text));
      view.setBigInt64(0, view.getBigInt64(0) + BigInt(steps));
      return { text, value: view.getFloat64(0) };
    });
    const any = fc.record({ text: bound, value: fc.double({ noNaN: true, min: -1e15, max: 1e15 }) });
    fc.assert(
      fc.property(fc.oneof(near, any), ({ text, value }) => {
        if (!Number.isFinite(value)) return;
        const order = new Decimal(String(value)).cmp(text);
        expect([
          holds({ from: text }, value),
          holds({ over: text }, value),
          holds({ upTo: text }, value),
          holds({ below: text }, value),
        ]).toEqual([order >= 0, order > 0, order <= 0, order < 0]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('tables', () => {
  const rows: readonly Row[] = [
    { when: { age: { over: '15' } }, effect: 'KNOCK_OUT', code: 'TOO_OLD', message: 'Too old.' },
    { when: { age: { over: '10' } }, effect: 'REFER', code: 'OLD', message: 'Old.', cure: 'Choose a younger one.' },
    { when: { age: { over: '10' } }, effect: 'CURABLE', code: 'LARGE', message: 'Large.', cure: 'Ask for less.' },
    { when: {}, effect: 'PRICE_ADJUSTMENT', code: 'LOADING', message: 'Loading.', multiplier: '1.1' },
    { when: {}, effect: 'PRICE_ADJUSTMENT', code: 'REBATE', message: 'Rebate.', addMinor: '-250' },
    { when: {}, effect: 'AUTHORITY', code: 'SENIOR', message: 'Senior.', level: 3 },
    { when: { points: { upTo: '600' } }, effect: 'AUTHORITY', code: 'TEAM', message: 'Team.', level: 2 },
  ];

  it('COLLECT every row that holds, and say what each does', () => {
    const outcome = apply([table('COLLECT', rows)], { age: 12 });
    expect(outcome.flags).toEqual([
      { severity: 'REFER', code: 'OLD', message: 'Old.', curable: 'Choose a younger one.' },
      { severity: 'DECLINE', code: 'LARGE', message: 'Large.', curable: 'Ask for less.' },
    ]);
    expect(outcome.adjustments).toEqual([
      { code: 'LOADING', message: 'Loading.', multiplier: '1.1' },
      { code: 'REBATE', message: 'Rebate.', addMinor: '-250' },
    ]);
    expect(outcome.authorityLevel).toBe(3);
    expect(outcome.trace.map(({ row, code, values }) => [row, code, values])).toEqual([
      [2, 'OLD', { age: 12 }],
      [3, 'LARGE', { age: 12 }],
      [4, 'LOADING', {}],
      [5, 'REBATE', {}],
      [6, 'SENIOR', {}],
      [7, 'TEAM', { points: 600 }],
    ]);
  });

  it('FIRST lets one row speak, and every table has its say', () => {
    const outcome = apply([table('FIRST', rows), { ...table('FIRST', rows.slice(3)), code: 'PRICE' }], { age: 20 });
    expect(outcome.trace.map(({ row, code }) => [row, code])).toEqual([
      [1, 'TOO_OLD'],
      [1, 'LOADING'],
    ]);
    expect(outcome.flags).toEqual([{ severity: 'DECLINE', code: 'TOO_OLD', message: 'Too old.' }]);
  });

  it('say nothing when nothing holds', () => {
    const silent = { flags: [], adjustments: [], authorityLevel: null, trace: [] };
    expect(apply([table('FIRST', rows.slice(0, 2))], { age: null })).toEqual(silent);
    expect(apply([], { age: 20 })).toEqual(silent);
  });
});
