/** Row positions of a part and of the rest. */
export interface Fold {
  readonly inside: Uint32Array;
  readonly outside: Uint32Array;
}

/** Deals bads and goods in turn into `folds` parts: deterministic, and every part has its share of both. */
export function foldRows(outcomes: Uint8Array, folds: number): readonly Fold[] {
  const dealt = [0, 0];
  const foldOf = outcomes.map((outcome) => {
    const turn = dealt[outcome] ?? 0;
    dealt[outcome] = turn + 1;
    return turn % folds;
  });
  return Array.from({ length: folds }, (_, fold) => splitRows(outcomes.length, (row) => foldOf[row] === fold));
}

/** Splits rows 0 to rows - 1 by a rule on the position. */
export function splitRows(rows: number, isInside: (row: number) => boolean): Fold {
  const inside = new Uint32Array(rows);
  const outside = new Uint32Array(rows);
  let [kept, left] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    if (isInside(row)) inside[kept++] = row;
    else outside[left++] = row;
  }
  return { inside: inside.slice(0, kept), outside: outside.slice(0, left) };
}

/** How rows are kept back for testing; row numbers count from 1 in the order of the file. */
export type TestRule =
  | { readonly kind: 'NONE' }
  /** Row number mod `modulus` is one of `remainders`. */
  | { readonly kind: 'MODULUS'; readonly modulus: number; readonly remainders: readonly number[] }
  /** A share of the rows drawn at random, the same rows for the same seed. */
  | { readonly kind: 'HOLDOUT'; readonly share: number; readonly seed: number };

/** A uniform number in [0, 1) that depends on seed and row only (integer hash by Wellons, lowbias32). */
function uniform(seed: number, row: number): number {
  let x = (Math.imul(seed + 1, 0x9e3779b9) ^ row) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** Test rows inside, training rows outside. */
export function testRows(rows: number, rule: TestRule): Fold {
  switch (rule.kind) {
    case 'NONE':
      return splitRows(rows, () => false);
    case 'MODULUS':
      return splitRows(rows, (row) => rule.remainders.includes((row + 1) % rule.modulus));
    case 'HOLDOUT':
      return splitRows(rows, (row) => uniform(rule.seed, row) < rule.share);
  }
}
