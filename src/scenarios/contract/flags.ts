import type { RepaymentMethod } from '../../finance/schedule-terms.js';
import { numberFeature } from './figures.js';
import type { Features, UnderwritingFlag } from './rating.js';

/** DECLINE `TERM_TOO_LONG` when the feature `termMonths` is above `maxMonths`. */
export function termFlags(features: Features, maxMonths: number): UnderwritingFlag[] {
  if ((numberFeature(features, 'termMonths') ?? 0) <= maxMonths) return [];
  return [
    {
      severity: 'DECLINE',
      code: 'TERM_TOO_LONG',
      message: `Loans of this kind are insured for up to ${maxMonths} months.`,
      curable: `Choose ${maxMonths} months or fewer.`,
    },
  ];
}

/** DECLINE `METHOD_NOT_OFFERED` when the feature `repaymentMethod` is not among `methods`. */
export function methodFlags(features: Features, methods: readonly RepaymentMethod[]): UnderwritingFlag[] {
  const method = features.repaymentMethod;
  if (typeof method !== 'string' || methods.some((offered) => offered === method)) return [];
  return [
    {
      severity: 'DECLINE',
      code: 'METHOD_NOT_OFFERED',
      message: `Loans of this kind are not insured with repayment by ${method}.`,
      curable: `Choose one of ${methods.join(', ')}.`,
    },
  ];
}
