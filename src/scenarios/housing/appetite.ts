import type { RepaymentMethod } from '../../finance/schedule-terms.js';
import { type Features, methodFlags, numberFeature, termFlags, type UnderwritingFlag } from '../contract/index.js';

const MAX_TERM_MONTHS = 480;
const METHODS: readonly RepaymentMethod[] = ['LEVEL_PAYMENT', 'EQUAL_PRINCIPAL', 'INTEREST_ONLY'];
const MAX_VALUATION_AGE_DAYS = 180;
const MAX_LET_LOAN_TO_VALUE = 0.8;
// A valuation this many standard errors above the model's is unlikely to be chance (about 1 in 44, normal errors).
const MODEL_ERRORS = 2;
const LARGER_DEPOSIT = 'Pay a larger deposit.';

export function appetite(of: Features): readonly UnderwritingFlag[] {
  return [
    ...termFlags(of, MAX_TERM_MONTHS),
    ...methodFlags(of, METHODS),
    ...loanToValueFlags(of),
    ...valuationFlags(of),
    ...otherFlags(of),
  ];
}

function loanToValueFlags(of: Features): readonly UnderwritingFlag[] {
  const loanToValue = numberFeature(of, 'loanToValue') ?? 0;
  if (loanToValue > 1) {
    return [
      {
        severity: 'DECLINE',
        code: 'LOAN_ABOVE_VALUE',
        message: 'The loan is more than the home is worth.',
        curable: LARGER_DEPOSIT,
      },
    ];
  }
  if (loanToValue > 0.95) {
    return [
      {
        severity: 'REFER',
        code: 'LOAN_TO_VALUE_HIGH',
        message: 'The loan is more than 95 % of what the home is worth.',
        curable: LARGER_DEPOSIT,
      },
    ];
  }
  if (of.propertyOccupancy === 'LET' && loanToValue > MAX_LET_LOAN_TO_VALUE) {
    return [
      {
        severity: 'REFER',
        code: 'LET_LOAN_TO_VALUE_HIGH',
        message: 'The loan is more than 80 % of the value of a home that will be let.',
        curable: LARGER_DEPOSIT,
      },
    ];
  }
  return [];
}

function valuationFlags(of: Features): readonly UnderwritingFlag[] {
  const flags: UnderwritingFlag[] = [];
  if ((numberFeature(of, 'valuationAgeDays') ?? 0) > MAX_VALUATION_AGE_DAYS) {
    flags.push({
      severity: 'REFER',
      code: 'VALUATION_STALE',
      message: `The valuation is more than ${MAX_VALUATION_AGE_DAYS} days old.`,
      curable: 'Send a newer valuation.',
    });
  }
  const valuationToModel = numberFeature(of, 'valuationToModel');
  if (valuationToModel === null) {
    const message = 'No model knew the home; the valuation stands alone.';
    flags.push({ severity: 'INFO', code: 'MODEL_UNAVAILABLE', message });
  } else if (valuationToModel - 1 > MODEL_ERRORS * (numberFeature(of, 'modelUncertainty') ?? 0.1)) {
    flags.push({
      severity: 'REFER',
      code: 'VALUATION_ABOVE_MODEL',
      message: 'The valuation is well above what a model expects of such a home.',
      curable: 'Send a second valuation.',
    });
  }
  return flags;
}

function otherFlags(of: Features): readonly UnderwritingFlag[] {
  const flags: UnderwritingFlag[] = [];
  if (of.repaymentMethod === 'INTEREST_ONLY') {
    flags.push({
      severity: 'REFER',
      code: 'INTEREST_ONLY',
      message: 'Nothing is repaid before the end of the term.',
      curable: 'Choose level payments.',
    });
  }
  if ((numberFeature(of, 'buildingAgeYears') ?? 0) < 0) {
    flags.push({
      severity: 'REFER',
      code: 'OFF_PLAN',
      message: 'The home is not finished; until it is, the land alone secures the loan.',
    });
  }
  return flags;
}
