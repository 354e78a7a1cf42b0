import { register } from './enums.js';

export const PeriodUnitEnum = register('PeriodUnit', 'What the time between instalments is counted in.', {
  MONTH: 'Calendar months.',
  WEEK: 'Seven days.',
  DAY: 'Days.',
});

export const UnitPeriodUnitEnum = register('UnitPeriodUnit', 'Unit-periods of Regulation Z, Appendix J (b)(4).', {
  DAY: '1 to 365 days.',
  WEEK: '1 to 52 weeks.',
  SEMIMONTH: 'Half a month; always one.',
  MONTH: '1 to 12 months.',
  YEAR: 'A year; always one.',
});

export const DayCountEnum = register('DayCount', 'How fractions of a year are counted between two dates.', {
  THIRTY_360_US: '30/360 US (SIA), with the end-of-February rule.',
  THIRTY_360_BOND: '30/360 bond basis, ISDA 2006 4.16(f).',
  THIRTY_E_360: '30E/360 Eurobond basis, ISDA 2006 4.16(g).',
  THIRTY_E_360_ISDA: '30E/360 ISDA, ISDA 2006 4.16(h).',
  ACT_360: 'Actual days / 360.',
  ACT_365F: 'Actual days / 365.',
  ACT_ACT_ISDA: 'Actual days by calendar year, 365 or 366: ISDA 2006 4.16(b).',
  ACT_ACT_ISMA: 'Actual days by regular period, ICMA rule 251; for periods of whole months.',
  ACT_ACT_AFB: 'Actual days, whole years counted back from the end; Euro master agreement.',
});

export const OddFirstPeriodEnum = register('OddFirstPeriod', 'What a first period of another length does.', {
  REGULAR: 'Counts as one regular period.',
  KEEP: 'Interest for its actual days, the payment stays, the last instalment takes the difference.',
  RESOLVE: 'The payment is solved over the actual days of every period.',
});

export const EuropeanIntervalsEnum = register(
  'EuropeanIntervals',
  'How time is counted for the European annual percentage rate.',
  {
    DAYS: 'Actual days / 365.',
    MONTHS: 'Whole months / 12 back from the date, odd days / 365.',
    WEEKS: 'Whole weeks / 52, odd days / 365.',
  },
);

export const PremiumModeEnum = register('PremiumMode', 'How a premium is paid.', {
  SINGLE: 'Once, when the loan is paid out.',
  SINGLE_FINANCED: 'Once, lent together with the loan.',
  LEVEL_MONTHLY: 'The same amount each month in advance.',
  MONTHLY_ON_OUTSTANDING: 'Each month in advance, a rate on what is then owed.',
});

export const RefundMethodEnum = register('RefundMethod', 'How the premium of cancelled cover is given back.', {
  PRO_RATA: 'By days left.',
  SHORT_RATE: 'By days with a penalty, or by a table; needs shortRate.',
  RULE_OF_78: 't(t+1) / (n(n+1)) for t periods left of n.',
  MEAN: 'The mean of RULE_OF_78 and pro rata by periods.',
  SUM_OF_BALANCES: 'Insured balances left / all insured balances; needs openingBalances.',
  ACTUARIAL: 'As SUM_OF_BALANCES, discounted; needs openingBalances and annualRate.',
  CUMULATIVE_FACTORS: 'By published factors of earning by policy year; needs factors.',
});

export const InsuredInterestEnum = register('InsuredInterest', 'What of a loan is insured.', {
  PRINCIPAL: 'Principal only.',
  PRINCIPAL_AND_INTEREST: 'Principal and interest.',
});
