import {
  addDays,
  addMonths,
  calendarDate,
  canonicalJson,
  dateInZone,
  daysBetween,
  isCalendarDate,
  isId,
  kindOfId,
  newId,
} from '../../src/kernel/index.js';

const date = calendarDate;

describe('calendar', () => {
  it.each([
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['1900-02-29', false],
    ['2000-02-29', true],
    ['2026-04-31', false],
    ['2026-13-01', false],
    ['2026-1-1', false],
    ['1899-12-31', false],
    ['2300-01-01', false],
  ])('%s is a date: %s', (text, expected) => {
    expect(isCalendarDate(text)).toBe(expected);
  });

  it('keeps the anchor day through short months', () => {
    const start = date('2026-01-31');
    expect([1, 2, 3, 13].map((months) => addMonths(start, months, 31))).toEqual([
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2027-02-28',
    ]);
    expect(addMonths(date('2026-03-31'), -1)).toBe('2026-02-28');
    expect(addMonths(date('2026-01-15'), -1)).toBe('2025-12-15');
  });

  it('counts days over leap years and back', () => {
    expect(daysBetween(date('2024-02-28'), date('2024-03-01'))).toBe(2);
    expect(addDays(date('2024-03-01'), -1)).toBe('2024-02-29');
    expect(daysBetween(date('2026-01-02'), date('2026-01-01'))).toBe(-1);
  });

  it('knows the date in a zone, minute by minute across midnight and daylight saving', () => {
    const at = (text: string, zone: string) => dateInZone(new Date(text), zone);
    expect(at('2026-03-02T04:59:59Z', 'America/New_York')).toBe('2026-03-01');
    expect(at('2026-03-02T05:00:00Z', 'America/New_York')).toBe('2026-03-02');
    expect(at('2026-07-01T03:59:59Z', 'America/New_York')).toBe('2026-06-30');
    expect(at('2026-07-01T04:00:00Z', 'America/New_York')).toBe('2026-07-01');
    expect(at('2026-07-01T04:00:30Z', 'Asia/Shanghai')).toBe('2026-07-01');
    expect(at('2026-07-01T16:00:00Z', 'Asia/Shanghai')).toBe('2026-07-02');
  });
});

describe('ids and canonical text', () => {
  it('makes sortable ids that say their kind', () => {
    const [first, second] = [newId('policy'), newId('policy')];
    expect(first < second).toBe(true);
    expect([kindOfId(first), isId('quote', first)]).toEqual(['policy', false]);
    for (const text of ['pol_', 'pol_short', 'xyz_01h455vb4pex5vsknk084sn02q', `${first}0`, '']) {
      expect([text, kindOfId(text)]).toEqual([text, undefined]);
    }
  });

  it('writes equal values as equal text', () => {
    const value = { b: 1n, a: [undefined, { d: new Date(0), c: null }], u: undefined };
    expect(canonicalJson(value)).toBe('{"a":[null,{"c":null,"d":"1970-01-01T00:00:00.000Z"}],"b":"1"}');
    expect(canonicalJson({ a: [undefined, { c: null, d: new Date(0) }], b: 1n })).toBe(canonicalJson(value));
    expect(canonicalJson('ü"\n')).toBe('"ü\\"\\n"');
  });
});
