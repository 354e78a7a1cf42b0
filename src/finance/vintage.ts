import { at, requireFinite, requireNotEmpty, requirePositive } from './risk-arguments.js';

/** Loans granted in one period. */
export interface Vintage {
  /** For instance `2024-01`. */
  readonly name: string;
  /** Amount or number of loans granted, above 0. */
  readonly originated: number;
  /** Cumulative loss (or number of bad loans) by age in periods, first at age 0; may fall when recoveries come in. */
  readonly cumulativeLoss: readonly number[];
}

export interface VintageCurve {
  readonly name: string;
  /** Cumulative loss / originated, by age. */
  readonly cumulativeRate: readonly number[];
  /** Rate added at each age. */
  readonly marginalRate: readonly number[];
}

export interface VintageAnalysis {
  readonly curves: readonly VintageCurve[];
  /** By age: losses of all vintages that have reached the age / what those vintages originated. */
  readonly averageRate: readonly number[];
}

/**
 * Vintage curves and their exposure-weighted average.
 * @throws ArgumentError `EMPTY`, `OUT_OF_RANGE`, `NOT_FINITE`, naming `vintages[1].originated` and the like
 */
export function vintageAnalysis(vintages: readonly Vintage[]): VintageAnalysis {
  requireNotEmpty(vintages, 'vintages');
  const curves = vintages.map((vintage, index) => curveOf(vintage, `vintages[${index}]`));
  const ages = Math.max(...vintages.map(({ cumulativeLoss }) => cumulativeLoss.length));
  const averageRate = Array.from({ length: ages }, (_, age) => {
    const reached = vintages.filter(({ cumulativeLoss }) => cumulativeLoss.length > age);
    const loss = reached.reduce((sum, { cumulativeLoss }) => sum + at(cumulativeLoss, age), 0);
    return loss / reached.reduce((sum, { originated }) => sum + originated, 0);
  });
  return { curves, averageRate };
}

function curveOf({ name, originated, cumulativeLoss }: Vintage, argument: string): VintageCurve {
  requirePositive(originated, `${argument}.originated`);
  requireNotEmpty(cumulativeLoss, `${argument}.cumulativeLoss`);
  const cumulativeRate = cumulativeLoss.map(
    (loss, age) => requireFinite(loss, `${argument}.cumulativeLoss[${age}]`) / originated,
  );
  const marginalRate = cumulativeRate.map((rate, age) => (age === 0 ? rate : rate - at(cumulativeRate, age - 1)));
  return { name, cumulativeRate, marginalRate };
}
