import { type Premium, singlePremium, withCommissionBounds } from '../../src/finance/index.js';

const loadings = { riskMargin: 0.2, expense: 0.15, commission: 0.1, profit: 0.05, taxRate: 0.06, feeMinor: 100n };
const premium = singlePremium(700, loadings);
const linesOf = ({ lines }: Premium) => Object.fromEntries(lines.map(({ kind, minor }) => [kind, minor]));
const totalOf = ({ lines }: Premium) => lines.reduce((sum, { minor }) => sum + minor, 0n);
const none = { minimumMinor: 0n, maximumMinor: null };

describe('commission within bounds', () => {
  it('is as it is inside them', () => {
    expect(linesOf(premium)).toEqual({
      RISK: 700n,
      RISK_MARGIN: 140n,
      EXPENSE: 180n,
      COMMISSION: 120n,
      PROFIT: 60n,
      FEE: 100n,
      TAX: 78n,
    });
    for (const bounds of [none, { minimumMinor: 120n, maximumMinor: 120n }]) {
      expect(withCommissionBounds(premium, bounds)).toBe(premium);
    }
  });

  // The insurer's 1080 becomes 1080 - change, in proportion 700 : 140 : 180 : 60.
  it.each([
    ['raised', { minimumMinor: 228n, maximumMinor: null }, [630n, 126n, 162n, 228n, 54n]],
    ['raised by a cent', { minimumMinor: 121n, maximumMinor: 500n }, [699n, 140n, 180n, 121n, 60n]],
    ['lowered', { minimumMinor: 0n, maximumMinor: 12n }, [770n, 154n, 198n, 12n, 66n]],
  ])('is %s, and everything else stays', (_name, bounds, [risk, margin, expense, commission, profit]) => {
    const bounded = withCommissionBounds(premium, bounds);
    expect(bounded.lines).toEqual([
      { kind: 'RISK', minor: risk },
      { kind: 'RISK_MARGIN', minor: margin },
      { kind: 'EXPENSE', minor: expense },
      { kind: 'COMMISSION', minor: commission },
      { kind: 'PROFIT', minor: profit },
      { kind: 'FEE', minor: 100n },
      { kind: 'TAX', minor: 78n },
    ]);
    expect({ ...bounded, lines: premium.lines }).toEqual(premium);
    expect(totalOf(bounded)).toBe(premium.totalMinor);
  });

  it('leaves nothing to the partner, or everything but fee and tax', () => {
    expect(linesOf(withCommissionBounds(premium, { minimumMinor: 0n, maximumMinor: 0n })).COMMISSION).toBeUndefined();
    const all = withCommissionBounds(premium, { minimumMinor: 5_000n, maximumMinor: null });
    expect(linesOf(all)).toEqual({ RISK: 0n, COMMISSION: 1_200n, FEE: 100n, TAX: 78n });
    const back = withCommissionBounds(all, { minimumMinor: 0n, maximumMinor: 200n });
    expect(linesOf(back)).toEqual({ RISK: 1_000n, COMMISSION: 200n, FEE: 100n, TAX: 78n });
  });

  it('refuses bounds that make no sense', () => {
    expect(() => withCommissionBounds(premium, { minimumMinor: -1n, maximumMinor: null })).toThrow('minimumMinor');
    expect(() => withCommissionBounds(premium, { minimumMinor: 2n, maximumMinor: 1n })).toThrow('minimumMinor');
  });
});
