import * as fc from 'fast-check';
import {
  allocate,
  currencyCode,
  divideHalfUp,
  formatMinor,
  formatMinorText,
  parseAmount,
} from '../../src/kernel/index.js';

const [eur, jpy, bhd] = [currencyCode('EUR'), currencyCode('JPY'), currencyCode('BHD')];

describe('money', () => {
  it.each([
    [0n, eur, '0.00'],
    [5n, eur, '0.05'],
    [-5n, eur, '-0.05'],
    [1234n, eur, '12.34'],
    [-120000n, eur, '-1200.00'],
    [9_007_199_254_740_991n, eur, '90071992547409.91'],
    [9_007_199_254_740_992n, eur, '90071992547409.92'],
    [123_456_789_012_345_678n, eur, '1234567890123456.78'],
    [1234n, jpy, '1234'],
    [-7n, jpy, '-7'],
    [7n, bhd, '0.007'],
    [1234567n, bhd, '1234.567'],
  ])('%s of %s is %s', (minor, currency, text) => {
    expect(formatMinor(minor, currency)).toBe(text);
  });

  it('formats text of minor units as it formats the number', () => {
    const texts = ['0', '5', '99', '100', '1234567', '123456789012345678'];
    for (const currency of [eur, jpy, bhd]) {
      expect(texts.map((text) => formatMinorText(text, currency))).toEqual(
        texts.map((text) => formatMinor(BigInt(text), currency)),
      );
    }
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }),
        fc.constantFrom(eur, jpy, bhd),
        (minor, currency) => {
          const read = parseAmount(formatMinor(minor, currency), currency);
          // At most 15 digits before the point are read.
          if (read.ok) expect(read.value).toEqual({ minor, currency });
          else expect(currency === jpy && (minor >= 10n ** 15n || minor <= -(10n ** 15n))).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['12.345', eur, 'TOO_MANY_DECIMALS'],
    ['12.340', eur, 'TOO_MANY_DECIMALS'],
    ['1.0', jpy, 'TOO_MANY_DECIMALS'],
    ['1,000.00', eur, 'MALFORMED_AMOUNT'],
    ['', eur, 'MALFORMED_AMOUNT'],
    ['1e3', eur, 'MALFORMED_AMOUNT'],
    ['.5', eur, 'MALFORMED_AMOUNT'],
    ['1234567890123456', eur, 'MALFORMED_AMOUNT'],
  ])('refuses %s of %s as %s', (text, currency, error) => {
    expect(parseAmount(text, currency)).toEqual({ ok: false, error });
  });

  it.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [5n, -2n, -3n],
    [4n, 3n, 1n],
    [-4n, 3n, -1n],
    [0n, 7n, 0n],
  ])('divides %s by %s half away from zero to %s', (numerator, denominator, quotient) => {
    expect(divideHalfUp(numerator, denominator)).toBe(quotient);
  });

  it('splits by largest remainder, ties to the earlier part', () => {
    expect(allocate(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(allocate(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n]);
    expect(allocate(5n, [0n, 3n, 7n])).toEqual([0n, 2n, 3n]);
    expect(() => allocate(1n, [0n, 0n])).toThrow('weights: must add up to more than zero');
    expect(() => allocate(1n, [1n, -1n])).toThrow('weights[1]: must not be negative');
  });
});
