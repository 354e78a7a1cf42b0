import 'reflect-metadata';
import { currencyCode } from '../../src/kernel/index.js';
import { northwindProducts } from '../../src/sandbox/products.js';
import { TERMS_PLAN } from '../../src/schema/product-terms.js';
import type { FieldPlan, Plan } from '../../src/schema/shape.js';
import { givenPath, StoredValue, shownValue } from '../../src/schema/shape-values.js';
import { parseTerms } from '../../src/underwriting/terms.js';

const [product] = northwindProducts;
const terms = product?.terms ?? {};
const USD = currencyCode('USD');

function* fields(plan: Plan): Generator<FieldPlan> {
  if (plan.kind === 'LIST') yield* fields(plan.of);
  if (plan.kind !== 'OBJECT') return;
  for (const field of plan.fields) {
    yield field;
    yield* fields(field.plan);
  }
}

describe('terms in the API', () => {
  it('are the stored terms there and back', () => {
    const parsed = parseTerms(terms);
    const shown = shownValue(TERMS_PLAN, terms, USD);
    const given = new StoredValue(USD);
    const back = parseTerms(given.of(TERMS_PLAN, shown, ''));
    expect(given.issues).toEqual([]);
    expect(back).toEqual(parsed);
    expect(shown).toMatchObject({
      obligorCap: '10000000.00',
      insuredPercentage: '0.9',
      pricing: { riskMargin: '0.2', floor: '5.00', cap: null },
      deductible: null,
    });
  });

  it('take what has a usual value as left out, and an alternative by its kind', () => {
    const {
      authority: _authority,
      rules: _rules,
      claims: _claims,
      ...shown
    } = shownValue(TERMS_PLAN, terms, USD) as {
      [name: string]: unknown;
    };
    const stored = new StoredValue(USD).of(
      TERMS_PLAN,
      { ...shown, deductible: { kind: 'AMOUNT', amount: '250.00' } },
      '',
    );
    expect(parseTerms(stored)).toMatchObject({
      ok: true,
      value: {
        deductible: { kind: 'AMOUNT', amountMinor: '25000' },
        authority: { underwriting: [], twoPersonsAboveMinor: null },
        rules: [],
      },
    });
  });

  it('name problems by the names the API has', () => {
    const shown = shownValue(TERMS_PLAN, terms, USD) as { pricing: object };
    const given = new StoredValue(USD);
    given.of(TERMS_PLAN, { ...shown, obligorCap: '-1.00', pricing: { ...shown.pricing, floor: '5.001' } }, 'terms');
    expect(given.issues.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'terms.obligorCap OUT_OF_RANGE',
      'terms.pricing.floor TOO_MANY_DECIMALS',
    ]);
    expect(givenPath(TERMS_PLAN, 'authority.claims[0].upToMinor')).toBe('authority.claims[0].upTo');
    expect(givenPath(TERMS_PLAN, 'rules[0].rows[1].addMinor')).toBe('rules[0].rows[1].addMinor');
  });

  it('are described, every one of them: say in `describe` what a new field is', () => {
    const silent = [...fields(TERMS_PLAN)].filter(({ description }) => description === '').map(({ stored }) => stored);
    expect(silent).toEqual([]);
  });
});
