import fc from 'fast-check';
import { COUNTRY_CODES, calendarDate, countryCode, currencyCode } from '../../src/kernel/index.js';
import {
  bandedFactor,
  InputCheck,
  methodFlags,
  minorOf,
  moneyView,
  normaliseReference,
  normaliseText,
  numberFeature,
  sameReference,
  shareOf,
  termFlags,
  verifyEvidence,
} from '../../src/scenarios/contract/index.js';

const EUR = currencyCode('EUR');

/** Runs readers on a fresh check and gives what they returned and what they found. */
function read<T>(work: (check: InputCheck) => T): { readonly value: T; readonly issues: readonly string[] } {
  const check = new InputCheck();
  const value = work(check);
  return { value, issues: check.issues.map(({ path, code }) => `${path} ${code}`) };
}

describe('text', () => {
  it.each([
    [' Cafe\u0301  au\tlait ', 'Caf\u00e9 au lait'],
    ['', ''],
  ])('normalises %j', (text, expected) => expect(normaliseText(text)).toBe(expected));

  it.each([
    [' a–10 09', 'A-1009'],
    ['ＡＢ１２', 'AB12'],
    ['stra\u00dfe\u200b 7', 'STRASSE7'],
    ['n\u0303', 'Ñ'],
    ['', ''],
  ])('gives %j one normal form', (text, expected) => expect(normaliseReference(text)).toBe(expected));

  it('needs normalising a reference only once', () => {
    for (let point = 0; point < 0x30000; point += 1) {
      const once = normaliseReference(String.fromCodePoint(point));
      if (normaliseReference(once) !== once) throw new Error(`U+${point.toString(16)} changes twice`);
    }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => sameReference(text, normaliseReference(text))));
  });
});

describe('reading fields', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['a text', ' x ', 'x', []],
    ['blank', ' \u200b\n', '', ['p EMPTY']],
    ['exactly the limit, in characters', '😀😀😀', '😀😀😀', []],
    ['one more', '😀😀😀😀', '', ['p TOO_LONG']],
    ['far more', 'x'.repeat(1e6), '', ['p TOO_LONG']],
    ['a control character', 'a\u0007', '', ['p UNPRINTABLE_CHARACTERS']],
    ['a lone surrogate', '\udfff', '', ['p UNPRINTABLE_CHARACTERS']],
    ['a bidirectional override', 'a\u202e', '', ['p UNPRINTABLE_CHARACTERS']],
  ])('reads %s', (_name, text, value, issues) => {
    expect(read((check) => check.text('p', text, { maxLength: 3 }))).toEqual({ value, issues });
  });

  it.each<[string, string | null | undefined, string | null, readonly string[]]>([
    ['absent', undefined, null, []],
    ['null', null, null, []],
    ['blank', '  ', null, []],
    ['there', 'a', 'a', []],
    ['too long', 'abcd', '', ['p TOO_LONG']],
  ])('reads an optional text that is %s', (_name, text, value, issues) => {
    expect(read((check) => check.optionalText('p', text, { maxLength: 3 }))).toEqual({ value, issues });
  });

  it.each<[string, string, string, readonly string[]]>([
    ['a number', ' a 1', 'A1', []],
    ['dashes', '--', '', ['p NO_IDENTITY']],
    ['nothing', '\u200b', '', ['p EMPTY']],
    ['one sign that means a sentence', '\ufdfa', '', ['p TOO_LONG']],
  ])('reads a reference of %s', (_name, text, value, issues) => {
    expect(read((check) => check.reference('p', text, { maxLength: 3 }))).toEqual({ value, issues });
  });

  it.each<[string, string, string, bigint | undefined, readonly string[]]>([
    ['12.34', 'EUR', 'amount', 1234n, []],
    ['12.345', 'EUR', 'amount', undefined, ['p.amount TOO_MANY_DECIMALS']],
    ['1e3', 'EUR', 'amount', undefined, ['p.amount MALFORMED_AMOUNT']],
    ['0.00', 'EUR', 'amount', undefined, ['p.amount MUST_BE_POSITIVE']],
    ['1.00', 'USD', 'amount', undefined, ['p.currency CURRENCY_MISMATCH']],
    ['0.00', 'EUR', 'amountOrZero', 0n, []],
    ['-0.01', 'EUR', 'amountOrZero', undefined, ['p.amount MUST_NOT_BE_NEGATIVE']],
  ])('reads %s %s as %s', (amount, currency, reader, value, issues) => {
    const kind = reader === 'amount' ? 'amount' : 'amountOrZero';
    expect(read((check) => check[kind]('p', { amount, currency }, EUR))).toEqual({ value, issues });
  });

  it('takes an absent amount for zero', () => {
    expect(read((check) => check.amountOrZero('p', null, EUR))).toEqual({ value: 0n, issues: [] });
  });

  it.each<[number, number, readonly string[]]>([
    [1, 1, []],
    [9, 9, []],
    [0, 1, ['p OUT_OF_RANGE']],
    [9.01, 1, ['p OUT_OF_RANGE']],
    [Number.NaN, 1, ['p OUT_OF_RANGE']],
  ])('reads the number %d', (number, value, issues) => {
    expect(read((check) => check.number('p', number, { from: 1, to: 9 }))).toEqual({ value, issues });
  });

  it('never keeps minus zero', () => {
    expect(Object.is(new InputCheck().number('p', -0, { from: 0, to: 9 }), 0)).toBe(true);
  });

  it.each<[string, string | undefined, readonly string[]]>([
    ['2026-03-02', '2026-03-02', []],
    ['2026-03-03', undefined, ['p DATE_IN_FUTURE']],
    ['2026-01-01', '2026-01-01', []],
    ['2025-12-31', undefined, ['p DATE_TOO_EARLY']],
    ['2026-02-30', undefined, ['p NOT_A_DATE']],
  ])('reads the date %s', (date, value, issues) => {
    const limits = { today: calendarDate('2026-03-02'), notBefore: calendarDate('2026-01-01') };
    expect(read((check) => check.date('p', date, limits))).toEqual({ value, issues });
  });

  it.each<[string, string, readonly string[]]>([
    [' de ', 'DE', []],
    ['EU', '', ['p UNKNOWN_COUNTRY']],
    ['D'.repeat(100_000), '', ['p UNKNOWN_COUNTRY']],
  ])('reads the country %.5s', (country, value, issues) => {
    expect(read((check) => check.country('p', country))).toEqual({ value, issues });
  });
});

describe('countries', () => {
  it('are the 249 of ISO 3166-1', () => {
    expect(COUNTRY_CODES.size).toBe(249);
    expect(countryCode('DE')).toBe('DE');
    expect(() => countryCode('XK')).toThrow('country: XK is not an ISO 3166-1 alpha-2 code');
  });
});

describe('figures', () => {
  it('reads stored amounts and shows them', () => {
    expect(minorOf('12.30', EUR)).toBe(1230n);
    expect(minorOf('nonsense', EUR)).toBe(0n);
    expect(moneyView('5', EUR)).toEqual({ amount: '5.00', currency: 'EUR' });
  });

  it('takes shares to six decimals, half up', () => {
    expect(shareOf(1n, 3n)).toBe(0.333333);
    expect(shareOf(2n, 3n)).toBe(0.666667);
    expect(shareOf(1n, 0n)).toBeNull();
  });

  it('finds the band of a value, and has an answer for no value', () => {
    const terms = {
      bands: [
        [10, 0.5],
        [20, 1],
      ] as const,
      unknown: 3,
    };
    const factorOf = (value: number | null) => bandedFactor({ code: 'A', label: 'a' }, value, terms).multiplier;
    expect([-1, 9.99, 10, 19.99, 20, null].map(factorOf)).toEqual([0.5, 0.5, 1, 1, 3, 3]);
    expect(numberFeature({ a: 'x' }, 'a')).toBeNull();
    expect(numberFeature({}, 'a')).toBeNull();
  });

  it('flags terms and methods that are not offered', () => {
    expect(termFlags({ termMonths: 36 }, 36)).toEqual([]);
    expect(termFlags({ termMonths: 37 }, 36)).toEqual([
      {
        severity: 'DECLINE',
        code: 'TERM_TOO_LONG',
        message: 'Loans of this kind are insured for up to 36 months.',
        curable: 'Choose 36 months or fewer.',
      },
    ]);
    expect(methodFlags({ repaymentMethod: 'LEVEL_PAYMENT' }, ['LEVEL_PAYMENT'])).toEqual([]);
    expect(methodFlags({ repaymentMethod: null }, ['LEVEL_PAYMENT'])).toEqual([]);
    expect(methodFlags({ repaymentMethod: 'INTEREST_ONLY' }, ['LEVEL_PAYMENT']).map(({ code }) => code)).toEqual([
      'METHOD_NOT_OFFERED',
    ]);
  });
});

describe('activation evidence', () => {
  const lock = { key: 'A-1', label: 'order A-1', payee: 'Shop 7' };
  const evidence = { reference: 'a-1', payee: 'SHOP7', kind: 'INVOICE' };
  const terms = { evidenceKinds: ['INVOICE'] };

  it('is accepted in any writing', () => expect(verifyEvidence(lock, evidence, terms)).toEqual({ accepted: true }));

  it.each([
    [{ kind: 'LETTER' }, 'EVIDENCE_KIND_NOT_ACCEPTED', 'Send one of INVOICE.'],
    [{ reference: 'A-2' }, 'REFERENCE_MISMATCH', 'The evidence is not about order A-1.'],
    [{ payee: 'Shop 8' }, 'PAYEE_MISMATCH', 'The loan for order A-1 must be paid to Shop 7.'],
  ])('is refused with %j', (change, code, message) => {
    expect(verifyEvidence(lock, { ...evidence, ...change }, terms)).toEqual({ accepted: false, code, message });
  });
});
