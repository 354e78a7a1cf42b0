import type { CalibrationGroup } from '../finance/calibration-tests.js';
import type { Bin, Characteristic } from '../finance/scorecard.js';
import { calibrationPlot } from './calibration-plot.js';
import type { SampleReport, ScoreBand } from './judge.js';
import type { Block, Report } from './report-blocks.js';
import type { TrainedModel } from './train.js';

const figure = (value: number | null | undefined, decimals = 4): string =>
  value === null || value === undefined ? '' : value.toFixed(decimals);
const percent = (value: number): string => `${(value * 100).toFixed(2)} %`;
const rate = (bads: number, rows: number): string => (rows === 0 ? '' : percent(bads / rows));

const heading = (text: string): Block => ({ kind: 'HEADING', text });
const paragraph = (text: string): Block => ({ kind: 'PARAGRAPH', text });
const table = (
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  words: readonly number[] = [0],
): Block => ({
  kind: 'TABLE',
  columns,
  rows,
  words,
});

/** What a bin holds, for people. */
export function binLabel(bin: Bin): string {
  switch (bin.kind) {
    case 'RANGE':
      if (bin.from === null && bin.to === null) return 'any value';
      if (bin.from === null) return `below ${bin.to}`;
      return bin.to === null ? `${bin.from} and more` : `${bin.from} to below ${bin.to}`;
    case 'CATEGORIES':
      return bin.values.join(', ');
    case 'MISSING':
      return 'missing';
    case 'OTHER':
      return 'any other';
  }
}

/** The whole story of a training run: enough to accept or refuse the card without asking its maker. */
export function trainingReport(model: TrainedModel): Report {
  const { card } = model;
  return {
    title: `Scorecard ${card.name}, version ${card.version}`,
    blocks: [
      ...summary(model),
      ...calibration(model),
      ...information(model),
      ...stability(model),
      ...reasons(model),
      heading('Characteristics and their bins'),
      ...card.characteristics.flatMap(characteristic),
    ],
  };
}

function summary({ card, train, crossValidated, test, psi, warnings }: TrainedModel): readonly Block[] {
  const samples: readonly (readonly [string, SampleReport | null])[] = [
    ['training', train],
    ['cross-validated', crossValidated],
    ['test', test],
  ];
  const rows = samples.flatMap(([name, report]) => {
    if (!report) return [];
    const { metrics, hosmerLemeshowP } = report;
    const figures = [metrics.auc, metrics.gini, metrics.ks, metrics.brier, metrics.logLoss, hosmerLemeshowP];
    const counts = [String(metrics.rows), String(metrics.bads), rate(metrics.bads, metrics.rows)];
    return [[name, ...counts, ...figures.map((value) => figure(value))]];
  });
  const { training, calibration: fitted } = card;
  return [
    heading('Summary'),
    table(['Sample', 'Rows', 'Bad', 'Bad rate', 'AUC', 'Gini', 'KS', 'Brier', 'Log-loss', 'Hosmer-Lemeshow p'], rows),
    paragraph(
      `${card.baseScore} points at odds of ${card.baseOdds} good to 1 bad; ${card.pointsToDouble} points double the odds. ` +
        `Log-odds of bad = ${figure(card.intercept)} + sum of coefficient x WoE; ` +
        `PD = logistic(${figure(fitted.offset)} + ${figure(fitted.slope)} x log-odds).` +
        (psi === null ? '' : ` Population stability of the score, test against training: ${figure(psi)}.`),
    ),
    ...(training
      ? [
          paragraph(
            `Trained on ${training.trainedOn}; bad means ${training.target} = ${training.badValue}; data ${training.dataHash}.`,
          ),
        ]
      : []),
    ...warnings.map((warning) => paragraph(`Note: ${warning}.`)),
  ];
}

function calibration({ test, crossValidated }: TrainedModel): readonly Block[] {
  const shown = test ?? crossValidated;
  const series = [{ name: 'cross-validated training rows', colour: '#8a94a3', groups: crossValidated.calibration }];
  if (test) series.push({ name: 'test rows', colour: '#1f6feb', groups: test.calibration });
  const line = (group: CalibrationGroup): readonly string[] => [
    `${percent(group.lowestPrediction)} to ${percent(group.highestPrediction)}`,
    String(group.cases),
    String(group.bads),
    percent(group.meanPrediction),
    percent(group.badRate),
  ];
  return [
    heading('Calibration'),
    { kind: 'PICTURE', svg: calibrationPlot(series) },
    table(
      ['Predicted', `Rows (${test ? 'test' : 'cross-validated'})`, 'Bad', 'Mean predicted', 'Observed'],
      shown.calibration.map(line),
    ),
  ];
}

function information({ card, characteristics, dropped }: TrainedModel): readonly Block[] {
  const used = characteristics.map(({ feature, informationValue, wald, test }) => {
    const coefficient = card.characteristics.find((entry) => entry.feature === feature)?.coefficient;
    const figures = [informationValue, test?.informationValue, test?.stability, coefficient, wald];
    return [feature, ...figures.map((value) => figure(value)), 'used'];
  });
  const unused = [...dropped]
    .sort((a, b) => (b.informationValue ?? -1) - (a.informationValue ?? -1))
    .map(({ feature, informationValue, explanation }) => [
      feature,
      figure(informationValue),
      '',
      '',
      '',
      '',
      explanation,
    ]);
  return [
    heading('Information values'),
    table(
      ['Column', 'Information value', 'On test rows', 'Stability', 'Coefficient', 'Wald', 'Verdict'],
      [...used, ...unused],
      [0, 6],
    ),
  ];
}

function stability({ bands }: TrainedModel): readonly Block[] {
  const columns = ['Points', 'Training rows', 'Bad rate', ...(bands.test ? ['Test rows', 'Bad rate'] : [])];
  const cells = ({ rows, bads }: ScoreBand): readonly string[] => [String(rows), rate(bads, rows)];
  const rows = bands.train.map((band, index) => {
    const tested = bands.test?.[index];
    const name = binLabel({ kind: 'RANGE', from: band.from, to: band.to, woe: 0, points: 0 });
    return [name, ...cells(band), ...(tested ? cells(tested) : [])];
  });
  return [heading('Score bands'), table(columns, rows)];
}

function reasons({ card, reasonShares }: TrainedModel): readonly Block[] {
  const rows = card.characteristics.map(({ reasonCode, reason, feature }) => {
    const share = reasonShares.find(({ code }) => code === reasonCode)?.share ?? 0;
    return [reasonCode, reason, feature, percent(share)];
  });
  return [
    heading('Adverse action reasons'),
    table(['Code', 'What the person is told', 'Column', 'Given to'], rows, [0, 1, 2]),
  ];
}

function characteristic({ feature, label, bins }: Characteristic): readonly Block[] {
  const rows = bins.map((bin) => {
    const { goods = 0, bads = 0 } = bin;
    const cases = goods + bads;
    return [binLabel(bin), String(cases), String(bads), rate(bads, cases), figure(bin.woe), String(bin.points)];
  });
  return [
    paragraph(`${label} (${feature})`),
    table(['Bin', 'Training rows', 'Bad', 'Bad rate', 'WoE', 'Points'], rows),
  ];
}
