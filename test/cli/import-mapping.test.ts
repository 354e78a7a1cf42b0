import { columnReader } from '../../src/cli/import/column-value.js';
import { type ColumnRule, parseMapping } from '../../src/cli/import/mapping.js';
import { createRowMapper } from '../../src/cli/import/row-mapper.js';
import { calendarDate } from '../../src/kernel/index.js';

const mappingOf = (input: object, more: object = {}) =>
  parseMapping(JSON.stringify({ kind: 'covergraph.import-mapping', format: 1, input, ...more }));

/** The mapping of one column called `c`, with defaults filled in. */
function ruleOf(rule: object): ColumnRule {
  const mapping = mappingOf({ at: { column: 'c', ...rule } });
  if (!mapping.ok) throw new Error(JSON.stringify(mapping.error));
  return mapping.value.fields[0]?.rule as ColumnRule;
}

describe('the value of a column', () => {
  it.each<[string, object, string, unknown]>([
    ['text, trimmed', {}, '  a b ', 'a b'],
    ['percent, exactly', { as: 'decimal', percent: true }, '13.99', '0.1399'],
    ['percent of a whole number', { as: 'decimal', percent: true }, '7', '0.07'],
    ['a number', { as: 'number', percent: true }, '67.4', 0.674],
    ['an exponent', { as: 'decimal' }, '1e+05', '100000'],
    ['a negative exponent', { as: 'decimal' }, '2.5e-4', '0.00025'],
    ['a factor, exactly', { as: 'decimal', times: '0.001' }, '123456789012345.678', '123456789012.345678'],
    ['rounding half up', { as: 'decimal', decimals: 2 }, '4500.125', '4500.13'],
    ['no more decimals than there are', { as: 'decimal', decimals: 2 }, '4500.1', '4500.1'],
    ['an integer', { as: 'integer' }, '36', 36],
    ['an integer by a factor', { as: 'integer', times: '12' }, '2.5', 30],
    ['yes', { as: 'boolean' }, 'Yes', true],
    ['a date', { as: 'date', dateFormat: 'MM/DD/YYYY' }, '3/9/1980', '1980-03-09'],
    ['a part of the text', { as: 'integer', pattern: '^term_(\\d+)$' }, 'term_36', 36],
    ['a translation', { as: 'integer', translate: { a: 12 } }, 'a', 12],
    ['a translation to null', { as: 'integer', translate: { a: null } }, 'a', null],
    ['another text than those translated', { as: 'integer', translate: { a: 12 }, otherwise: 0 }, 'b', 0],
    ['an empty field with a stand-in', { as: 'integer', whenEmpty: null }, ' ', null],
    ['a text that means empty', { as: 'integer', empty: ['NA'], whenEmpty: 3 }, 'NA', 3],
  ])('%s', (_name, rule, text, value) => {
    expect(columnReader(ruleOf(rule))(text)).toEqual({ ok: true, value });
  });

  it.each<[string, object, string, string]>([
    ['empty', { as: 'decimal' }, '', 'EMPTY'],
    ['text', { as: 'decimal' }, 'abc', 'NOT_A_NUMBER'],
    ['thousands separators', { as: 'decimal' }, '1,000', 'NOT_A_NUMBER'],
    ['infinity', { as: 'number' }, 'Infinity', 'NOT_A_NUMBER'],
    ['hexadecimal', { as: 'integer' }, '0x10', 'NOT_A_NUMBER'],
    ['a large exponent', { as: 'decimal' }, '1e999', 'NOT_A_NUMBER'],
    ['more digits than the API takes', { as: 'decimal' }, '1e-50', 'TOO_MANY_DIGITS'],
    ['a fraction', { as: 'integer' }, '1.5', 'NOT_WHOLE'],
    ['no translation', { translate: { a: 1 } }, 'b', 'NO_TRANSLATION'],
    ['a name every object has', { translate: { a: 1 } }, 'constructor', 'NO_TRANSLATION'],
    ['no match', { pattern: '^\\d+$' }, 'x', 'NO_MATCH'],
    ['a day that does not exist', { as: 'date' }, '2026-02-30', 'NOT_A_DATE'],
    ['neither yes nor no', { as: 'boolean' }, 'perhaps', 'NOT_A_BOOLEAN'],
  ])('refuses %s', (_name, rule, text, code) => {
    expect(columnReader(ruleOf(rule))(text)).toMatchObject({ ok: false, error: { code } });
  });
});

describe('a row', () => {
  const setting = { line: 7, file: '6fa1c6f5', businessDate: calendarDate('2026-01-31') };
  const mapped = (input: object, header: string[], fields: string[]) => {
    const mapping = mappingOf(input);
    if (!mapping.ok) throw new Error(JSON.stringify(mapping.error));
    const mapper = createRowMapper(mapping.value, header);
    return mapper.ok ? mapper.value.map(fields, setting) : mapper;
  };

  it('becomes an input of objects and lists', () => {
    const input = {
      'a.b[0].c': { column: 'x', as: 'integer' },
      'a.b[1].c': 2,
      'a.d': null,
      e: { template: '{file}-{line}-{column:y}' },
      f: { businessDate: { plusMonths: 1, plusDays: 2 } },
    };
    expect(mapped(input, [' x ', 'y'], ['1', ' z '])).toEqual({
      ok: true,
      value: { a: { b: [{ c: 1 }, { c: 2 }], d: null }, e: '6fa1c6f5-7-z', f: '2026-03-02' },
    });
  });

  it('is told all that is wrong with it', () => {
    const input = { a: { column: 'x', as: 'integer' }, b: { column: 'y' } };
    expect(mapped(input, ['x', 'y'], ['one', ''])).toEqual({
      ok: false,
      error: [
        { path: 'a', column: 'x', code: 'NOT_A_NUMBER', message: '"one" is no number' },
        { path: 'b', column: 'y', code: 'EMPTY', message: 'is empty' },
      ],
    });
  });

  it('needs each column once', () => {
    const input = { a: { column: 'x' }, b: { template: '{column:z}' } };
    expect(mapped(input, ['x', 'x'], ['1', '2'])).toMatchObject({
      ok: false,
      error: [
        { path: 'a', code: 'COLUMN_TWICE' },
        { path: 'b', code: 'NO_SUCH_COLUMN' },
      ],
    });
  });
});

describe('a mapping file', () => {
  const codesOf = (result: ReturnType<typeof parseMapping>) =>
    result.ok ? [] : result.error.map(({ path, code }) => `${path} ${code}`);

  it.each<[string, object, string[]]>([
    ['a path inside a value', { a: 1, 'a.b': 2, 'a[0]': 3 }, ['a.b PATH_TAKEN', 'a[0] PATH_TAKEN']],
    ['a list with a gap', { 'a[0]': 1, 'a[2]': 2 }, ['a[2] LIST_HAS_GAP']],
    ['a path that is none', { 'a..b': 1, __proto: 2 }, ['a..b NOT_A_PATH', '__proto NOT_A_PATH']],
    ['a rule with an unknown member', { a: { column: 'x', scale: 2 } }, ['input.a UNRECOGNIZED_KEYS']],
    ['a pattern that is none', { a: { column: 'x', pattern: '(' } }, ['input.a.pattern CUSTOM']],
  ])('must not have %s', (_name, input, codes) => {
    expect(codesOf(mappingOf(input))).toEqual(codes);
  });

  it('must be of the kind and format that is known', () => {
    expect(codesOf(mappingOf({}, { format: 2 }))).toEqual(['format INVALID_VALUE']);
    expect(codesOf(parseMapping('{'))).toEqual(['mapping NOT_JSON']);
  });
});
