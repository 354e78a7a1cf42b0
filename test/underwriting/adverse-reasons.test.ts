import { northwindProducts } from '../../src/sandbox/products.js';
import { decideForProduct } from '../../src/underwriting/decision.js';
import { loanSchedule } from '../../src/underwriting/loan-schedule.js';
import { parseTerms } from '../../src/underwriting/terms.js';
import { loanOf } from '../support/samples/loan.js';

const terms = parseTerms(northwindProducts[0]?.terms);
if (!terms.ok) throw new Error('sound terms');
const product = { insurerId: 'NW', productVersionId: 'NW-CHECKOUT', terms: terms.value };

/** Every characteristic of the sandbox's scorecard at its best. */
const best = {
  delinquencies24Months: 0,
  inquiries6Months: 0,
  revolvingUtilisation: 0.1,
  debtToIncome: 0.1,
  employmentMonths: 200,
  annualRate: 0.05,
};
const risky = [{ code: 'TEST', label: 'Something outside the score', multiplier: 1_000 }];
const flags = [{ severity: 'DECLINE' as const, code: 'GOODS_EXCLUDED', message: 'These goods are not insured.' }];
const reasonsOf = (input: Partial<Parameters<typeof decideForProduct>[0]>) => {
  const basis = { loan: loanOf(), schedule: loanSchedule(loanOf()), lossGivenDefault: 0.5, costCap: null };
  const given = { ...basis, features: best, factors: [], flags: [], insurerAnswers: {}, ...input };
  return decideForProduct(given, product).adverseActionReasons.map(({ code }) => code);
};

describe('adverse-action reasons', () => {
  it.each([
    ['none of an approval', {}, []],
    ['a named reason alone', { flags }, ['GOODS_EXCLUDED']],
    ['the score itself, when nothing lost points', { factors: risky }, ['CREDIT_RISK_TOO_HIGH']],
    [
      'named by flags and tables first, then what lost most points; four at most',
      {
        flags,
        factors: risky,
        features: { ...best, delinquencies24Months: 5, inquiries6Months: 9, debtToIncome: 0.9, annualRate: 0.3 },
      },
      ['GOODS_EXCLUDED', 'DEBT_SERVICE_TOO_HIGH', 'RECENT_DELINQUENCY', 'HIGH_DEBT_TO_INCOME'],
    ],
  ])('are %s', (_, input, expected) => {
    expect(reasonsOf(input)).toEqual(expected);
  });
});
