import type { FeatureValue } from '../finance/scorecard.js';
import type { Fold } from './split.js';

/** A column as positions in its distinct values; -1 is missing. */
interface CodedColumn {
  readonly name: string;
  readonly codes: Int32Array;
}

/** Numbers, the distinct ones ascending: bins can be counted without sorting again. */
export interface NumericColumn extends CodedColumn {
  readonly kind: 'NUMERIC';
  readonly levels: Float64Array;
}

export interface CategoryColumn extends CodedColumn {
  readonly kind: 'CATEGORY';
  readonly levels: readonly string[];
}

export type Column = NumericColumn | CategoryColumn;

/** Rows with an outcome, column by column: what training sees. */
export interface Dataset {
  readonly columns: readonly Column[];
  /** 1 bad, 0 good. */
  readonly outcomes: Uint8Array;
}

/** A numeric column from its values; NaN is missing. */
export function numericColumn(name: string, values: ArrayLike<number>): NumericColumn {
  const present = Float64Array.from(values).filter((value) => !Number.isNaN(value));
  const levels = Float64Array.from(new Set(present)).sort();
  const codeOf = new Map<number, number>();
  for (const [code, level] of levels.entries()) codeOf.set(level, code);
  return { kind: 'NUMERIC', name, levels, codes: Int32Array.from(values, (value) => codeOf.get(value) ?? -1) };
}

/** A column of texts; null is missing. */
export function categoryColumn(name: string, values: readonly (string | null)[]): CategoryColumn {
  const levels = [...new Set(values.filter((value) => value !== null))];
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const codes = Int32Array.from(values, (value) => (value === null ? -1 : (codeOf.get(value) ?? -1)));
  return { kind: 'CATEGORY', name, levels, codes };
}

/** The value as `score` takes it. */
export const valueAt = ({ levels, codes }: Column, row: number): FeatureValue => levels[codes[row] ?? -1] ?? null;

function pickCodes(codes: Int32Array, rows: Uint32Array): Int32Array {
  const picked = new Int32Array(rows.length);
  for (let position = 0; position < rows.length; position += 1) picked[position] = codes[rows[position] ?? 0] ?? -1;
  return picked;
}

/** The same column with only `rows`, in their order. */
export const pickRows = <C extends Column>(column: C, rows: Uint32Array): C => ({
  ...column,
  codes: pickCodes(column.codes, rows),
});

export function pickOutcomes(outcomes: Uint8Array, rows: Uint32Array): Uint8Array {
  const picked = new Uint8Array(rows.length);
  for (let position = 0; position < rows.length; position += 1) picked[position] = outcomes[rows[position] ?? 0] ?? 0;
  return picked;
}

export const pickDataset = ({ columns, outcomes }: Dataset, rows: Uint32Array): Dataset => ({
  columns: columns.map((column) => pickRows(column, rows)),
  outcomes: pickOutcomes(outcomes, rows),
});

export const countBads = (outcomes: Uint8Array): number => outcomes.reduce((sum, outcome) => sum + outcome, 0);

/** Goods and bads of the missing values (slot 0) and of every level (slot code + 1). */
export interface LevelCounts {
  readonly goods: Float64Array;
  readonly bads: Float64Array;
}

export function countLevels({ levels, codes }: Column, outcomes: Uint8Array): LevelCounts {
  const counts = { goods: new Float64Array(levels.length + 1), bads: new Float64Array(levels.length + 1) };
  for (let row = 0; row < codes.length; row += 1) {
    const side = outcomes[row] === 1 ? counts.bads : counts.goods;
    const slot = (codes[row] ?? -1) + 1;
    side[slot] = (side[slot] ?? 0) + 1;
  }
  return counts;
}

/** For each fold the counts of the rows outside it. */
export function countOutside(column: Column, outcomes: Uint8Array, folds: readonly Fold[]): readonly LevelCounts[] {
  const whole = countLevels(column, outcomes);
  return folds.map(({ inside }) => {
    const outside = { goods: whole.goods.slice(), bads: whole.bads.slice() };
    for (const row of inside) {
      const side = outcomes[row] === 1 ? outside.bads : outside.goods;
      const slot = (column.codes[row] ?? -1) + 1;
      side[slot] = (side[slot] ?? 0) - 1;
    }
    return outside;
  });
}
