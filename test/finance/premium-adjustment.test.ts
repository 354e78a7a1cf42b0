import fc from 'fast-check';
import { adjustedSinglePremium, type PremiumAdjustment, singlePremium } from '../../src/finance/index.js';

const LOADINGS = { riskMargin: 0.2, expense: 0.15, commission: 0.1, profit: 0.05, taxRate: 0.06 };
const BOUNDS = { minimum: 0.5, maximum: 2 };
// 5,833.33 x 1.2 / 0.7 = 10,000 minor units before tax, nearly.
const LOSS = 5_833.333333333333;

const price = (
  adjustments: readonly PremiumAdjustment[],
  loadings: Partial<Parameters<typeof singlePremium>[1]> = {},
) => adjustedSinglePremium(LOSS, { ...LOADINGS, ...loadings }, { adjustments, bounds: BOUNDS });

describe('price adjustments', () => {
  it('are none at all: the single premium', () => {
    expect(price([])).toEqual({ premium: singlePremium(LOSS, LOADINGS), unadjustedMinor: 10_000n, applied: [] });
  });

  it.each<[string, PremiumAdjustment[], [string, bigint][], bigint]>([
    ['a loading', [{ code: 'A', multiplier: 1.1 }], [['A', 1_000n]], 11_000n],
    ['a rebate', [{ code: 'A', addMinor: -250n }], [['A', -250n]], 9_750n],
    [
      'multipliers before amounts, whatever the order found',
      [
        { code: 'FEE', addMinor: 500n },
        { code: 'A', multiplier: 1.1 },
        { code: 'B', multiplier: 0.9 },
      ],
      [
        ['A', 1_000n],
        ['B', -1_100n],
        ['FEE', 500n],
      ],
      10_400n,
    ],
    ['bounded above', [{ code: 'A', multiplier: 3 }], [['A', 10_000n]], 20_000n],
    ['bounded below', [{ code: 'A', multiplier: 0.1 }], [['A', -5_000n]], 5_000n],
    [
      'bounded together, not one by one',
      [
        { code: 'A', multiplier: 3 },
        { code: 'B', multiplier: 0.5 },
      ],
      [
        ['A', 10_000n],
        ['B', -5_000n],
      ],
      15_000n,
    ],
  ])('apply: %s', (_name, adjustments, applied, grossMinor) => {
    const result = price(adjustments);
    expect(result.applied.map(({ code, minor }) => [code, minor])).toEqual(applied);
    expect(result.premium.grossMinor).toBe(grossMinor);
  });

  it('show what the floor swallows as nothing', () => {
    const result = price([{ code: 'A', multiplier: 1.1 }], { floorMinor: 12_000n });
    expect(result.applied.map(({ minor }) => minor)).toEqual([0n]);
    expect(result.premium.grossMinor).toBe(12_000n);
  });

  it('refuse bounds that exclude the unadjusted premium', () => {
    expect(() =>
      adjustedSinglePremium(LOSS, LOADINGS, {
        adjustments: [{ code: 'A', multiplier: 1.1 }],
        bounds: { minimum: 1.1, maximum: 2 },
      }),
    ).toThrow('bounds: minimum must be at most 1');
  });

  it('add up, with lines that add up, whatever they are', () => {
    const adjustment: fc.Arbitrary<PremiumAdjustment> = fc.oneof(
      fc.integer({ min: 10, max: 1_000 }).map((percent) => ({ code: 'A', multiplier: percent / 100 })),
      fc.bigInt(-5_000n, 5_000n).map((addMinor) => ({ code: 'B', addMinor })),
    );
    const loss = fc.double({ min: 0, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(
        loss,
        fc.array(adjustment, { maxLength: 5 }),
        fc.bigInt(0n, 2_000n),
        (el, adjustments, floorMinor) => {
          const { premium, unadjustedMinor, applied } = adjustedSinglePremium(
            el,
            { ...LOADINGS, floorMinor, feeMinor: 7n },
            { adjustments, bounds: BOUNDS },
          );
          expect(applied.reduce((sum, { minor }) => sum + minor, unadjustedMinor)).toBe(premium.grossMinor);
          expect(premium.lines.reduce((sum, { minor }) => sum + minor, 0n)).toBe(premium.totalMinor);
          expect(premium.lines.every(({ minor }) => minor >= 0n)).toBe(true);
          expect(premium.grossMinor - 7n >= floorMinor).toBe(true);
        },
      ),
    );
  });
});
