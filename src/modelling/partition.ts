/** Rows of one step of an ordered characteristic. */
export interface Step {
  readonly goods: number;
  readonly bads: number;
}

export interface PartitionLimits {
  readonly maxBins: number;
  /** Least rows in a bin. */
  readonly minRows: number;
  /** Least bads and least goods in a bin, or to be expected in it at the average rate: a large pure bin may stand. */
  readonly minCases: number;
  /** Log-likelihood a further bin must gain. */
  readonly minGain: number;
}

/** Log-likelihood of a bin at its own bad rate. */
function logLikelihood({ goods, bads }: Step): number {
  const rows = goods + bads;
  return (goods > 0 ? goods * Math.log(goods / rows) : 0) + (bads > 0 ? bads * Math.log(bads / rows) : 0);
}

const badRate = ({ goods, bads }: Step): number => (goods + bads === 0 ? 0 : bads / (goods + bads));

/** A run of neighbouring steps, `end` exclusive. */
interface Block extends Step {
  readonly end: number;
}

/** Pools neighbours until bad rates never fall (`sign` 1) or never rise (-1): isotonic regression. */
function monotoneBlocks(steps: readonly Step[], sign: 1 | -1): readonly Block[] {
  const blocks: Block[] = [];
  for (const [index, step] of steps.entries()) {
    let block: Block = { goods: step.goods, bads: step.bads, end: index + 1 };
    for (let last = blocks.at(-1); last && sign * (badRate(block) - badRate(last)) <= 0; last = blocks.at(-1)) {
      block = { goods: last.goods + block.goods, bads: last.bads + block.bads, end: block.end };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks;
}

interface Choice {
  readonly value: number;
  readonly cut: number;
}

/**
 * Cuts ordered blocks into at most `maxBins` bins with the highest log-likelihood less `minGain` for each, by dynamic
 * programming. Merging neighbours of a monotone sequence keeps it monotone.
 */
function bestCuts(
  blocks: readonly Block[],
  limits: PartitionLimits,
): { readonly value: number; readonly ends: readonly number[] } {
  const sums: Step[] = [{ goods: 0, bads: 0 }];
  for (const { goods, bads } of blocks) {
    const last = sums.at(-1) ?? { goods: 0, bads: 0 };
    sums.push({ goods: last.goods + goods, bads: last.bads + bads });
  }
  const between = (from: number, to: number): Step => {
    const [low, high] = [sums[from], sums[to]];
    return { goods: (high?.goods ?? 0) - (low?.goods ?? 0), bads: (high?.bads ?? 0) - (low?.bads ?? 0) };
  };
  const total = between(0, blocks.length);
  const rarer = Math.min(badRate(total), 1 - badRate(total));
  const isAllowed = ({ goods, bads }: Step): boolean =>
    goods + bads >= limits.minRows && Math.max(Math.min(goods, bads), rarer * (goods + bads)) >= limits.minCases;
  // best[bins][end]: the first `end` blocks in `bins` bins.
  const best: (Choice | undefined)[][] = [[{ value: 0, cut: 0 }]];
  for (let bins = 1; bins <= Math.min(limits.maxBins, blocks.length); bins += 1) {
    const row: (Choice | undefined)[] = [];
    for (let end = bins; end <= blocks.length; end += 1) {
      for (let cut = bins - 1; cut < end; cut += 1) {
        const before = best[bins - 1]?.[cut];
        const step = between(cut, end);
        if (!before || !isAllowed(step)) continue;
        const value = before.value + logLikelihood(step) - limits.minGain;
        if (value > (row[end]?.value ?? Number.NEGATIVE_INFINITY)) row[end] = { value, cut };
      }
    }
    best.push(row);
  }
  return readBack(best, blocks);
}

function readBack(
  best: readonly (readonly (Choice | undefined)[])[],
  blocks: readonly Block[],
): { readonly value: number; readonly ends: readonly number[] } {
  let [value, bins] = [Number.NEGATIVE_INFINITY, 0];
  for (const [count, row] of best.entries()) {
    const choice = row[blocks.length];
    if (choice && choice.value > value) [value, bins] = [choice.value, count];
  }
  const ends: number[] = [];
  for (let end = blocks.length; bins > 0; bins -= 1) {
    ends.unshift(blocks[end - 1]?.end ?? 0);
    end = best[bins]?.[end]?.cut ?? 0;
  }
  return { value, ends };
}

/**
 * Cuts the steps of an ordered characteristic into bins whose bad rate is monotone in either direction, whichever fits
 * better. Returns the exclusive ends of the bins; one end (or none, when there are too few rows) means that the
 * characteristic tells nothing.
 */
export function monotonePartition(steps: readonly Step[], limits: PartitionLimits): readonly number[] {
  const rising = bestCuts(monotoneBlocks(steps, 1), limits);
  const falling = bestCuts(monotoneBlocks(steps, -1), limits);
  return rising.value >= falling.value ? rising.ends : falling.ends;
}
