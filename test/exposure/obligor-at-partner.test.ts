import { CapacityBook } from '../../src/exposure/capacity.js';
import { BY_TERMS, type LimitState } from '../../src/exposure/limit.js';
import { missingLimits } from '../../src/exposure/new-limits.js';
import { limitsOfRules, rulesInForce } from '../../src/exposure/rules/derive.js';
import { RULE_PACKS } from '../../src/exposure/rules/rule-packs.js';
import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, goodObligor, QUOTE_CREATE, usd } from '../support/requests.js';
import { secondPartner } from '../support/second-partner.js';

const LIMIT_SET = `mutation ($key: String!, $input: LimitSetInput!) { limitSet(idempotencyKey: $key, input: $input) {
  __typename
  ... on Limit { id name dimension subject cap { amount } used { amount } history { revision reason } }
  ... on InvalidInput { issues { path code } } } }`;
const BOTH = ['Northwind Credit Insurance', 'Alder Mutual'];
const ALDER = ['Alder Mutual'];

let api: TestApi;
/** Key of a second platform, and its organisation. */
let other: { key: string; id: string };
beforeAll(async () => {
  api = await startApi();
  const key = await secondPartner(api, 'LUMEN-CHECKOUT');
  const { viewer } = await api.data(key, '{ viewer { organisation { id } } }');
  other = { key, id: viewer.organisation.id };
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

let keys = 0;
const set = async (input: object) =>
  (
    await api.data('underwriter', LIMIT_SET, {
      key: `set-${keys++}`,
      input: { dimension: 'OBLIGOR_AT_PARTNER', reason: 'appetite', ...input },
    })
  ).limitSet;
const limits = async () =>
  (
    await api.data(
      'underwriter',
      `{ limits(first: 100, filter: { dimension: [OBLIGOR_AT_PARTNER] }) { nodes {
         subject cap { amount } used { amount } } } }`,
    )
  ).limits.nodes;
const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };
/** Whether and who insures another 1,151.48 of a person, and what stood against it. */
const quote = async (by: string, person: string, name = `${person}-${keys++}`) => {
  const { id, offers, bindingLimit } = (
    await api.data(by, QUOTE_CREATE, {
      key: `q-${name}`,
      input: checkoutRequest(name, {
        programme: 'LUMEN-CHECKOUT',
        obligor: { ...goodObligor, reference: name, identityNumber: person, creditReport: CLEAN },
      }),
    })
  ).quoteCreate;
  const insurers = offers.map(({ insurer }: { insurer: { name: string } }) => insurer.name);
  return { id, insurers, binding: bindingLimit?.dimension, available: bindingLimit?.available.amount };
};

describe('a limit on each obligor at each partner', () => {
  it('caps what a person owes through one platform, and the limit on the obligor what it owes through all', async () => {
    await quote('merchant', 'CAP-1');
    const pattern = await set({ each: true, cap: usd('2302.96') });
    expect(pattern).toMatchObject({ name: 'Exposure in USD: one obligor at one partner', subject: '*' });
    await set({ dimension: 'OBLIGOR', each: true, cap: usd('3454.44') });
    // Exactly the cap is room.
    expect((await quote('merchant', 'CAP-1')).insurers).toEqual(BOTH);
    expect(await quote('merchant', 'CAP-1')).toMatchObject({
      insurers: ALDER,
      binding: 'OBLIGOR_AT_PARTNER',
      available: '0.00',
    });
    expect((await quote('merchant', 'CAP-2')).insurers).toEqual(BOTH);
    expect((await quote(other.key, 'CAP-1')).insurers).toEqual(BOTH);
    expect(await quote(other.key, 'CAP-1')).toMatchObject({ insurers: ALDER, binding: 'OBLIGOR', available: '0.00' });
    const used = (await limits()).map(
      ({ subject, used: { amount } }: { subject: string; used: { amount: string } }) => [subject.split('|')[0], amount],
    );
    expect(used.sort()).toEqual(
      [
        ['*', '0.00'],
        [SANDBOX_IDS.lumen, '1151.48'],
        [SANDBOX_IDS.lumen, '2302.96'],
        [other.id, '1151.48'],
      ].sort(),
    );
    const { exposure } = await api.data(
      'underwriter',
      '{ exposure(by: OBLIGOR_AT_PARTNER, currency: "USD", first: 1) { subject reserved { amount } count } }',
    );
    expect(exposure).toEqual([
      { subject: expect.stringContaining(`${SANDBOX_IDS.lumen}|`), reserved: { amount: '2302.96' }, count: 2 },
    ]);
  });

  it('has another cap at one partner, for those who borrow there already too, and another for one of them', async () => {
    await quote(other.key, 'CAP-3');
    const there = await set({ subject: other.id, each: true, cap: usd('1151.48') });
    expect(there.subject).toBe(`${other.id}|*`);
    expect((await quote(other.key, 'CAP-3')).insurers).toEqual(ALDER);
    expect((await quote(other.key, 'CAP-4')).insurers).toEqual(BOTH);
    expect((await quote(other.key, 'CAP-4')).insurers).toEqual(ALDER);
    expect((await quote('merchant', 'CAP-4')).insurers).toEqual(BOTH);
    const person = { kind: 'PERSON', country: 'US', identityNumber: 'CAP-4' };
    await set({ subject: other.id, obligor: person, cap: usd('2302.96') });
    expect((await quote(other.key, 'CAP-4')).insurers).toEqual(BOTH);
    await set({ subject: other.id, each: true, cap: usd('0.00') });
    expect((await quote(other.key, 'CAP-5')).insurers).toEqual(ALDER);
    await set({ subject: other.id, each: true, cap: usd('2302.96') });
  });

  it('is exact when two platforms are asked for one person at the same time', async () => {
    const asked = Array.from({ length: 6 }, (_, at) => [
      quote('merchant', 'CAP-6', `race-a-${at}`),
      quote(other.key, 'CAP-6', `race-b-${at}`),
    ]).flat();
    const granted = (await Promise.all(asked)).filter(({ insurers }) => insurers.length === 2);
    // 3,454.44 over both, 2,302.96 at each.
    expect(granted).toHaveLength(3);
    const caps = (await limits()).filter(({ used }: { used: { amount: string } }) => Number(used.amount) > 2302.96);
    expect(caps).toEqual([]);
    const [again] = await Promise.all([quote('merchant', 'CAP-6'), quote(other.key, 'CAP-6')]);
    expect(again.insurers).toEqual(ALDER);
  });

  it('needs a partner that is known and somebody who borrows there, or writes nothing', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const cap = usd('1.00');
    const obligor = { kind: 'PERSON', country: 'US', identityNumber: 'CAP-1' };
    const wrong: [object, string, string][] = [
      [{ cap }, 'obligor', 'REQUIRED'],
      [{ subject: other.id, cap }, 'obligor', 'REQUIRED'],
      [{ obligor, cap }, 'subject', 'REQUIRED'],
      [{ subject: other.id, obligor, each: true, cap }, 'obligor', 'REQUIRED'],
      [{ subject: SANDBOX_IDS.northwind, each: true, cap }, 'subject', 'UNKNOWN_SUBJECT'],
      [{ subject: `${other.id}|*`, each: true, cap }, 'subject', 'UNKNOWN_SUBJECT'],
      [{ dimension: 'OBLIGOR', subject: '*', cap }, 'subject', 'UNKNOWN_SUBJECT'],
    ];
    for (const [input, path, code] of wrong) {
      expect([input, await set(input)]).toEqual([input, { __typename: 'InvalidInput', issues: [{ path, code }] }]);
    }
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });
});

describe('the caps of the online lending measures', () => {
  it('bind the programmes that selected them, whether or not their insurers have stated figures', async () => {
    const { programmes } = await api.data('merchant', '{ programmes { id code } }');
    const programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
    await api.data(
      'underwriter',
      `mutation { exchangeRateSet(idempotencyKey: "cny", input: { from: "USD", to: "CNY", rate: "86.8", source: "desk" }) { __typename } }`,
    );
    await api.data(
      'operator',
      `mutation ($input: RulePackSelectInput!) { rulePackSelect(idempotencyKey: "p2p", input: $input) { __typename } }`,
      { input: { programme, rulePacks: ['cn-online-lending'] } },
    );
    await set({ each: true, cap: usd('9000000.00') });
    await set({ dimension: 'OBLIGOR', each: true, cap: usd('9000000.00') });
    // 1,151.48 USD at 86.8 is 99,948.46 CNY.
    // The other insurer states no rate, so the rule leaves it no room.
    const northwind = BOTH.slice(0, 1);
    expect((await quote('merchant', 'CAP-7')).insurers).toEqual(northwind);
    expect((await quote('merchant', 'CAP-7')).insurers).toEqual(northwind);
    // (200,000.00 - 199,896.92) / 86.8
    expect(await quote('merchant', 'CAP-7')).toMatchObject({ binding: 'OBLIGOR_AT_PARTNER', available: '1.18' });
    const { limits: found } = await api.data(
      'underwriter',
      `{ limits(first: 100, filter: { rule: "cn-online-lending:CNP2P-17-PERSON-PLATFORM", subject: "*" }) { nodes {
         name cap { amount currency } history { reason } } } }`,
    );
    expect(found.nodes).toEqual([
      {
        name: 'Exposure in CNY: one obligor at one partner, natural persons',
        cap: { amount: '200000.00', currency: 'CNY' },
        history: [{ reason: 'A natural person owes at most 200,000 CNY on one platform.' }],
      },
    ]);
  });

  const risk = {
    insurerId: 'insurer',
    programmeId: 'programme',
    partnerId: 'platform',
    lenderId: 'lender',
    scenario: 'cash',
    productId: 'product',
    regions: ['CN'],
    obligorKey: 'borrower',
    groupKey: 'borrower',
    obligorKind: 'PERSON',
    rulePacks: ['cn-online-lending'],
    currency: 'CNY',
    amountMinor: 1n,
  } as const;
  const insurer = {
    insurerId: 'insurer',
    figures: { currency: 'CNY', netAssetsMinor: 1n, isSpecialist: false, inclusiveShare: '0' },
  };
  const unused = { reservedMinor: 0n, utilisedMinor: 0n, volumeMinor: 0n };
  const patterns = limitsOfRules(rulesInForce(RULE_PACKS, ['cn-online-lending'], '2016-08-24'), insurer).map(
    ({ shape, capMinor }, at): LimitState => ({ ...shape, ...unused, id: `p${at}`, insurerId: 'insurer', capMinor }),
  );
  const plain: LimitState[] = (['INSURER', 'PROGRAMME'] as const).map((dimension) => ({
    ...unused,
    id: dimension,
    insurerId: 'insurer',
    dimension,
    subject: dimension.toLowerCase(),
    currency: 'CNY',
    rule: '',
    measure: 'BALANCE',
    windowDays: 0,
    basis: 'GROSS',
    obligorKind: 'ANY',
    converts: false,
    capMinor: 10n ** 15n,
  }));
  const bookFor = (kind: 'PERSON' | 'COMPANY', partners: string[]) => {
    const asked = partners.map((partnerId) => ({
      risk: { ...risk, partnerId, obligorKind: kind },
      obligorCapMinor: 10n ** 15n,
    }));
    return new CapacityBook([...plain, ...missingLimits(asked, patterns, plain)], {
      rates: [],
      cessions: [],
      day: '2016-08-24',
    });
  };

  it.each([
    ['PERSON', 20_000_000n, 100_000_000n],
    ['COMPANY', 100_000_000n, 500_000_000n],
  ] as const)('a %s: %s fen on one platform, %s on all, inclusive', (kind, onOne, onAll) => {
    const platforms = ['a', 'b', 'c', 'd', 'e', 'f'];
    const book = bookFor(kind, platforms);
    const take = (partnerId: string, amountMinor: bigint) =>
      book.reserve({ ...risk, obligorKind: kind, partnerId, amountMinor });
    expect(take('a', onOne + 1n)).toMatchObject({
      dimension: 'OBLIGOR_AT_PARTNER',
      availableMinor: onOne,
      limit: { rule: `cn-online-lending:CNP2P-17-${kind}-PLATFORM` },
    });
    for (const platform of platforms.slice(0, 5)) {
      expect(take(platform, onOne)).toMatchObject({ limitIds: expect.any(Array) });
      expect(take(platform, 1n)).toMatchObject({ dimension: expect.stringMatching(/^OBLIGOR/), availableMinor: 0n });
    }
    // Five platforms' caps are the cap of all.
    expect(onOne * 5n).toBe(onAll);
    expect(take('f', 1n)).toMatchObject({
      dimension: 'OBLIGOR',
      availableMinor: 0n,
      limit: { rule: `cn-online-lending:CNP2P-17-${kind}` },
    });
  });

  it('makes the limits of terms and rules once for each obligor, and for each platform', () => {
    const asked = ['a', 'b'].map((partnerId) => ({ risk: { ...risk, partnerId }, obligorCapMinor: 5n }));
    const made = missingLimits(asked, patterns, plain).map(({ dimension, subject, rule }) => [
      dimension,
      subject,
      rule,
    ]);
    expect(made).toEqual([
      ['OBLIGOR_AT_PARTNER', 'a|borrower', 'cn-online-lending:CNP2P-17-PERSON-PLATFORM'],
      ['OBLIGOR_AT_PARTNER', 'b|borrower', 'cn-online-lending:CNP2P-17-PERSON-PLATFORM'],
      ['OBLIGOR', 'borrower', BY_TERMS],
      ['OBLIGOR', 'borrower', 'cn-online-lending:CNP2P-17-PERSON'],
    ]);
  });
});
