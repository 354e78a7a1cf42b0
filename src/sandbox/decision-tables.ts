import type { DecisionTable } from '../underwriting/rules/table.js';

// The underwriter's example values. Every table has a knock-out, a referral or a curable row that ordinary requests do
// not meet, and the price moves only for what the scorecard does not know.
const TOO_MUCH_DEBT = {
  when: { debtToIncome: { over: '0.8' } },
  effect: 'CURABLE',
  code: 'DEBT_SERVICE_TOO_HIGH',
  message: 'Payments on all debts would be more than 80 % of the income.',
  cure: 'Choose a longer term, borrow less, or name a co-obligor.',
} as const;
const NOT_OF_AGE = {
  when: { obligorKind: { in: ['PERSON'] }, ageYears: { below: '18' } },
  effect: 'KNOCK_OUT',
  code: 'NOT_OF_AGE',
  message: 'The obligor is not of age.',
} as const;

export const checkoutTables: DecisionTable[] = [
  {
    code: 'CHECKOUT_ELIGIBILITY',
    title: 'Who may buy in instalments',
    hitPolicy: 'COLLECT',
    rows: [
      NOT_OF_AGE,
      {
        when: { accountAgeDays: { below: '30' }, principal: { over: '2500' } },
        effect: 'REFER',
        code: 'LARGE_FIRST_LOAN',
        message: 'A buyer of less than a month asks for more than 2,500.',
        cure: 'Borrow 2,500 or less.',
      },
      TOO_MUCH_DEBT,
    ],
  },
  {
    code: 'CHECKOUT_PRICE',
    title: 'What the scorecard does not price',
    hitPolicy: 'FIRST',
    rows: [
      {
        when: { deliveryMatchesBilling: { in: ['NO'] } },
        effect: 'PRICE_ADJUSTMENT',
        code: 'DELIVERY_ELSEWHERE',
        message: 'Delivery to another address than the billing address.',
        multiplier: '1.1',
      },
      {
        when: { previousOrders: { from: '50' } },
        effect: 'PRICE_ADJUSTMENT',
        code: 'LOYAL_BUYER',
        message: 'Fifty orders or more, all paid.',
        multiplier: '0.95',
      },
    ],
  },
];

export const carTables: DecisionTable[] = [
  {
    code: 'CAR_ELIGIBILITY',
    title: 'Which car loans are insured',
    hitPolicy: 'COLLECT',
    rows: [
      NOT_OF_AGE,
      {
        when: { mileageKm: { over: '400000' } },
        effect: 'KNOCK_OUT',
        code: 'MILEAGE_EXTREME',
        message: 'The vehicle has run more than 400,000 km.',
      },
      {
        when: { principal: { over: '80000' } },
        effect: 'REFER',
        code: 'LARGE_LOAN',
        message: 'The loan is more than 80,000.',
        cure: 'Borrow 80,000 or less.',
      },
      {
        when: { principal: { over: '80000' } },
        effect: 'AUTHORITY',
        code: 'SENIOR_UNDERWRITER',
        message: 'Loans above 80,000 are decided by a senior underwriter.',
        level: 2,
      },
      {
        when: { balloonShare: { over: '0.7' } },
        effect: 'CURABLE',
        code: 'BALLOON_TOO_HIGH',
        message: 'The final balloon is more than 70 % of what the vehicle is worth today.',
        cure: 'Choose a smaller balloon.',
      },
      TOO_MUCH_DEBT,
    ],
  },
  {
    code: 'CAR_PRICE',
    title: 'What the scorecard does not price',
    hitPolicy: 'COLLECT',
    rows: [
      {
        when: { vehicleCondition: { in: ['USED'] }, termMonths: { over: '72' } },
        effect: 'PRICE_ADJUSTMENT',
        code: 'USED_FOR_LONG',
        message: 'A used vehicle and a term of more than six years.',
        multiplier: '1.08',
      },
    ],
  },
];

export const homeTables: DecisionTable[] = [
  {
    code: 'HOME_ELIGIBILITY',
    title: 'Which mortgages are insured',
    hitPolicy: 'COLLECT',
    rows: [
      NOT_OF_AGE,
      {
        when: { livingAreaM2: { below: '15' } },
        effect: 'KNOCK_OUT',
        code: 'HOME_TOO_SMALL',
        message: 'The home has less than 15 square metres.',
      },
      {
        when: { buildingAgeYears: { over: '150' } },
        effect: 'REFER',
        code: 'HISTORIC_BUILDING',
        message: 'The building is more than 150 years old.',
      },
      TOO_MUCH_DEBT,
    ],
  },
  {
    code: 'HOME_PRICE',
    title: 'What the scorecard does not price',
    hitPolicy: 'COLLECT',
    rows: [
      {
        when: { modelUncertainty: { over: '0.15' } },
        effect: 'PRICE_ADJUSTMENT',
        code: 'VALUE_UNCERTAIN',
        message: 'No model knows homes like this one well.',
        multiplier: '1.1',
      },
      {
        when: { modelUncertainty: { unknown: true } },
        effect: 'PRICE_ADJUSTMENT',
        code: 'VALUE_UNCHECKED',
        message: 'No model knew the home; the valuation stands alone.',
        multiplier: '1.05',
      },
    ],
  },
];
