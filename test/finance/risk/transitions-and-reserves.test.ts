import fc from 'fast-check';
import {
  chainLadder,
  cohortMatrix,
  countTransitions,
  cumulativeDefault,
  mackChainLadder,
  matrixPower,
  netFlow,
  netFlowRates,
  requireTransitionMatrix,
  rollRates,
  statePath,
  vintageAnalysis,
  withAbsorbingState,
} from '../../../src/finance/risk-index.js';
import { seed } from '../vectors.js';

const refused = (code: string, argument: string) => expect.objectContaining({ name: 'ArgumentError', code, argument });

describe('transition matrices', () => {
  it('counts moves, and none into or out of an unobserved month', () => {
    const counts = countTransitions(
      [
        [0, 0, 1, 0],
        [1, null, 2, 2],
      ],
      3,
    );
    expect(counts).toEqual([
      [1, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ]);
    expect(cohortMatrix(counts)).toEqual([
      [0.5, 0.5, 0],
      [1, 0, 0],
      [0, 0, 1],
    ]);
  });

  it('a state nobody started from stays put when told so', () => {
    expect(
      cohortMatrix(
        [
          [1, 1],
          [0, 0],
        ],
        'STAY',
      ),
    ).toEqual([
      [0.5, 0.5],
      [0, 1],
    ]);
  });

  it('powers compose, rows keep adding up to 1, cumulative default never falls', () => {
    const weights = fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 4, maxLength: 4 }), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 6 }), (counts, periods) => {
        const matrix = withAbsorbingState(cohortMatrix(counts), 3);
        const power = matrixPower(matrix, periods + 1);
        for (const row of power) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        const start = [0.4, 0.3, 0.2, 0.1];
        const path = statePath(matrix, start, periods + 1);
        for (const [column, value] of (path.at(-1) ?? []).entries()) {
          const direct = start.reduce((sum, share, row) => sum + share * (power[row]?.[column] ?? 0), 0);
          expect(value).toBeCloseTo(direct, 12);
        }
        const defaults = cumulativeDefault(matrix, 5).map((row) => row[0] ?? 0);
        expect([...defaults].sort((a, b) => a - b)).toEqual(defaults);
      }),
      { seed, numRuns: 50 },
    );
  });

  it('no period is the identity', () => {
    expect(
      matrixPower(
        [
          [0.5, 0.5],
          [0, 1],
        ],
        0,
      ),
    ).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it.each<[string, () => unknown, string, string]>([
    [
      'a row that adds up to 0.9',
      () =>
        requireTransitionMatrix([
          [0.5, 0.4],
          [0, 1],
        ]),
      'ROW_SUM',
      'matrix[0]',
    ],
    [
      'a probability above 1',
      () =>
        matrixPower(
          [
            [1.2, -0.2],
            [0, 1],
          ],
          2,
        ),
      'OUT_OF_RANGE',
      'matrix[0][0]',
    ],
    ['a row too short', () => matrixPower([[1], [0, 1]], 2), 'LENGTH_MISMATCH', 'matrix[0]'],
    ['minus one period', () => matrixPower([[1]], -1), 'OUT_OF_RANGE', 'periods'],
    [
      'a default state that can be left',
      () =>
        cumulativeDefault(
          [
            [0.5, 0.5],
            [0.1, 0.9],
          ],
          2,
        ),
      'NOT_ABSORBING',
      'defaultState',
    ],
    [
      'a state nobody started from',
      () =>
        cohortMatrix([
          [1, 1],
          [0, 0],
        ]),
      'EMPTY_ROW',
      'counts[1]',
    ],
    ['an unknown state', () => countTransitions([[0, 3]], 3), 'OUT_OF_RANGE', 'histories[0][1]'],
    [
      'a negative count',
      () =>
        rollRates([
          [1, -1],
          [1, 1],
        ]),
      'OUT_OF_RANGE',
      'counts[0][1]',
    ],
    ['a start of another size', () => statePath([[1]], [1, 0], 1), 'LENGTH_MISMATCH', 'start'],
    ['an absorbing state that is none', () => withAbsorbingState([[1]], 1), 'OUT_OF_RANGE', 'state'],
    ['a roll rate above 1', () => netFlow([0.5, 1.5]), 'OUT_OF_RANGE', 'forward[1]'],
    [
      'rates from an empty bucket',
      () =>
        netFlowRates([
          [0, 1],
          [1, 1],
        ]),
      'EMPTY_BUCKET',
      'balances[0][0]',
    ],
    ['one month of balances', () => netFlowRates([[1, 1]]), 'EMPTY', 'balances'],
  ])('refuses %s', (_name, call, code, argument) => {
    expect(call).toThrow(refused(code, argument));
  });
});

describe('roll rates and vintages', () => {
  it('cure shares and net flow of balances', () => {
    const {
      improved,
      forward,
      netFlow: product,
    } = rollRates([
      [90, 10, 0],
      [5, 3, 2],
      [1, 1, 8],
    ]);
    expect(improved).toEqual([0, 0.5, 0.2]);
    expect(forward).toEqual([0.1, 0.2]);
    expect(product).toBeCloseTo(0.02, 15);
    expect(
      netFlowRates([
        [1000, 50, 20],
        [1100, 40, 30],
      ]),
    ).toEqual([[0.04, 0.6]]);
  });

  it('marginal rates add up to the cumulative one; recoveries may be negative', () => {
    const { curves, averageRate } = vintageAnalysis([
      { name: 'a', originated: 100, cumulativeLoss: [0, 4, 3] },
      { name: 'b', originated: 300, cumulativeLoss: [3] },
    ]);
    expect(curves[0]).toEqual({ name: 'a', cumulativeRate: [0, 0.04, 0.03], marginalRate: [0, 0.04, 0.03 - 0.04] });
    expect(averageRate).toEqual([0.0075, 0.04, 0.03]);
  });

  it.each<[string, () => unknown, string, string]>([
    ['no vintages', () => vintageAnalysis([]), 'EMPTY', 'vintages'],
    [
      'nothing originated',
      () => vintageAnalysis([{ name: 'a', originated: 0, cumulativeLoss: [1] }]),
      'OUT_OF_RANGE',
      'vintages[0].originated',
    ],
    [
      'a loss that is no number',
      () => vintageAnalysis([{ name: 'a', originated: 1, cumulativeLoss: [0, Number.NaN] }]),
      'NOT_FINITE',
      'vintages[0].cumulativeLoss[1]',
    ],
  ])('refuses %s', (_name, call, code, argument) => {
    expect(call).toThrow(refused(code, argument));
  });
});

describe('chain ladder', () => {
  const triangle = [
    [100, 150, 165],
    [200, 300, null],
    [150, null, null],
  ];

  it('a triangle in proportion projects itself without error', () => {
    const { factors, origins, variances, totalStandardError, totalReserve } = mackChainLadder(triangle);
    expect(factors).toEqual([1.5, 1.1]);
    expect(variances).toEqual([0, 0]);
    expect(origins.map(({ ultimate }) => ultimate)).toEqual([165, 330, 247.50000000000003]);
    expect(totalReserve).toBeCloseTo(127.5, 10);
    expect(totalStandardError).toBe(0);
  });

  it('a tail factor develops beyond the last column', () => {
    expect(chainLadder([[100, 200]], 1.05).origins[0]).toEqual({
      latest: 200,
      ultimate: 210,
      reserve: 10,
      projected: [100, 200],
    });
  });

  it('process and parameter error make up the standard error', () => {
    const { origins } = mackChainLadder([
      [100, 160, 170, 172],
      [110, 150, 168, null],
      [120, 190, null, null],
      [130, null, null, null],
    ]);
    for (const { standardError, processError, parameterError } of origins) {
      expect(Math.hypot(processError, parameterError)).toBeCloseTo(standardError, 10);
    }
    expect(origins[0]?.standardError).toBe(0);
    expect(origins[3]?.standardError).toBeGreaterThan(origins[2]?.standardError ?? 0);
  });

  it('an origin that still stands at 0 carries no weight', () => {
    const { factors, origins, variances } = mackChainLadder([
      [100, 160, 170],
      [110, 150, null],
      [0, 10, null],
      [0, null, null],
    ]);
    expect(factors[0]).toBeCloseTo(320 / 210, 14);
    expect(variances.every(Number.isFinite)).toBe(true);
    expect(origins[3]).toMatchObject({ latest: 0, ultimate: 0, reserve: 0, standardError: 0 });
  });

  it.each<[string, () => unknown, string, string]>([
    ['no rows', () => chainLadder([]), 'EMPTY', 'triangle'],
    ['rows of different length', () => chainLadder([[1, 2], [1]]), 'LENGTH_MISMATCH', 'triangle[1]'],
    [
      'a hole',
      () =>
        chainLadder([
          [1, 2, 3],
          [1, null, 2],
        ]),
      'GAP',
      'triangle[1][2]',
    ],
    ['a negative amount', () => chainLadder([[1, -2]]), 'OUT_OF_RANGE', 'triangle[0][1]'],
    ['a column without a successor', () => chainLadder([[1, null]]), 'NO_LINK', 'triangle'],
    ['a column of zeros', () => chainLadder([[0, 5]]), 'NO_VOLUME', 'triangle'],
    ['errors from one row', () => mackChainLadder([[1, 2]]), 'TRIANGLE_TOO_SMALL', 'triangle'],
    ['a tail factor of 0', () => chainLadder([[1, 2]], 0), 'OUT_OF_RANGE', 'tailFactor'],
  ])('refuses %s', (_name, call, code, argument) => {
    expect(call).toThrow(refused(code, argument));
  });
});
