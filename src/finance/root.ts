import { ArgumentError } from '../kernel/index.js';

/** A function of a rate with its derivative. */
export type Sloped = (rate: number) => { readonly value: number; readonly slope: number };

const MAX_STEPS = 200;

/**
 * The rate at which a function crosses zero between `low` and a bound found by doubling; Newton's steps, halved
 * whenever they would leave the bracket. Good to the last digits of a double.
 * @throws ArgumentError `NO_SOLUTION` when the function does not change sign up to 1e9
 */
export function solveRate(of: Sloped, argument: string, low = -0.999_999): number {
  let [from, to] = bracket(of, argument, low);
  const risesBelow = of(from).value < 0;
  let rate = from <= 0 && to >= 0.1 ? Math.min(0.01, (from + to) / 2) : (from + to) / 2;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { value, slope } = of(rate);
    if (value === 0) return rate;
    if (value < 0 === risesBelow) from = rate;
    else to = rate;
    const newton = rate - value / slope;
    const next = newton > from && newton < to ? newton : (from + to) / 2;
    if (Math.abs(next - rate) <= 1e-16 * Math.max(1, Math.abs(rate))) return next;
    rate = next;
  }
  return rate;
}

function bracket(of: Sloped, argument: string, low: number): [number, number] {
  const atZero = of(0).value;
  if (atZero === 0) return [-1e-12, 1e-12];
  for (let high = 0.01; high < 1e9; high *= 4) {
    if (of(high).value < 0 !== atZero < 0) return [0, high];
    const below = Math.max(low, -high);
    if (of(below).value < 0 !== atZero < 0) return [below, 0];
  }
  throw new ArgumentError('NO_SOLUTION', argument, 'no rate makes the payments worth the advances');
}
