import type { Outcome, Refusal } from '../../kernel/index.js';
import { moneyView } from './money-view.js';

const codeOf = (problem: string): string => problem.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** A refusal as the union member of the same name. */
export function problemView(refusal: Refusal): Readonly<Record<string, unknown>> {
  const base = { __typename: refusal.problem, code: codeOf(refusal.problem), message: refusal.message };
  switch (refusal.problem) {
    case 'LimitExceeded':
      return {
        ...base,
        limit: refusal.limit,
        requested: moneyView(refusal.requestedMinor, refusal.currency),
        available: moneyView(refusal.availableMinor, refusal.currency),
      };
    case 'PremiumAboveGuard':
      return {
        ...base,
        premium: moneyView(refusal.premiumMinor, refusal.currency),
        atMost: moneyView(refusal.atMostMinor, refusal.currency),
      };
    default:
      return { ...refusal, ...base };
  }
}

/** What a mutation answers: the view of its value, or the problem. */
export const resultView = <T>(outcome: Outcome<T>, view: (value: T) => object): object =>
  outcome.ok ? view(outcome.value) : problemView(outcome.error);
