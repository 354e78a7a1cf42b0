import { success } from '../../src/kernel/index.js';
import { checkScenario, type ScenarioSamples } from '../../src/scenarios/conformance.js';
import type { JsonObject, ScenarioModule } from '../../src/scenarios/contract/index.js';
import ecommerce from '../../src/scenarios/ecommerce/index.js';
import { orderReturn } from '../../src/scenarios/ecommerce/order-return.js';
import { ecommerceSamples, sofaLoan, sofaOrder } from '../support/samples/ecommerce.js';

const sound: ScenarioModule = ecommerce;
const { purpose, rating } = sound;
const { featureKinds: kinds = {}, ...withoutKinds } = rating;
const { orderLines: _orderLines, ...withoutOrderLines } = kinds;

/** The samples without the changes, which most sabotages would drown in. */
const quick: ScenarioSamples = {
  ...ecommerceSamples,
  valid: ecommerceSamples.valid.slice(0, 1).map(({ changes: _changes, ...sample }) => sample),
};

const rulesOf = async (module: ScenarioModule, samples: ScenarioSamples = quick): Promise<readonly string[]> => {
  const violations = await checkScenario(module, samples);
  return [...new Set(violations.map(({ rule }) => rule))].sort();
};

const withRisk = (change: (risk: JsonObject) => JsonObject): ScenarioModule => ({
  ...sound,
  validate: (input, loan) => {
    const result = sound.validate(input, loan);
    return result.ok ? success(change(result.value)) : result;
  },
});

let calls = 0;

const SABOTAGES: readonly (readonly [name: string, module: ScenarioModule, rules: readonly string[]])[] = [
  ['a shape that is not the contract', { ...sound, version: 'one' }, ['MODULE']],
  ['an answer that changes', withRisk((risk) => ({ ...risk, calls: ++calls })), ['INPUT_CLASS', 'NOT_PURE']],
  ['reading the clock', withRisk((risk) => ({ ...risk, at: Date.now() })), ['THROWS']],
  ['drawing lots', withRisk((risk) => ({ ...risk, luck: Math.random() })), ['THROWS']],
  ['today by default', withRisk((risk) => ({ ...risk, on: new Date().toISOString() })), ['THROWS']],
  [
    'writing to its input',
    { ...sound, validate: (input, loan) => sound.validate(Object.assign(input, { seen: true }), loan) },
    ['THROWS'],
  ],
  ['a risk JSON cannot keep', withRisk((risk) => ({ ...risk, on: new Date(0) as unknown as string })), ['NOT_JSON']],
  ['a text PostgreSQL refuses', withRisk((risk) => ({ ...risk, note: 'a\u0000b' })), ['NOT_JSON']],
  ['minus zero', withRisk((risk) => ({ ...risk, discount: -0 })), ['NOT_JSON']],
  [
    'throwing on an odd amount',
    {
      ...sound,
      validate: (input, loan) => {
        BigInt((input as typeof sofaOrder).order.total.amount.replace('.', ''));
        if ((input as typeof sofaOrder).order.lines.length === 0) throw new RangeError('no lines');
        return sound.validate(input, loan);
      },
    },
    ['THROWS'],
  ],
  [
    'stopping at the first issue',
    {
      ...sound,
      validate: (input, loan) => {
        const result = sound.validate(input, loan);
        return result.ok ? result : { ok: false, error: result.error.slice(0, 1) };
      },
    },
    ['ISSUES'],
  ],
  [
    'issues without code, path or words',
    {
      ...sound,
      validate: (input, loan) => {
        const result = sound.validate(input, loan);
        return result.ok ? result : { ok: false, error: [{ path: 'a b', code: 'bad', message: '' }] };
      },
    },
    ['CODE_FORM', 'ISSUES', 'ISSUE_PATH', 'TEXT_MISSING'],
  ],
  ['gather that fails', { ...sound, gather: () => Promise.reject(new Error('no line')) }, ['THROWS']],
  [
    'facts JSON cannot keep',
    { ...sound, gather: async () => ({ none: undefined }) as unknown as JsonObject },
    ['NOT_JSON'],
  ],
  [
    'a lock that is too long',
    {
      ...sound,
      purpose: { ...purpose, lock: (risk, facts) => ({ ...purpose.lock(risk, facts), key: 'K'.repeat(201) }) },
    },
    ['LOCK_KEY_LENGTH', 'RIGHT_EVIDENCE'],
  ],
  [
    'a lock that keeps case and spaces',
    {
      ...sound,
      validate: (input, loan) => {
        const result = sound.validate(input, loan);
        const { merchantReference } = (input as typeof sofaOrder).order;
        return result.ok ? success({ ...result.value, merchantReference: merchantReference.slice(0, 60) }) : result;
      },
    },
    ['LOCK_ALIAS'],
  ],
  [
    'a verdict that is always yes',
    { ...sound, purpose: { ...purpose, verify: () => ({ accepted: true }) } },
    ['WRONG_EVIDENCE'],
  ],
  [
    'a verdict that is always no',
    { ...sound, purpose: { ...purpose, verify: () => ({ accepted: false, code: 'NO', message: 'No.' }) } },
    ['RIGHT_EVIDENCE'],
  ],
  ['a loss above one', { ...sound, rating: { ...rating, lossGivenDefault: () => 1.01 } }, ['LGD_RANGE']],
  [
    'a loss that is no number without features',
    { ...sound, rating: { ...rating, lossGivenDefault: (of) => 0.5 * Number(of.termMonths ?? Number.NaN) * 0.01 } },
    ['LGD_RANGE'],
  ],
  [
    'a multiplier out of range',
    { ...sound, rating: { ...rating, factors: () => [{ code: 'A', label: 'A', multiplier: 10.1 }] } },
    ['MULTIPLIER_RANGE'],
  ],
  [
    'one code twice',
    { ...sound, rating: { ...rating, factors: (of) => [...rating.factors(of), ...rating.factors(of)] } },
    ['CODE_TWICE'],
  ],
  [
    'a feature that is a list',
    { ...sound, rating: { ...withoutKinds, features: () => ({ lines: [] as unknown as string }) } },
    ['FEATURE_TYPE'],
  ],
  [
    'a feature it does not declare',
    { ...sound, rating: { ...rating, featureKinds: withoutOrderLines } },
    ['FEATURE_UNDECLARED'],
  ],
  [
    'a declared feature it does not give',
    { ...sound, rating: { ...rating, featureKinds: { ...kinds, shoeSize: 'NUMBER' } } },
    ['FEATURE_MISSING'],
  ],
  [
    'a number declared as a text',
    { ...sound, rating: { ...rating, featureKinds: { ...kinds, orderLines: 'CATEGORY' } } },
    ['FEATURE_KIND'],
  ],
  [
    'a text that is not one of those declared',
    { ...sound, rating: { ...rating, featureKinds: { ...kinds, deliveryMatchesBilling: ['YES AND', 'NO'] } } },
    ['FEATURE_KIND'],
  ],
  [
    'a view without its fields',
    { ...sound, view: () => ({ __typename: 'EcommerceOrder', summary: 'An order' }) },
    ['VIEW'],
  ],
  [
    'a view of another type',
    {
      ...sound,
      view: (risk, facts, currency) => ({ ...sound.view(risk, facts, currency), __typename: 'AutoVehicle' }),
    },
    ['VIEW'],
  ],
  [
    'no proof of a loss',
    { ...sound, claims: { ...sound.claims, evidence: [{ kind: 'A', label: 'A', required: false }] } },
    ['EVIDENCE'],
  ],
];

describe('the conformance kit', () => {
  it('finds nothing in a sound module', async () => {
    expect(await checkScenario(sound, quick)).toEqual([]);
  });

  it.each(SABOTAGES)('notices %s', async (_name, module, rules) => {
    expect(await rulesOf(module)).toEqual(rules);
  });

  it('notices a change that takes off too much, or what it must not accept', async () => {
    const greedy = {
      ...orderReturn,
      apply: (risk: JsonObject) => success({ risk, reductionMinor: 10n ** 12n, summary: 'all of it' }),
    };
    const rules = await rulesOf(
      { ...sound, changes: [greedy] },
      { ...ecommerceSamples, valid: ecommerceSamples.valid.slice(0, 1) },
    );
    expect(rules).toEqual(['BROKEN_ACCEPTED', 'REDUCTION', 'REDUCTION_RANGE']);
  });

  it('asks for samples that can prove something', async () => {
    const bare = {
      valid: [
        {
          name: 'a sofa',
          input: sofaOrder,
          loan: sofaLoan,
          evidence: { reference: 'A-1009', payee: sofaLoan.partner, kind: 'INVOICE' },
        },
      ],
      broken: [],
    };
    expect((await checkScenario(sound, bare)).map(({ message }) => message)).toEqual([
      'at least one broken sample is needed',
      'at least one valid sample needs aliases: other writings of its thing',
    ]);
  });

  it('notices samples that are not of the shape, or contradict the module', async () => {
    const [valid] = quick.valid;
    if (valid === undefined) throw new Error('no sample');
    const wrong: ScenarioSamples = {
      valid: [{ ...valid, input: { ...sofaOrder, coupon: 'X' } }],
      broken: [{ name: 'nothing wrong', input: sofaOrder, loan: sofaLoan, issues: [{ path: 'order', code: 'WRONG' }] }],
    };
    expect(await rulesOf(sound, wrong)).toEqual(['BROKEN_ACCEPTED', 'SAMPLE_SHAPE']);
  });
});
