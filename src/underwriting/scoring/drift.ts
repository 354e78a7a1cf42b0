import { type Bin, binOf, type Features, type Scorecard, score } from '../../finance/scorecard.js';
import { populationStability } from '../../finance/weight-of-evidence.js';

/** Below WATCH the population is that of the training, from ACT on the card should be fitted again. */
export const DRIFT_THRESHOLDS = { watch: 0.1, act: 0.25 } as const;

export type DriftBand = 'STABLE' | 'WATCH' | 'ACT';

export interface DriftBin {
  readonly name: string;
  /** Shares of all cases, 0 to 1; expected is null when the card does not hold its training counts. */
  readonly expected: number | null;
  readonly actual: number;
}

export interface Drift {
  readonly name: string;
  readonly label: string;
  /** Population stability index; null when the card does not hold its training counts, or there are no cases. */
  readonly stability: number | null;
  readonly band: DriftBand | null;
  readonly bins: readonly DriftBin[];
}

export interface DriftReport {
  readonly cases: number;
  readonly score: Drift;
  readonly features: readonly Drift[];
}

export function bandOf(stability: number): DriftBand {
  if (stability < DRIFT_THRESHOLDS.watch) return 'STABLE';
  return stability < DRIFT_THRESHOLDS.act ? 'WATCH' : 'ACT';
}

const between = (from: number | null, to: number | null): string => {
  if (from === null) return to === null ? 'all' : `below ${to}`;
  return to === null ? `${from} and above` : `${from} to below ${to}`;
};

function binName(bin: Bin): string {
  switch (bin.kind) {
    case 'RANGE':
      return between(bin.from, bin.to);
    case 'CATEGORIES':
      return bin.values.join(', ');
    case 'MISSING':
      return 'missing';
    case 'OTHER':
      return 'other';
  }
}

interface Counted {
  readonly name: string;
  readonly expected: number | undefined;
  actual: number;
}

function driftOf(named: { readonly name: string; readonly label: string }, bins: readonly Counted[]): Drift {
  const expected = bins.map((bin) => bin.expected ?? 0);
  const before = expected.reduce((sum, rows) => sum + rows, 0);
  const now = bins.reduce((sum, bin) => sum + bin.actual, 0);
  const isKnown = before > 0 && bins.every((bin) => bin.expected !== undefined);
  const actual = bins.map((bin) => bin.actual);
  const stability = isKnown && now > 0 ? populationStability(expected, actual) : null;
  return {
    ...named,
    stability,
    band: stability === null ? null : bandOf(stability),
    bins: bins.map((bin) => ({
      name: bin.name,
      expected: isKnown ? (bin.expected ?? 0) / before : null,
      actual: now > 0 ? bin.actual / now : 0,
    })),
  };
}

/** Compares the cases a card meets with those it was trained on, case by case; holds counts only. */
export class DriftCounter {
  private cases = 0;
  private readonly bands: readonly (Counted & { readonly to: number | null })[];
  private readonly counted: readonly ReadonlyMap<Bin, Counted>[];

  constructor(private readonly card: Scorecard) {
    this.bands = (card.training?.scoreBands ?? []).map(({ from, to, rows }) => ({
      name: between(from, to),
      to,
      expected: rows,
      actual: 0,
    }));
    this.counted = card.characteristics.map(
      ({ bins }) =>
        new Map(
          bins.map((bin) => {
            const { goods, bads } = bin;
            const expected = goods === undefined || bads === undefined ? undefined : goods + bads;
            return [bin, { name: binName(bin), expected, actual: 0 }];
          }),
        ),
    );
  }

  add(features: Features): void {
    this.cases += 1;
    for (const [index, characteristic] of this.card.characteristics.entries()) {
      const counted = this.counted[index]?.get(binOf(characteristic, features[characteristic.feature]));
      if (counted) counted.actual += 1;
    }
    const { points } = score(this.card, features);
    const band = this.bands.find(({ to }) => to === null || points < to);
    if (band) band.actual += 1;
  }

  report(): DriftReport {
    return {
      cases: this.cases,
      score: driftOf({ name: 'points', label: 'Points' }, this.bands),
      features: this.card.characteristics.map(({ feature, label }, index) =>
        driftOf({ name: feature, label }, [...(this.counted[index]?.values() ?? [])]),
      ),
    };
  }
}
