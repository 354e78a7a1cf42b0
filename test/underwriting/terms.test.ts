import { northwindProducts } from '../../src/sandbox/products.js';
import { USUAL_CHANGE_TERMS } from '../../src/underwriting/change-terms.js';
import { USUAL_CLAIM_TERMS } from '../../src/underwriting/claim-terms.js';
import { parseTerms } from '../../src/underwriting/terms.js';

const { authority: _authority, ...stored } = northwindProducts[0]?.terms ?? {};

const issuesOf = (terms: unknown): string[] => {
  const parsed = parseTerms(terms);
  return parsed.ok ? [] : parsed.error.map(({ path, code }) => `${path} ${code}`);
};

describe('product terms', () => {
  it('stored before authority levels existed limit nobody', () => {
    expect(parseTerms(stored)).toMatchObject({
      ok: true,
      value: {
        authority: { underwriting: [], twoPersonsAboveMinor: null, claims: [], claimsTwoPersonsAboveMinor: null },
      },
    });
  });

  it('say in plain words what is missing', () => {
    const row = { when: {}, effect: 'CURABLE', code: 'NO_CURE', message: 'A row that says no cure.' };
    const rules = [{ code: 'TABLE', title: 'A table', hitPolicy: 'FIRST', rows: [row] }];
    expect(parseTerms({ ...stored, rules })).toEqual({
      ok: false,
      error: [{ path: 'rules[0].rows[0].cure', code: 'REQUIRED', message: 'is needed' }],
    });
  });

  const step = (level: number, upToMinor: string) => ({ level, upToMinor });
  it.each([
    ['rising levels', [step(1, '500000'), step(2, '2000000')], []],
    ['a level twice', [step(1, '500000'), step(1, '2000000')], ['authority.claims NOT_RISING']],
    ['a higher level for less', [step(1, '500000'), step(2, '400000')], ['authority.claims NOT_RISING']],
    ['level 0', [step(0, '1')], ['authority.claims[0].level OUT_OF_RANGE']],
    ['cents with a point', [step(1, '1.00')], ['authority.claims[0].upToMinor MALFORMED']],
  ])('takes authority by amount: %s', (_name, claims, issues) => {
    const authority = { underwriting: [], twoPersonsAboveMinor: '1000000', claims, claimsTwoPersonsAboveMinor: null };
    expect(issuesOf({ ...stored, authority })).toEqual(issues);
  });

  it('stored before claims had terms of their own promise what is usual', () => {
    const { claims: _claims, ...before } = northwindProducts[0]?.terms ?? {};
    expect(parseTerms(before)).toMatchObject({ ok: true, value: { claims: USUAL_CLAIM_TERMS } });
  });

  it.each([
    [
      'a kind twice',
      { evidence: [1, 2].map(() => ({ kind: 'PHOTO', label: 'Photo', ask: 'REQUIRED' })) },
      'evidence INVALID_TERMS',
    ],
    [
      'a kind in lower case',
      { evidence: [{ kind: 'photo', label: null, ask: 'OPTIONAL' }] },
      'evidence[0].kind MALFORMED',
    ],
    ['no time to decide', { decisionDays: 0 }, 'decisionDays OUT_OF_RANGE'],
  ])('refuses claim terms with %s', (_name, change, issue) => {
    expect(issuesOf({ ...stored, claims: { ...USUAL_CLAIM_TERMS, ...change } })).toEqual([`claims.${issue}`]);
  });

  it('stored before changes had terms of their own do what is usual', () => {
    const { changes: _changes, ...before } = northwindProducts[0]?.terms ?? {};
    expect(parseTerms(before)).toMatchObject({ ok: true, value: { changes: USUAL_CHANGE_TERMS } });
  });

  const refundBy = (refund: object) => ({ ...stored, refund: { freeLookDays: 14, minimumMinor: '10', ...refund } });
  it.each([
    ['pro rata', { method: 'PRO_RATA' }, []],
    ['actuarial with its rate', { method: 'ACTUARIAL', discountAnnual: '0.03' }, []],
    ['actuarial without', { method: 'ACTUARIAL' }, ['refund.discountAnnual REQUIRED']],
    ['a short rate without its table', { method: 'SHORT_RATE' }, ['refund.shortRate REQUIRED']],
    [
      'a short rate table that ends early',
      {
        method: 'SHORT_RATE',
        shortRate: { kind: 'TABLE', rows: [{ upToDays: 180, earnedRate: '0.6' }] },
      },
      ['refund.shortRate NO_MATCHING_ROW'],
    ],
    [
      'factors that fall',
      { method: 'CUMULATIVE_FACTORS', factors: ['0.6', '0.5', '1'] },
      ['refund.factors NOT_MONOTONE'],
    ],
  ])('takes refund methods with what they need: %s', (_name, refund, issues) => {
    expect(issuesOf(refundBy(refund))).toEqual(issues);
  });
});
