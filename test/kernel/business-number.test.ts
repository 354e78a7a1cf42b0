import { businessNumber, MAX_POSITION } from '../../src/kernel/index.js';

const numberOf = (position: bigint, key = 'secret') => businessNumber('CL', 2026, { position, key });

describe('businessNumber', () => {
  it('is short, legible and the same again', () => {
    expect(numberOf(1n)).toMatch(/^CL-2026-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(numberOf(1n)).toBe(numberOf(1n));
  });

  it('never gives two positions one number', () => {
    const count = 20_000n;
    const numbers = new Set<string>();
    for (let at = 0n; at < count; at += 1n) numbers.add(numberOf(at));
    for (let at = 0n; at < count; at += 1n) numbers.add(numberOf(MAX_POSITION - at));
    expect(numbers.size).toBe(Number(2n * count));
  });

  it('tells neither order nor count: neighbours lie anywhere, and another key orders them otherwise', () => {
    const rank = (key: string) => {
      const numbers = Array.from({ length: 1_000 }, (_, at) => numberOf(BigInt(at), key));
      return numbers.filter((number, at) => at > 0 && number > (numbers[at - 1] as string)).length;
    };
    for (const key of ['one', 'two', 'three']) {
      expect(rank(key)).toBeGreaterThan(400);
      expect(rank(key)).toBeLessThan(600);
    }
    expect(numberOf(1n, 'one')).not.toBe(numberOf(1n, 'two'));
  });

  it('differs by kind under one key', () => {
    const position = 7n;
    expect(businessNumber('CG', 2026, { position, key: 'k' }).slice(3)).not.toBe(
      businessNumber('CL', 2026, { position, key: 'k' }).slice(3),
    );
  });

  it.each([[-1n], [MAX_POSITION + 1n]])('refuses position %s', (position) => {
    expect(() => numberOf(position)).toThrow(RangeError);
  });
});
