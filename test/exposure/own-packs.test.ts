import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limitsOfRules, rulesInForce } from '../../src/exposure/rules/derive.js';
import { loadRulePacks } from '../../src/exposure/rules/own-packs.js';
import { RULE_PACKS } from '../../src/exposure/rules/rule-packs.js';
import { RuleService } from '../../src/exposure/rules/rule-service.js';
import { startApi, TEST_NOW, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, goodObligor, QUOTE_CREATE } from '../support/requests.js';

const source = 'Supervisor, letter of 1 February 2026';
const since = { source, confidence: 'READ', effectiveFrom: '2026-03-01' };
const THROTTLE = {
  ...since,
  id: 'NEW-PERSONS',
  statement: 'At most two new covers of persons in each scenario in seven days.',
  measure: {
    kind: 'VOLUME_THROTTLE',
    dimension: 'SCENARIO',
    obligorKind: 'PERSON',
    windowDays: 7,
    cap: { count: 2 },
  },
};
const PACK = {
  code: 'xx-growth',
  title: 'Growth of consumer business',
  jurisdiction: 'US',
  rules: [
    THROTTLE,
    {
      ...since,
      id: 'ILLINOIS',
      statement: 'At most 5,000.00 USD of new business in Illinois in thirty days.',
      measure: {
        kind: 'VOLUME_THROTTLE',
        dimension: 'REGION',
        subject: 'US-IL',
        windowDays: 30,
        cap: { amount: '5000.00', currency: 'USD' },
      },
    },
    {
      ...since,
      id: 'ONE-PERSON',
      statement: 'A person owes at most 20,000.00 USD.',
      measure: {
        kind: 'OBLIGOR_AMOUNT',
        dimension: 'OBLIGOR',
        obligorKind: 'PERSON',
        cap: { amount: '20000.00', currency: 'USD' },
      },
    },
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'covergraph-packs-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: unknown): Promise<string> {
  const file = join(folder, 'packs.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
const problemsOf = async (content: unknown) => {
  const file = await fileOf(content);
  const message = await loadRulePacks(file).then(
    () => 'taken',
    (error: Error) => error.message,
  );
  return message.replace(file, 'FILE').split('\n');
};

describe('rule packs of an installation', () => {
  it('stand beside ours, and set limits by amount and by number', async () => {
    const packs = await loadRulePacks(await fileOf([PACK]));
    expect(packs).toHaveLength(RULE_PACKS.length + 1);
    const insurer = { insurerId: 'insurer', figures: undefined };
    const limits = limitsOfRules(rulesInForce(packs, ['xx-growth'], '2026-03-01'), insurer);
    const common = { basis: 'GROSS', obligorKind: 'PERSON', windowDays: 0 };
    expect(limits.map(({ shape, capMinor }) => ({ ...shape, capMinor }))).toEqual([
      {
        ...common,
        rule: 'xx-growth:NEW-PERSONS',
        dimension: 'SCENARIO',
        subject: '*',
        measure: 'COUNT',
        windowDays: 7,
        currency: 'XXX',
        converts: false,
        capMinor: 2n,
      },
      {
        ...common,
        rule: 'xx-growth:ILLINOIS',
        dimension: 'REGION',
        subject: 'US-IL',
        obligorKind: 'ANY',
        measure: 'VOLUME',
        windowDays: 30,
        currency: 'USD',
        converts: true,
        capMinor: 500_000n,
      },
      {
        ...common,
        rule: 'xx-growth:ONE-PERSON',
        dimension: 'OBLIGOR',
        subject: '*',
        measure: 'BALANCE',
        currency: 'USD',
        converts: true,
        capMinor: 2_000_000n,
      },
    ]);
    expect(rulesInForce(packs, ['xx-growth'], '2026-02-28')).toEqual([]);
    expect(await loadRulePacks(undefined)).toBe(RULE_PACKS);
  });

  it('are refused with everything that is wrong', async () => {
    const refused = 'the rule packs of FILE were refused:';
    expect(await problemsOf('[')).toEqual([refused, '  - it is not JSON']);
    expect(await problemsOf([{ ...PACK, code: 'cn-lending-cost' }])).toEqual([
      refused,
      '  - cn-lending-cost is the code of another pack',
    ]);
    expect(await problemsOf([{ ...PACK, rules: [THROTTLE, THROTTLE] }])).toEqual([
      refused,
      '  - 0: has two rules of one id',
    ]);
    const broken = [
      { ...THROTTLE, effectiveFrom: '2026-02-30' },
      { ...THROTTLE, id: 'B', measure: { ...THROTTLE.measure, windowDays: 0 } },
      { ...THROTTLE, id: 'C', measure: { ...THROTTLE.measure, dimension: 'PARTNER', subject: 'org_1' } },
      { ...THROTTLE, id: 'D', measure: { ...THROTTLE.measure, cap: { amount: '1.001', currency: 'USD' } } },
      { ...THROTTLE, id: 'E', measure: { kind: 'SPEED_LIMIT' } },
    ];
    const [first, ...told] = await problemsOf([{ ...PACK, jurisdiction: 'ZZ', rules: broken }]);
    expect(first).toBe(refused);
    expect(told.map((line) => line.split(':')[0])).toEqual([
      '  - 0.jurisdiction',
      '  - 0.rules.0.effectiveFrom',
      '  - 0.rules.1.measure.windowDays',
      '  - 0.rules.2.measure.subject',
      '  - 0.rules.3.measure.cap',
      '  - 0.rules.4.measure.kind',
    ]);
  });
});

describe('a throttle', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({ RULE_PACKS_FILE: await fileOf([PACK]) });
    const { programmes } = await api.data('merchant', '{ programmes { id code } }');
    const { id } = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT');
    const input = { programme: id, rulePacks: ['xx-growth'] };
    const { rulePackSelect } = await api.data(
      'operator',
      `mutation ($input: RulePackSelectInput!) { rulePackSelect(idempotencyKey: "s", input: $input) {
         ... on RulePackSelection { rulePacks } } }`,
      { input },
    );
    expect(rulePackSelect).toEqual({ rulePacks: ['xx-growth'] });
  });
  afterAll(async () => {
    await expectInvariants(api.testDatabase.unitOfWork);
    await api.close();
  });
  const quote = async (name: string, obligor: object = {}) => {
    const input = checkoutRequest(name, {
      obligor: {
        ...goodObligor,
        reference: name,
        identityNumber: null,
        creditReport: { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 },
        ...obligor,
      },
    });
    return (await api.data('merchant', QUOTE_CREATE, { key: `q-${name}`, input })).quoteCreate;
  };

  const throttles = async () => {
    const { limits } = await api.data(
      'underwriter',
      '{ limits(first: 50, orderBy: OLDEST_FIRST) { nodes { rule subject measure windowDays capCount usedCount } } }',
    );
    return limits.nodes.flatMap(({ rule, ...limit }: { rule: string | null }) =>
      rule === 'xx-growth:NEW-PERSONS' ? limit : [],
    );
  };

  it('lets so many through in its window, of each segment, until one gives its place back', async () => {
    expect((await quote('one')).offers).toHaveLength(2);
    const second = await quote('two');
    expect(second.offers).toHaveLength(2);
    const third = await quote('three');
    expect(third).toMatchObject({ offers: [], bindingLimit: { dimension: 'SCENARIO' } });
    expect(await throttles()).toEqual([
      { subject: '*', measure: 'COUNT', windowDays: 7, capCount: 2, usedCount: 0 },
      { subject: 'ecommerce', measure: 'COUNT', windowDays: 7, capCount: 2, usedCount: 2 },
    ]);
    await api.data(
      'merchant',
      `mutation { quoteRefuse(quote: "${second.id}", reason: "Paid in cash.") { __typename } }`,
    );
    expect((await quote('four')).offers).toHaveLength(2);
  });

  it('is told with the packs, and stands where a gateway does not know its pack', async () => {
    const { rulePacks } = await api.data('operator', '{ rulePacks { code rules { id statement isOn } } }');
    const [throttle, ...others] = rulePacks.at(-1).rules;
    expect(throttle).toEqual({ id: 'NEW-PERSONS', statement: THROTTLE.statement, isOn: true });
    expect(others).toHaveLength(2);
    const units = api.testDatabase.unitOfWork;
    const elsewhere = new RuleService({ units, clock: { now: () => TEST_NOW }, packs: RULE_PACKS });
    expect(await elsewhere.renewAll()).toBe(0);
    expect((await throttles()).map(({ capCount }: { capCount: number }) => capCount)).toEqual([2, 2]);
  });
});
