import { type FieldIssue, isCalendarDate, issue } from '../kernel/index.js';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Collects what is wrong, so that one reading of the answer mends the whole artefact. */
class Findings {
  readonly issues: FieldIssue[] = [];

  add(path: string, code: string, message: string): void {
    this.issues.push(issue(path, code, message));
  }

  text(owner: Json, path: string, key: string): string | undefined {
    const value = owner[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.add(join(path, key), 'NOT_TEXT', 'must be a text that is not empty');
    return undefined;
  }

  number(owner: Json, path: string, key: string): number | undefined {
    const value = owner[key];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.add(join(path, key), 'NOT_A_NUMBER', 'must be a finite number');
    return undefined;
  }

  positive(owner: Json, path: string, key: string): void {
    const value = this.number(owner, path, key);
    if (value !== undefined && value <= 0) this.add(join(path, key), 'OUT_OF_RANGE', `must be above 0, is ${value}`);
  }
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/**
 * Everything wrong with a scorecard read from JSON: shape, ranges, bins that overlap, leave a gap, or lack the bin
 * for missing or unseen values. An empty list means the value is a `Scorecard` that `score` accepts for any features.
 */
export function validateScorecard(value: unknown): FieldIssue[] {
  const findings = new Findings();
  if (!isObject(value)) return [issue('', 'NOT_AN_OBJECT', 'a scorecard is a JSON object')];
  if (value.kind !== 'covergraph.scorecard') findings.add('kind', 'UNKNOWN_KIND', 'must be "covergraph.scorecard"');
  if (value.format !== 1) findings.add('format', 'UNKNOWN_FORMAT', `must be 1, is ${JSON.stringify(value.format)}`);
  findings.text(value, '', 'name');
  findings.text(value, '', 'version');
  findings.number(value, '', 'baseScore');
  findings.positive(value, '', 'baseOdds');
  findings.positive(value, '', 'pointsToDouble');
  findings.number(value, '', 'intercept');
  checkCalibration(findings, value.calibration);
  checkCharacteristics(findings, value.characteristics);
  checkTraining(findings, value.training);
  return findings.issues;
}

function checkTraining(findings: Findings, training: unknown): void {
  if (training === undefined) return;
  if (!isObject(training)) {
    findings.add('training', 'NOT_AN_OBJECT', 'must be an object when present');
    return;
  }
  findings.text(training, 'training', 'dataHash');
  const trainedOn = findings.text(training, 'training', 'trainedOn');
  if (trainedOn !== undefined && !isCalendarDate(trainedOn)) {
    findings.add('training.trainedOn', 'NOT_A_DATE', 'must be a calendar date, YYYY-MM-DD');
  }
  checkMetrics(findings, training.train, 'training.train');
  if (training.test !== null && training.test !== undefined) checkMetrics(findings, training.test, 'training.test');
  checkScoreBands(findings, training.scoreBands);
}

function checkMetrics(findings: Findings, metrics: unknown, path: string): void {
  if (!isObject(metrics)) {
    findings.add(path, 'NOT_AN_OBJECT', 'must hold the metrics of a sample');
    return;
  }
  for (const key of ['rows', 'bads', 'auc', 'ks', 'brier']) findings.number(metrics, path, key);
}

function checkScoreBands(findings: Findings, scoreBands: unknown): void {
  if (scoreBands === undefined) return;
  const path = 'training.scoreBands';
  if (!Array.isArray(scoreBands) || scoreBands.length === 0 || !scoreBands.every(isObject)) {
    findings.add(path, 'NOT_A_LIST', 'must be a list of bands when present');
    return;
  }
  const bands = scoreBands as readonly Json[];
  for (const [index, band] of bands.entries()) checkCount(findings, band, `${path}[${index}]`, 'rows');
  checkRanges(
    findings,
    bands.map((bin, index) => ({ bin, path: `${path}[${index}]` })),
  );
}

function checkCalibration(findings: Findings, calibration: unknown): void {
  if (!isObject(calibration)) {
    findings.add('calibration', 'NOT_AN_OBJECT', 'must hold slope and offset');
    return;
  }
  findings.positive(calibration, 'calibration', 'slope');
  findings.number(calibration, 'calibration', 'offset');
}

function checkCharacteristics(findings: Findings, characteristics: unknown): void {
  if (!Array.isArray(characteristics) || characteristics.length === 0) {
    findings.add('characteristics', 'EMPTY', 'must be a list with at least one characteristic');
    return;
  }
  const seen = new Set<string>();
  for (const [index, characteristic] of characteristics.entries()) {
    const path = `characteristics[${index}]`;
    if (!isObject(characteristic)) {
      findings.add(path, 'NOT_AN_OBJECT', 'must be an object');
      continue;
    }
    const feature = findings.text(characteristic, path, 'feature');
    if (feature !== undefined && seen.has(feature)) {
      findings.add(`${path}.feature`, 'DUPLICATE', `${feature} is already a characteristic`);
    }
    if (feature !== undefined) seen.add(feature);
    for (const key of ['label', 'reasonCode', 'reason']) findings.text(characteristic, path, key);
    findings.number(characteristic, path, 'coefficient');
    checkBins(findings, characteristic.bins, `${path}.bins`);
  }
}

function checkBins(findings: Findings, bins: unknown, path: string): void {
  if (!Array.isArray(bins) || bins.length === 0) {
    findings.add(path, 'EMPTY', 'must be a list with at least one bin');
    return;
  }
  const kinds = { RANGE: 0, CATEGORIES: 0, MISSING: 0, OTHER: 0 };
  const categories = new Set<string>();
  const ranges: { bin: Json; path: string }[] = [];
  for (const [index, bin] of bins.entries()) {
    const binPath = `${path}[${index}]`;
    if (!isObject(bin)) {
      findings.add(binPath, 'NOT_AN_OBJECT', 'must be an object');
      continue;
    }
    findings.number(bin, binPath, 'woe');
    findings.number(bin, binPath, 'points');
    for (const key of ['goods', 'bads']) if (bin[key] !== undefined) checkCount(findings, bin, binPath, key);
    const { kind } = bin;
    if (kind !== 'RANGE' && kind !== 'CATEGORIES' && kind !== 'MISSING' && kind !== 'OTHER') {
      findings.add(`${binPath}.kind`, 'UNKNOWN_KIND', 'must be RANGE, CATEGORIES, MISSING or OTHER');
      continue;
    }
    kinds[kind] += 1;
    if (kind === 'RANGE') ranges.push({ bin, path: binPath });
    if (kind === 'CATEGORIES') checkCategories(findings, bin.values, `${binPath}.values`, categories);
  }
  checkKinds(findings, kinds, path);
  checkRanges(findings, ranges);
}

function checkCount(findings: Findings, bin: Json, path: string, key: string): void {
  const count = findings.number(bin, path, key);
  if (count !== undefined && count < 0)
    findings.add(`${path}.${key}`, 'OUT_OF_RANGE', `must be at least 0, is ${count}`);
}

function checkCategories(findings: Findings, values: unknown, path: string, seen: Set<string>): void {
  if (!Array.isArray(values) || values.length === 0 || values.some((entry) => typeof entry !== 'string')) {
    findings.add(path, 'NOT_A_LIST', 'must be a list of texts that is not empty');
    return;
  }
  for (const entry of values as string[]) {
    if (seen.has(entry)) findings.add(path, 'DUPLICATE', `${entry} is in two bins`);
    seen.add(entry);
  }
}

function checkKinds(findings: Findings, kinds: Readonly<Record<string, number>>, path: string): void {
  const count = (kind: string): number => kinds[kind] ?? 0;
  if (count('MISSING') !== 1) findings.add(path, 'MISSING_BIN', `must have one MISSING bin, has ${count('MISSING')}`);
  if (count('OTHER') > 1) findings.add(path, 'DUPLICATE', `must have at most one OTHER bin, has ${count('OTHER')}`);
  if (count('RANGE') > 0 && count('CATEGORIES') > 0) {
    findings.add(path, 'MIXED_BINS', 'must have ranges or categories, not both');
  }
  if (count('RANGE') === 0 && count('OTHER') === 0) {
    findings.add(path, 'OTHER_BIN', 'must have an OTHER bin for values the categories do not name');
  }
}

const edge = (value: unknown): value is number | null =>
  value === null || (typeof value === 'number' && Number.isFinite(value));

/** Ranges must ascend and join: the first from minus infinity, each from where the last ended, the last to infinity. */
function checkRanges(findings: Findings, ranges: readonly { readonly bin: Json; readonly path: string }[]): void {
  let expected: number | null = null;
  for (const [index, { bin, path }] of ranges.entries()) {
    const { from, to } = bin;
    if (!edge(from) || !edge(to)) {
      findings.add(path, 'NOT_A_RANGE', 'from and to must be finite numbers or null');
      return;
    }
    const isLast = index === ranges.length - 1;
    if (from !== expected || (index > 0 && from === null)) {
      findings.add(`${path}.from`, 'RANGE_GAP', `must be ${expected}, where the last range ended; is ${from}`);
    }
    if (isLast !== (to === null)) {
      findings.add(
        `${path}.to`,
        'RANGE_GAP',
        isLast ? 'the last range must end at null' : 'only the last range ends at null',
      );
    }
    if (from !== null && to !== null && !(from < to)) {
      findings.add(path, 'OUT_OF_RANGE', `from ${from} must be below to ${to}`);
    }
    expected = to;
  }
}
