import fc from 'fast-check';
import ecommerce from '../../../src/scenarios/ecommerce/index.js';
import { checkTables, type FeatureCatalogue } from '../../../src/underwriting/rules/check-tables.js';
import { applyTables, compiledTables } from '../../../src/underwriting/rules/compile.js';
import { featureCatalogue } from '../../../src/underwriting/rules/features.js';
import { type DecisionTable, type Row, tablesShape } from '../../../src/underwriting/rules/table.js';
import { problemsOf } from '../../../src/underwriting/terms-problems.js';

const CATALOGUE: FeatureCatalogue = {
  kinds: { age: 'NUMBER', loan: 'NUMBER', country: 'CATEGORY', condition: ['NEW', 'USED'] },
  isComplete: true,
};
const row = (when: Row['when']): Row => ({ when, effect: 'INFO', code: 'NOTE', message: 'A note.' });
const table = (hitPolicy: DecisionTable['hitPolicy'], whens: readonly Row['when'][]): DecisionTable => ({
  code: 'TABLE',
  title: 'A table',
  hitPolicy,
  rows: whens.map(row),
});

const findings = (hitPolicy: DecisionTable['hitPolicy'], whens: readonly Row['when'][], catalogue = CATALOGUE) =>
  checkTables([table(hitPolicy, whens)], catalogue).map(({ path, code, severity }) => `${severity} ${path} ${code}`);

describe('checking tables', () => {
  it('lists every problem at once', () => {
    expect(
      findings('COLLECT', [
        { shoeSize: { from: '40' }, constructor: { in: ['X'] } },
        { age: { in: ['OLD'] } },
        { country: { over: '5' }, condition: { in: ['NEW', 'BROKEN'] } },
        { loan: { over: '1', in: ['X'] } },
        { age: { over: '10', below: '10' } },
        { age: { from: '10', upTo: '10' } },
        { condition: { notIn: ['NEW', 'USED'] } },
        { country: { in: ['DE'], notIn: ['DE'] } },
        {},
      ]),
    ).toEqual([
      'ERROR rules[0].rows[0].when.shoeSize UNKNOWN_FEATURE',
      'ERROR rules[0].rows[0].when.constructor UNKNOWN_FEATURE',
      'ERROR rules[0].rows[1].when.age TYPE_CLASH',
      'ERROR rules[0].rows[2].when.country TYPE_CLASH',
      'ERROR rules[0].rows[2].when.condition UNKNOWN_VALUE',
      'ERROR rules[0].rows[3].when.loan TYPE_CLASH',
      'ERROR rules[0].rows[4] UNREACHABLE_ROW',
      'ERROR rules[0].rows[6] UNREACHABLE_ROW',
      'ERROR rules[0].rows[7] UNREACHABLE_ROW',
    ]);
  });

  it.each<[string, Row['when'][], string[]]>([
    ['an exception before its rule', [{ age: { over: '15' } }, { age: { over: '10' } }], []],
    [
      'a rule before its exception',
      [{ age: { over: '10' } }, { age: { over: '15' } }],
      ['ERROR rules[0].rows[1] UNREACHABLE_ROW'],
    ],
    ['ranges that meet without overlap', [{ age: { below: '10' } }, { age: { from: '10' } }], []],
    [
      'ranges that share one number',
      [{ age: { upTo: '10' } }, { age: { from: '10' } }],
      ['WARNING rules[0].rows[1] OVERLAPPING_ROWS'],
    ],
    [
      'rows that together leave nothing',
      [{ age: { below: '10' } }, { age: { from: '10' } }, { age: { unknown: true } }, { loan: { over: '5' } }],
      ['ERROR rules[0].rows[3] UNREACHABLE_ROW'],
    ],
    ['the unknown value that remains', [{ age: { below: '10' } }, { age: { from: '10' } }, {}], []],
    [
      'every listed text taken',
      [{ condition: { in: ['NEW'] } }, { condition: { in: ['USED'] } }, { condition: { unknown: true } }, {}],
      ['ERROR rules[0].rows[3] UNREACHABLE_ROW'],
    ],
    [
      'texts never run out when they are not listed',
      [{ country: { in: ['DE'] } }, { country: { unknown: true } }, {}],
      [],
    ],
    [
      'two features that cross',
      [{ age: { over: '10' } }, { loan: { over: '5' } }],
      ['WARNING rules[0].rows[1] OVERLAPPING_ROWS'],
    ],
  ])('FIRST: %s', (_name, whens, expected) => {
    expect(findings('FIRST', whens)).toEqual(expected);
    expect(findings('COLLECT', whens)).toEqual([]);
  });

  it('only warns of names a module may have without declaring them', () => {
    const undeclared = { ...CATALOGUE, isComplete: false };
    expect(findings('FIRST', [{ shoeSize: { from: '40' } }, { shoeSize: { in: ['M'] } }, {}], undeclared)).toEqual([
      'WARNING rules[0].rows[0].when.shoeSize UNDECLARED_FEATURE',
      'WARNING rules[0].rows[1].when.shoeSize UNDECLARED_FEATURE',
    ]);
  });

  it("knows the scenario's features, the obligor's and what scoring adds", () => {
    const { kinds, isComplete } = featureCatalogue(ecommerce);
    expect(isComplete).toBe(true);
    expect(kinds).toMatchObject({ orderLines: 'NUMBER', debtToIncome: 'NUMBER', principal: 'NUMBER' });
  });

  it('gives up on a table that is too intricate instead of working for minutes', () => {
    const names = Array.from({ length: 12 }, (_, at) => `f${at}`);
    const kinds = Object.fromEntries(names.map((name) => [name, 'NUMBER' as const]));
    const whens = Array.from({ length: 200 }, (_, at) =>
      Object.fromEntries(
        names.map((name, of) => [
          name,
          { from: String((at * (of + 3)) % 17), below: String(((at * (of + 3)) % 17) + 40) },
        ]),
      ),
    );
    const begun = performance.now();
    const codes = checkTables([table('FIRST', whens)], { kinds, isComplete: true }).map(({ code }) => code);
    expect(codes).toContain('NOT_CHECKED');
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('calls exactly those rows unreachable that no request reaches', () => {
    const bound = fc.integer({ min: 0, max: 4 });
    const age = fc.oneof(
      fc
        .tuple(bound, bound)
        .map(([from, upTo]) => ({ from: String(Math.min(from, upTo)), upTo: String(Math.max(from, upTo)) })),
      bound.map((over) => ({ over: String(over) })),
      fc.constant({ unknown: true }),
      fc.constant({ unknown: false }),
    );
    const condition = fc.oneof(
      fc.constantFrom('NEW', 'USED').map((text) => ({ in: [text] })),
      fc.constant({ notIn: ['NEW'] }),
      fc.constant({ unknown: true }),
    );
    const when = fc.record({ age, condition }, { requiredKeys: [] });
    // Between and at every number a bound may name, and one beyond: every kind of request there is.
    const ages = [null, ...Array.from({ length: 12 }, (_, at) => at / 2 - 0.5)];
    const requests = ages.flatMap((value) => [null, 'NEW', 'USED'].map((text) => ({ age: value, condition: text })));
    fc.assert(
      fc.property(fc.array(when, { minLength: 1, maxLength: 6 }), (whens) => {
        const first = table('FIRST', whens);
        const compiled = compiledTables([first]);
        const reached = new Set(
          requests.map((request) => applyTables(compiled, { request, scored: {} }).trace[0]?.row ?? 0),
        );
        const unreachable = checkTables([first], CATALOGUE)
          .filter(({ code }) => code === 'UNREACHABLE_ROW')
          .map(({ path }) => path);
        const expected = whens.flatMap((_, at) => (reached.has(at + 1) ? [] : [`rules[0].rows[${at}]`]));
        expect(unreachable).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the shape of tables', () => {
  const problems = (rows: readonly unknown[]): string[] => {
    const parsed = tablesShape.safeParse([{ code: 'TABLE', title: 'A table', hitPolicy: 'FIRST', rows }]);
    return parsed.success ? [] : problemsOf(parsed.error).map(({ path, code }) => `${path} ${code}`);
  };
  const base = { effect: 'INFO', code: 'NOTE', message: 'A note.' };

  it.each<[string, unknown, string[]]>([
    ['a number that is no text', { ...base, when: { age: { from: 5 } } }, ['[0].rows[0].when.age.from WRONG_TYPE']],
    ['an exponent', { ...base, when: { age: { from: '1e3' } } }, ['[0].rows[0].when.age.from BAD_NUMBER']],
    [
      'more digits than compare exactly',
      { ...base, when: { age: { from: '0.1234567890123456' } } },
      ['[0].rows[0].when.age.from BAD_NUMBER'],
    ],
    ['as many digits as compare exactly', { ...base, when: { age: { from: '-0.00123456789012345' } } }, []],
    ['nothing said of a feature', { ...base, when: { age: {} } }, ['[0].rows[0].when.age EMPTY_CONDITION']],
    ['two lower ends', { ...base, when: { age: { from: '1', over: '1' } } }, ['[0].rows[0].when.age CONTRADICTION']],
    ['two upper ends', { ...base, when: { age: { upTo: '1', below: '1' } } }, ['[0].rows[0].when.age CONTRADICTION']],
    [
      'unknown and yet above',
      { ...base, when: { age: { unknown: true, from: '1' } } },
      ['[0].rows[0].when.age CONTRADICTION'],
    ],
    [
      'an operator there is not',
      { ...base, when: { age: { like: '1' } } },
      ['[0].rows[0].when.age.like UNKNOWN_FIELD', '[0].rows[0].when.age EMPTY_CONDITION'],
    ],
    ['an effect there is not', { ...base, effect: 'PAY_OUT', when: {} }, ['[0].rows[0].effect UNKNOWN_VALUE']],
    ['a curable decline without its cure', { ...base, effect: 'CURABLE', when: {} }, ['[0].rows[0].cure REQUIRED']],
    ['an adjustment of nothing', { ...base, effect: 'PRICE_ADJUSTMENT', when: {} }, ['[0].rows[0] NOT_AN_ADJUSTMENT']],
    [
      'a multiplier beyond ten',
      { ...base, effect: 'PRICE_ADJUSTMENT', when: {}, multiplier: '10.01' },
      ['[0].rows[0].multiplier OUT_OF_RANGE'],
    ],
    [
      'a feature that records forget',
      { ...base, when: JSON.parse('{"__proto__":{"from":"1"}}') },
      ['[0].rows[0].when UNKNOWN_FEATURE'],
    ],
    ['a feature without a name', { ...base, when: { '': { from: '1' } } }, ['[0].rows[0].when. MALFORMED']],
    ['no conditions but a list', { ...base, when: [] }, ['[0].rows[0].when WRONG_TYPE']],
    ['a code in small letters', { ...base, code: 'note', when: {} }, ['[0].rows[0].code MALFORMED']],
  ])('refuses or takes %s', (_name, given, expected) => {
    expect(problems([given])).toEqual(expected);
  });
});
