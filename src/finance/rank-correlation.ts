import { ArgumentError } from '../kernel/index.js';
import { at, requireFinite, requireLength, requireNotEmpty } from './risk-arguments.js';

/** Ranks from 1, equal values sharing the mean of theirs. */
function midRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, row) => row).sort((a, b) => at(values, a) - at(values, b));
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && at(values, at(order, to)) === at(values, at(order, from))) to += 1;
    for (let place = from; place < to; place += 1) ranks[at(order, place)] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/**
 * Spearman's rank correlation with mid-ranks for ties: 1 when two scores sort alike, -1 when they sort the other way
 * round. Costs two sorts.
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `NOT_FINITE`, `CONSTANT` when all values of a list are equal
 * @see Kendall and Gibbons, Rank Correlation Methods, chapter 3
 */
export function rankCorrelation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  requireNotEmpty(first, 'first');
  requireLength(second, first.length, 'second');
  for (let row = 0; row < first.length; row += 1) {
    requireFinite(at(first, row), `first[${row}]`);
    requireFinite(at(second, row), `second[${row}]`);
  }
  const [one, two] = [midRanks(first), midRanks(second)];
  const mean = (first.length + 1) / 2;
  let [product, oneSquared, twoSquared] = [0, 0, 0];
  for (let row = 0; row < one.length; row += 1) {
    const [x, y] = [at(one, row) - mean, at(two, row) - mean];
    product += x * y;
    oneSquared += x * x;
    twoSquared += y * y;
  }
  if (oneSquared === 0 || twoSquared === 0) {
    throw new ArgumentError('CONSTANT', oneSquared === 0 ? 'first' : 'second', 'has one value only; nothing is sorted');
  }
  return product / Math.sqrt(oneSquared * twoSquared);
}
