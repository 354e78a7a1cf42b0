import { difference, intersection, isEmpty, type ValueSet } from './value-set.js';

/** The requests a row takes: what each feature it names may be. Features it does not name may be anything. */
export type Box = ReadonlyMap<string, ValueSet>;

/** Everything a feature can be. */
export type Domain = (feature: string) => ValueSet;

/** Work allowed for the tables of a version, about a second: far more than tables people write need. */
export class Budget {
  private left = 200_000;

  spend(work: number): void {
    this.left -= work;
  }

  get isSpent(): boolean {
    return this.left <= 0;
  }
}

const WORK_OF_A_PIECE = 8;

/** Whether rows of one table take the same requests. */
export class BoxCheck {
  constructor(
    private readonly domain: Domain,
    private readonly budget: Budget,
  ) {}

  meet(a: Box, b: Box): boolean {
    this.budget.spend(1);
    return [...b].every(([feature, values]) => !isEmpty(intersection(this.of(a, feature), values)));
  }

  /** Whether every request that `box` takes is taken by one of `others`; undefined when that is too intricate to say. */
  isCovered(box: Box, others: readonly Box[]): boolean | undefined {
    let pieces: readonly Box[] = [box];
    for (const other of others) {
      if (this.budget.isSpent) return undefined;
      pieces = pieces.flatMap((piece) => this.without(piece, other));
      if (pieces.length === 0) return true;
    }
    return false;
  }

  private of(box: Box, feature: string): ValueSet {
    return box.get(feature) ?? this.domain(feature);
  }

  private without(box: Box, taken: Box): Box[] {
    if (!this.meet(box, taken)) return [box];
    const pieces: Box[] = [];
    let rest = box;
    for (const [feature, values] of taken) {
      const outside = difference(this.of(rest, feature), values);
      if (!isEmpty(outside)) pieces.push(new Map([...rest, [feature, outside]]));
      this.budget.spend(WORK_OF_A_PIECE);
      rest = new Map([...rest, [feature, intersection(this.of(rest, feature), values)]]);
    }
    return pieces;
  }
}
