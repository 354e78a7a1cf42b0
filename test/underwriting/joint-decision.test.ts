import { northwindProducts } from '../../src/sandbox/products.js';
import { type DecisionInput, decideForProduct } from '../../src/underwriting/decision.js';
import { loanSchedule } from '../../src/underwriting/loan-schedule.js';
import { parseTerms } from '../../src/underwriting/terms.js';
import { loanOf } from '../support/samples/loan.js';

const good = {
  obligorKind: 'PERSON',
  delinquencies24Months: 0,
  inquiries6Months: 0,
  revolvingUtilisation: 0.1,
  debtToIncome: 0.1,
  employmentMonths: 200,
  annualRate: 0.05,
};
const bad = { ...good, delinquencies24Months: 5, inquiries6Months: 9, revolvingUtilisation: 0.95, annualRate: 0.3 };
const child = { ...good, ageYears: 16 };

/** What is decided of the features of those who borrow, the obligor's first. */
function decided([own = good, ...others]: readonly object[], jointScore?: 'WEAKEST' | 'STRONGEST', changes = {}) {
  const terms = parseTerms({ ...northwindProducts[0]?.terms, ...(jointScore && { jointScore }), ...changes });
  if (!terms.ok) throw new Error('sound terms');
  const input = {
    loan: loanOf(),
    schedule: loanSchedule(loanOf()),
    lossGivenDefault: 0.5,
    costCap: null,
    factors: [],
    flags: [],
    insurerAnswers: {},
    features: own,
    ...(others.length > 0 && {
      coObligors: others.map((features, at) => ({ features, factors: [], reference: `co-${at}` })),
    }),
  } as DecisionInput;
  return decideForProduct(input, { insurerId: 'NW', productVersionId: 'NW-CHECKOUT', terms: terms.value });
}
const scoreOf = ({ points, probabilityOfDefault, outcome }: ReturnType<typeof decided>) => [
  outcome,
  points,
  probabilityOfDefault,
];

describe('the score of a loan that several owe', () => {
  const [ofGood, ofBad] = [scoreOf(decided([good])), scoreOf(decided([bad]))];

  it.each([
    ['the weakest, when the terms say nothing', [good, bad], undefined, ofBad],
    ['the weakest, whoever is named first', [bad, good], 'WEAKEST', ofBad],
    ['the weakest of four', [good, good, bad, good], 'WEAKEST', ofBad],
    ['the strongest, when the terms say so', [bad, good], 'STRONGEST', ofGood],
    ['the strongest, whoever is named first', [good, bad], 'STRONGEST', ofGood],
  ] as const)('is that of %s', (_, borrowers, jointScore, expected) => {
    expect(scoreOf(decided(borrowers, jointScore))).toEqual(expected);
  });

  it('is told to be too high for the reasons of whose score it is', () => {
    const reasons = ({ adverseActionReasons }: ReturnType<typeof decided>) => adverseActionReasons;
    expect(ofBad[0]).toBe('DECLINED');
    expect(reasons(decided([bad, good]))).toEqual(reasons(decided([bad])));
    const theirs = decided([good, good, bad]);
    expect(reasons(theirs)).toEqual(reasons(decided([bad])).map((reason) => ({ ...reason, obligorReference: 'co-1' })));
    expect(theirs.reasons).toMatchObject([{ code: 'CREDIT_RISK_TOO_HIGH', obligorReference: 'co-1' }]);
  });

  it('frees nobody from the rules: each is looked at, however strong another is', () => {
    const reason = { code: 'NOT_OF_AGE', hard: true, obligorReference: 'co-0' };
    for (const jointScore of ['WEAKEST', 'STRONGEST'] as const) {
      expect(decided([good, child], jointScore)).toMatchObject({ outcome: 'DECLINED', reasons: [reason] });
    }
    const [own] = decided([child, good]).reasons;
    expect([own?.code, own?.obligorReference]).toEqual(['NOT_OF_AGE', undefined]);
  });

  it('lets nobody pass behind a milder word of the same name about the obligor', () => {
    const row = (from: string, effect: string) => ({
      when: { ageYears: { from } },
      effect,
      code: 'OLD',
      message: 'Old.',
    });
    const rules = [
      { code: 'AGE', title: 'Age', hitPolicy: 'FIRST', rows: [row('80', 'KNOCK_OUT'), row('70', 'REFER')] },
    ];
    const aged = (ageYears: number) => ({ ...good, ageYears });
    const outcomes = (...ages: number[]) => decided(ages.map(aged), undefined, { rules }).outcome;
    expect([outcomes(75), outcomes(75, 75)]).toEqual(['REFERRED', 'REFERRED']);
    expect([outcomes(85, 75), outcomes(75, 85)]).toEqual(['DECLINED', 'DECLINED']);
  });
});
