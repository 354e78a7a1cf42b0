import { requireInteger, requireNotNegative, requirePositive, requireProbability } from './risk-arguments.js';

// Lanczos approximation, g = 7, n = 9 (Numerical Recipes 6.1; coefficients after Godfrey): 15 digits.
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 0.000009984369578019572, 1.5056327351493116e-7,
];

/** ln of the gamma function for x above 0. @throws ArgumentError `OUT_OF_RANGE` */
export function logGamma(x: number): number {
  requirePositive(x, 'x');
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let series = LANCZOS[0] ?? 0;
  for (let term = 1; term < LANCZOS.length; term += 1) series += (LANCZOS[term] ?? 0) / (x - 1 + term);
  const base = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(series);
}

/** Regularised upper incomplete gamma Q(a, x): series below a + 1, continued fraction above (Numerical Recipes 6.2). */
function upperGamma(a: number, x: number): number {
  if (x === 0) return 1;
  const weight = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - sum * weight;
  }
  let b = x + 1 - a;
  let [c, d] = [Number.MAX_VALUE, 1 / b];
  let fraction = d;
  for (let n = 1; n < 10_000; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return weight * fraction;
}

/**
 * P(chi-square with `degreesOfFreedom` >= statistic).
 * @param statistic at least 0
 * @param degreesOfFreedom whole number of at least 1
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export function chiSquareTail(statistic: number, degreesOfFreedom: number): number {
  requireNotNegative(statistic, 'statistic');
  requireInteger(degreesOfFreedom, 'degreesOfFreedom', 1);
  return upperGamma(degreesOfFreedom / 2, statistic / 2);
}

/**
 * P(X >= least) for X binomial with `trials` and `probability`. Sums the terms of the shorter side from the largest
 * outwards, so that small tails keep their digits.
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export function binomialTail(trials: number, least: number, probability: number): number {
  requireInteger(trials, 'trials', 0);
  requireInteger(least, 'least', 0);
  requireProbability(probability, 'probability');
  if (least === 0) return 1;
  if (least > trials || probability === 0) return 0;
  if (probability === 1) return 1;
  const odds = probability / (1 - probability);
  if (least <= trials * probability) return 1 - binomialSum(trials, least - 1, probability, 1 / odds, -1);
  return binomialSum(trials, least, probability, odds, 1);
}

/** Sum of the probabilities of `from`, `from + step`, ... to the end of the range; `odds` are those of one step. */
function binomialSum(trials: number, from: number, probability: number, odds: number, step: 1 | -1): number {
  const ways = logGamma(trials + 1) - logGamma(from + 1) - logGamma(trials - from + 1);
  let term = Math.exp(ways + from * Math.log(probability) + (trials - from) * Math.log1p(-probability));
  let sum = 0;
  for (let k = from; k >= 0 && k <= trials && term > sum * 1e-18; k += step) {
    sum += term;
    term *= odds * (step === 1 ? (trials - k) / (k + 1) : k / (trials - k + 1));
  }
  return Math.min(1, sum);
}
