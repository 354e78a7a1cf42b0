import type { Features, FeatureValue } from '../../finance/scorecard-types.js';
import { unreachable } from '../../kernel/index.js';
import type { UnderwritingFlag } from '../../scenarios/contract/index.js';
import type { Condition, DecisionTable, Row } from './table.js';

/** One cell of a row, ready to be compared. */
interface Test {
  readonly feature: string;
  readonly from: number;
  readonly over: number;
  readonly upTo: number;
  readonly below: number;
  readonly isNumeric: boolean;
  readonly within: ReadonlySet<string> | null;
  readonly without: ReadonlySet<string> | null;
  /** Whether the value must be unknown; null when the condition says nothing of it. */
  readonly unknown: boolean | null;
}

interface CompiledRow {
  readonly tests: readonly Test[];
  readonly row: Row;
}

interface CompiledTable {
  readonly code: string;
  readonly first: boolean;
  readonly rows: readonly CompiledRow[];
}

export type CompiledTables = readonly CompiledTable[];

/** A row that fired: which, what it did, and the values its conditions looked at. Stored with the decision. */
export interface RuleHit {
  readonly table: string;
  /** Position in its table, from 1. */
  readonly row: number;
  readonly effect: Row['effect'];
  readonly code: string;
  readonly values: Readonly<Record<string, FeatureValue>>;
  /** Whose values they are when they are a co-obligor's. */
  readonly obligorReference?: string;
}

/** A change of the premium before tax, decided by a table. */
export interface RulePriceAdjustment {
  readonly code: string;
  readonly message: string;
  readonly multiplier?: string | undefined;
  readonly addMinor?: string | undefined;
}

export interface RuleOutcome {
  readonly flags: readonly UnderwritingFlag[];
  readonly adjustments: readonly RulePriceAdjustment[];
  /** The highest level a row asks of whoever decides by hand; null when none does. */
  readonly authorityLevel: number | null;
  readonly trace: readonly RuleHit[];
}

const NOTHING: RuleOutcome = { flags: [], adjustments: [], authorityLevel: null, trace: [] };

/**
 * Features are binary numbers, conditions exact decimals of at most 15 significant digits. Such a decimal and the binary
 * number nearest to it determine each other, so comparing the two binary numbers answers exactly as comparing the
 * feature's shortest decimal text with the condition would, at the price of one machine instruction.
 */
function compiledTest(feature: string, condition: Condition): Test {
  const { from, over, upTo, below, unknown } = condition;
  return {
    feature,
    from: from === undefined ? -Infinity : Number(from),
    over: over === undefined ? -Infinity : Number(over),
    upTo: upTo === undefined ? Infinity : Number(upTo),
    below: below === undefined ? Infinity : Number(below),
    isNumeric: [from, over, upTo, below].some((bound) => bound !== undefined),
    within: condition.in ? new Set(condition.in) : null,
    without: condition.notIn ? new Set(condition.notIn) : null,
    unknown: unknown ?? null,
  };
}

const compileTables = (tables: readonly DecisionTable[]): CompiledTables =>
  tables.map(({ code, hitPolicy, rows }) => ({
    code,
    first: hitPolicy === 'FIRST',
    rows: rows.map((row) => ({
      tests: Object.entries(row.when).map(([feature, condition]) => compiledTest(feature, condition)),
      row,
    })),
  }));

function holds(test: Test, value: FeatureValue): boolean {
  if (value === null) return test.unknown === true;
  if (test.unknown === true) return false;
  if (typeof value === 'number') {
    if (test.within || test.without) return false;
    return value >= test.from && value > test.over && value <= test.upTo && value < test.below;
  }
  if (test.isNumeric) return false;
  return (test.within === null || test.within.has(value)) && (test.without === null || !test.without.has(value));
}

function flagOf(row: Row): UnderwritingFlag | undefined {
  const { code, message } = row;
  switch (row.effect) {
    case 'KNOCK_OUT':
      return { severity: 'DECLINE', code, message };
    case 'CURABLE':
      return { severity: 'DECLINE', code, message, curable: row.cure };
    case 'REFER':
      return { severity: 'REFER', code, message, ...(row.cure === undefined ? {} : { curable: row.cure }) };
    case 'INFO':
      return { severity: 'INFO', code, message };
    case 'PRICE_ADJUSTMENT':
    case 'AUTHORITY':
      return undefined;
    default:
      return unreachable(row);
  }
}

/** Features of a request and those the core adds when it has scored it. */
export interface RuleFeatures {
  readonly request: Features;
  readonly scored: Features;
}

/** Whatever is not a number or a text is unknown, members every object inherits included. */
function featureValue({ request, scored }: RuleFeatures, feature: string): FeatureValue {
  const value = scored[feature] ?? request[feature];
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

const isMet = ({ tests }: CompiledRow, features: RuleFeatures): boolean =>
  tests.every((test) => holds(test, featureValue(features, test.feature)));

interface Fired {
  readonly row: Row;
  readonly hit: RuleHit;
}

function firedRows(tables: CompiledTables, features: RuleFeatures): Fired[] {
  const fired: Fired[] = [];
  for (const { code: table, first, rows } of tables) {
    for (const [at, compiledRow] of rows.entries()) {
      if (!isMet(compiledRow, features)) continue;
      const { row, tests } = compiledRow;
      const values = Object.fromEntries(tests.map(({ feature }) => [feature, featureValue(features, feature)]));
      fired.push({ row, hit: { table, row: at + 1, effect: row.effect, code: row.code, values } });
      if (first) break;
    }
  }
  return fired;
}

/** What the tables make of a request. Reads nothing but its arguments: the same version and features answer the same. */
export function applyTables(tables: CompiledTables, features: RuleFeatures): RuleOutcome {
  const fired = firedRows(tables, features);
  if (fired.length === 0) return NOTHING;
  const flags: UnderwritingFlag[] = [];
  const adjustments: RulePriceAdjustment[] = [];
  let authorityLevel: number | null = null;
  for (const { row } of fired) {
    const flag = flagOf(row);
    if (flag) flags.push(flag);
    if (row.effect === 'AUTHORITY') authorityLevel = Math.max(authorityLevel ?? 0, row.level);
    if (row.effect !== 'PRICE_ADJUSTMENT') continue;
    const { code, message, multiplier, addMinor } = row;
    adjustments.push({ code, message, ...(multiplier === undefined ? { addMinor } : { multiplier }) });
  }
  return { flags, adjustments, authorityLevel, trace: fired.map(({ hit }) => hit) };
}

const compiled = new WeakMap<readonly DecisionTable[], CompiledTables>();

/** The tables ready to be applied, compiled once for every parsed version. */
export function compiledTables(tables: readonly DecisionTable[]): CompiledTables {
  const known = compiled.get(tables);
  if (known) return known;
  const fresh = compileTables(tables);
  compiled.set(tables, fresh);
  return fresh;
}
