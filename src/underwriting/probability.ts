import type { RatingFactor } from '../scenarios/contract/index.js';

/** A twelve-month probability of default is never certain either way; factors cannot push it out of 0.01 % to 99 %. */
export const clampProbability = (value: number): number => Math.min(0.99, Math.max(0.0001, value));

/** The probability of a scorecard, moved by what the scenario knows of the thing. */
export const withFactors = (probability: number, factors: readonly RatingFactor[]): number =>
  clampProbability(factors.reduce((pd, { multiplier }) => pd * multiplier, probability));
