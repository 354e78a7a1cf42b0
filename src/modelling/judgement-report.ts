import type { Scorecard } from '../finance/scorecard.js';
import { populationStability } from '../finance/weight-of-evidence.js';
import { calibrationPlot } from './calibration-plot.js';
import type { Dataset } from './dataset.js';
import { checkCharacteristics, judgePredictions, type SampleReport, scoreDataset } from './judge.js';
import type { Report } from './report-blocks.js';

export interface Judgement {
  readonly report: SampleReport;
  /** Stability of each characteristic against its training bins; null when the card has no counts. */
  readonly characteristics: readonly {
    readonly feature: string;
    readonly informationValue: number;
    readonly stability: number | null;
  }[];
  /** Features of the card that the data lacks: they scored as missing. */
  readonly absent: readonly string[];
}

/** A card that exists, judged on rows it may never have seen. `dataset` holds both outcomes. */
export function judgeCard(card: Scorecard, dataset: Dataset): Judgement {
  const { probabilities } = scoreDataset(card, dataset);
  const checks = checkCharacteristics(card, dataset);
  return {
    report: judgePredictions(probabilities, dataset.outcomes, false),
    characteristics: card.characteristics.map(({ feature, bins }, index) => {
      const before = bins.map(({ goods = 0, bads = 0 }) => goods + bads);
      const now = checks[index]?.counts.map(({ goods, bads }) => goods + bads) ?? [];
      const isCounted = before.some((rows) => rows > 0);
      const informationValue = checks[index]?.informationValue ?? 0;
      return { feature, informationValue, stability: isCounted ? populationStability(before, now) : null };
    }),
    absent: card.characteristics
      .map(({ feature }) => feature)
      .filter((feature) => dataset.columns.every(({ name }) => name !== feature)),
  };
}

export function judgementReport(card: Scorecard, { report, characteristics, absent }: Judgement): Report {
  const { metrics, hosmerLemeshowP, calibration } = report;
  const figures = [metrics.auc, metrics.gini, metrics.ks, metrics.brier, metrics.logLoss, hosmerLemeshowP];
  const shown = (value: number | null): string => (value === null ? '' : value.toFixed(4));
  return {
    title: `Scorecard ${card.name}, version ${card.version}, on new data`,
    blocks: [
      {
        kind: 'TABLE',
        columns: ['Rows', 'Bad', 'AUC', 'Gini', 'KS', 'Brier', 'Log-loss', 'Hosmer-Lemeshow p'],
        rows: [[String(metrics.rows), String(metrics.bads), ...figures.map(shown)]],
        words: [],
      },
      ...(absent.length > 0
        ? [{ kind: 'PARAGRAPH' as const, text: `Scored as missing, for the data lacks them: ${absent.join(', ')}.` }]
        : []),
      { kind: 'HEADING', text: 'Calibration' },
      { kind: 'PICTURE', svg: calibrationPlot([{ name: 'observed', colour: '#1f6feb', groups: calibration }]) },
      { kind: 'HEADING', text: 'Characteristics' },
      {
        kind: 'TABLE',
        columns: ['Column', 'Information value', 'Stability against training'],
        rows: characteristics.map((entry) => [entry.feature, shown(entry.informationValue), shown(entry.stability)]),
        words: [0],
      },
    ],
  };
}
