import { requireFinite, requireProbability } from './risk-arguments.js';

const SQRT_TWO_PI = 2.5066282746310002;

/** Density of the standard normal distribution at `x`. */
export const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / SQRT_TWO_PI;

/** Coefficients from the highest power down, as Horner's rule wants them. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

// W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969), 631-637,
// in the normalisation for the normal distribution (TOMS 715).
const CENTRE_TOP = [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356];
const CENTRE_BOTTOM = [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673];
const MIDDLE_TOP = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
];
const MIDDLE_BOTTOM = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097, 34900.95272114598,
  38912.00328609327, 19685.429676859992,
];
const TAIL_TOP = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
  2.9112874951168793e-5,
];
const TAIL_BOTTOM = [
  1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5,
];

/** exp(-y^2 / 2) without losing the digits that y^2 would round away. */
function tailWeight(y: number): number {
  const head = Math.trunc(y * 16) / 16;
  return Math.exp(-0.5 * head * head) * Math.exp(-0.5 * (y - head) * (y + head));
}

/** P(Z > y) for y > 0.67448975. */
function upperTail(y: number): number {
  if (y > 38.6) return 0;
  if (y <= Math.sqrt(32)) return (tailWeight(y) * polynomial(MIDDLE_TOP, y)) / polynomial(MIDDLE_BOTTOM, y);
  const inverse = 1 / (y * y);
  const correction = (inverse * polynomial(TAIL_TOP, inverse)) / polynomial(TAIL_BOTTOM, inverse);
  return (tailWeight(y) * (1 / SQRT_TWO_PI - correction)) / y;
}

/**
 * Distribution function of the standard normal, with about 15 correct digits in both tails.
 * @throws ArgumentError `NOT_FINITE` when x is NaN; infinities give 0 and 1
 */
export function normalCdf(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return 1;
  if (x === Number.NEGATIVE_INFINITY) return 0;
  const y = Math.abs(requireFinite(x, 'x'));
  if (y <= 0.67448975) {
    const square = x * x;
    return 0.5 + (x * polynomial(CENTRE_TOP, square)) / polynomial(CENTRE_BOTTOM, square);
  }
  const tail = upperTail(y);
  return x > 0 ? 1 - tail : tail;
}

// M. J. Wichura, Algorithm AS 241: The percentage points of the normal distribution, Appl. Statist. 37 (1988), 477-484.
const NEAR_TOP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
];
const NEAR_BOTTOM = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
];
const FAR_TOP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const FAR_BOTTOM = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const EXTREME_TOP = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const EXTREME_BOTTOM = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
];

/**
 * Quantile of the standard normal: the x with P(Z <= x) = p. 0 gives minus infinity, 1 plus infinity.
 * @param probability 0 to 1
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export function normalQuantile(probability: number): number {
  requireProbability(probability, 'probability');
  if (probability === 0) return Number.NEGATIVE_INFINITY;
  if (probability === 1) return Number.POSITIVE_INFINITY;
  const fromHalf = probability - 0.5;
  if (Math.abs(fromHalf) <= 0.425) {
    const r = 0.180625 - fromHalf * fromHalf;
    return (fromHalf * polynomial(NEAR_TOP, r)) / polynomial(NEAR_BOTTOM, r);
  }
  const r = Math.sqrt(-Math.log(fromHalf < 0 ? probability : 1 - probability));
  const size =
    r <= 5
      ? polynomial(FAR_TOP, r - 1.6) / polynomial(FAR_BOTTOM, r - 1.6)
      : polynomial(EXTREME_TOP, r - 5) / polynomial(EXTREME_BOTTOM, r - 5);
  return fromHalf < 0 ? -size : size;
}
