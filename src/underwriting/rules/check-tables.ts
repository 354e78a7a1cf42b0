import { type FieldIssue, issue } from '../../kernel/index.js';
import type { FeatureKind } from '../../scenarios/contract/index.js';
import { type Box, BoxCheck, Budget } from './boxes.js';
import type { Condition, DecisionTable, Row } from './table.js';
import {
  EVERY_TEXT,
  HIGHEST,
  intersection,
  intersectionOfTexts,
  isEmpty,
  LOWEST,
  NO_TEXT,
  span,
  type ValueSet,
} from './value-set.js';

/** An ERROR keeps a version from being published; a WARNING is worth a look. */
export interface Finding extends FieldIssue {
  readonly severity: 'ERROR' | 'WARNING';
}

/** The features tables may name. */
export interface FeatureCatalogue {
  readonly kinds: Readonly<Record<string, FeatureKind>>;
  /** False when the scenario module does not declare its features: a name that is not listed may still be one. */
  readonly isComplete: boolean;
}

/** What a feature holds; undefined when the catalogue does not list it. Members every object inherits are no features. */
export const kindOf = ({ kinds }: FeatureCatalogue, feature: string): FeatureKind | undefined =>
  Object.hasOwn(kinds, feature) ? kinds[feature] : undefined;

export const error = (path: string, code: string, message: string): Finding => ({
  ...issue(path, code, message),
  severity: 'ERROR',
});
export const warning = (path: string, code: string, message: string): Finding => ({
  ...issue(path, code, message),
  severity: 'WARNING',
});

const hasBounds = ({ from, over, upTo, below }: Condition): boolean =>
  [from, over, upTo, below].some((bound) => bound !== undefined);
const hasTexts = (condition: Condition): boolean => condition.in !== undefined || condition.notIn !== undefined;

function domainOf(kind: FeatureKind | undefined): ValueSet {
  const everyNumber = span(LOWEST, HIGHEST);
  if (kind === undefined) return { unknown: true, spans: everyNumber, texts: EVERY_TEXT };
  if (kind === 'NUMBER') return { unknown: true, spans: everyNumber, texts: NO_TEXT };
  if (kind === 'CATEGORY') return { unknown: true, spans: [], texts: EVERY_TEXT };
  return { unknown: true, spans: [], texts: { listed: new Set(kind), allBut: false } };
}

/** The values that meet a condition. */
function setOf(condition: Condition, domain: ValueSet): ValueSet {
  if (condition.unknown === true) return { unknown: true, spans: [], texts: NO_TEXT };
  const { from, over, upTo, below } = condition;
  const [start, end] = [from ?? over, upTo ?? below];
  const numbers = span(
    start === undefined ? LOWEST : [Number(start), from === undefined ? 1 : 0],
    end === undefined ? HIGHEST : [Number(end), upTo === undefined ? 0 : 1],
  );
  const named = condition.in ? { listed: new Set(condition.in), allBut: false } : EVERY_TEXT;
  const texts = intersectionOfTexts(named, { listed: new Set(condition.notIn), allBut: true });
  const known: ValueSet = {
    unknown: false,
    spans: hasTexts(condition) ? [] : numbers,
    texts: hasBounds(condition) ? NO_TEXT : texts,
  };
  return intersection(known, domain);
}

function conditionFindings(
  path: string,
  [feature, condition]: readonly [string, Condition],
  catalogue: FeatureCatalogue,
): Finding[] {
  const kind = kindOf(catalogue, feature);
  if (hasBounds(condition) && hasTexts(condition)) {
    return [error(path, 'TYPE_CLASH', 'compares with numbers and with texts; no value is both')];
  }
  if (kind === undefined) {
    return catalogue.isComplete
      ? [error(path, 'UNKNOWN_FEATURE', `${feature} is no feature of this scenario`)]
      : [warning(path, 'UNDECLARED_FEATURE', `the scenario does not declare its features; is ${feature} one?`)];
  }
  if (kind === 'NUMBER') {
    return hasTexts(condition) ? [error(path, 'TYPE_CLASH', `${feature} is a number, not a text`)] : [];
  }
  if (hasBounds(condition)) return [error(path, 'TYPE_CLASH', `${feature} is a text, not a number`)];
  if (kind === 'CATEGORY') return [];
  return [...(condition.in ?? []), ...(condition.notIn ?? [])]
    .filter((text) => !kind.includes(text))
    .map((text) => error(path, 'UNKNOWN_VALUE', `${feature} is never ${text}; it is one of ${kind.join(', ')}`));
}

/** What a row of a FIRST table that shares requests with earlier ones deserves to hear. */
function shadowFindings(path: string, [box, ...earlier]: readonly [Box, ...Box[]], check: BoxCheck): Finding[] {
  const covered = check.isCovered(box, earlier);
  if (covered) return [error(path, 'UNREACHABLE_ROW', 'earlier rows take every request it would take')];
  if (covered === undefined) {
    return [warning(path, 'NOT_CHECKED', 'the rows before it are too intricate to say whether it can be reached')];
  }
  const other = earlier.findIndex((first) => check.meet(box, first) && check.isCovered(first, [box]) === false);
  if (other < 0) return [];
  const message = `takes some requests of row ${other + 1} too; that row speaks for them`;
  return [warning(path, 'OVERLAPPING_ROWS', message)];
}

function boxOf({ when }: Row, catalogue: FeatureCatalogue): Box {
  return new Map(
    Object.entries(when).map(([feature, condition]) => [
      feature,
      setOf(condition, domainOf(kindOf(catalogue, feature))),
    ]),
  );
}

interface Setting {
  readonly catalogue: FeatureCatalogue;
  readonly budget: Budget;
}

function tableFindings(path: string, table: DecisionTable, { catalogue, budget }: Setting): Finding[] {
  const findings: Finding[] = [];
  const boxes = table.rows.map((row) => boxOf(row, catalogue));
  const check = new BoxCheck((feature) => domainOf(kindOf(catalogue, feature)), budget);
  for (const [at, row] of table.rows.entries()) {
    const rowPath = `${path}.rows[${at}]`;
    const own = Object.entries(row.when).flatMap((entry) =>
      conditionFindings(`${rowPath}.when.${entry[0]}`, entry, catalogue),
    );
    findings.push(...own);
    if (own.some(({ severity }) => severity === 'ERROR')) continue;
    const box = boxes[at] ?? new Map<string, ValueSet>();
    const empty = [...box].find(([, values]) => isEmpty(values));
    if (empty) findings.push(error(rowPath, 'UNREACHABLE_ROW', `no value of ${empty[0]} meets its condition`));
    else if (table.hitPolicy === 'FIRST')
      findings.push(...shadowFindings(rowPath, [box, ...boxes.slice(0, at)], check));
  }
  return findings;
}

/** Everything wrong, or worth a look, in tables of sound shape. */
export function checkTables(tables: readonly DecisionTable[], catalogue: FeatureCatalogue): Finding[] {
  const budget = new Budget();
  return tables.flatMap((table, at) => tableFindings(`rules[${at}]`, table, { catalogue, budget }));
}
