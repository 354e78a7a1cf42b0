import { canonicalHash } from '../../src/kernel/index.js';
import { startApi, type TestApi } from '../support/api.js';
import { checkoutRequest, goodObligor, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const IDENTITY = 'SECRET-123-45-6789';
const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };
const CORRECT = `mutation ($key: String!, $policy: ID!, $input: PolicyChangeInput!) {
  policyChange(idempotencyKey: $key, policy: $policy, input: $input) { __typename } }`;
const LIMIT_SET = `mutation ($key: String!, $input: LimitSetInput!) {
  limitSet(idempotencyKey: $key, input: $input) { __typename } }`;
const hashes = (key: string) =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, async (tx) => {
    const text = 'SELECT input_hash AS hash FROM idempotency_key WHERE key = $1';
    return (await tx.rows<{ hash: string }>({ name: '', text }, [key])).map(({ hash }) => hash);
  });

/** Whoever holds a dump knows all of a request but who it is about, and may try every identity number there is. */
describe('an identity number cannot be found by trying from what is kept of', () => {
  it('a quote, whose repetition is known all the same', async () => {
    const obligor = { ...goodObligor, identityNumber: IDENTITY, consent: null, creditReport: CLEAN };
    const input = checkoutRequest('GUESS-1', { obligor });
    const [first, again] = [
      await api.data('merchant', QUOTE_CREATE, { key: 'quote', input }),
      await api.data('merchant', QUOTE_CREATE, { key: 'quote', input }),
    ];
    expect(again).toEqual(first);
    const other = checkoutRequest('GUESS-1', { obligor: { ...obligor, identityNumber: 'SECRET-2' } });
    const conflict = await api.data('merchant', QUOTE_CREATE, { key: 'quote', input: other });
    expect(conflict.quoteCreate.__typename).toBe('IdempotencyConflict');
    expect(await hashes('quote')).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(await hashes('quote')).not.toContain(canonicalHash(input));
  });

  it('a correction of the obligor', async () => {
    const obligor = { ...goodObligor, identityNumber: null, consent: null, creditReport: CLEAN };
    const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, {
      key: 'to-bind',
      input: checkoutRequest('GUESS-2', { obligor }),
    });
    const bind = { offer: quoteCreate.offers[0].id, premiumAtMost: usd('99.00') };
    const { id: policy } = (await api.data('merchant', POLICY_BIND, { key: 'bind', input: bind })).policyBind;
    const corrected = { obligorReference: 'customer-2', identityNumber: IDENTITY };
    const change = { key: 'correction', policy, input: { correction: corrected } };
    for (const times of ['first', 'again']) {
      const { policyChange } = await api.data('underwriter', CORRECT, change);
      expect([times, policyChange.__typename]).toEqual([times, 'PolicyChange']);
    }
    const asked = { change: 'CORRECTION', ...corrected, by: 'INSURER' };
    const guess = { policy, input: asked, effectiveOn: null, token: null };
    expect(await hashes('correction')).toHaveLength(1);
    expect(await hashes('correction')).not.toContain(canonicalHash(guess));
  });

  it('a limit on one person', async () => {
    const person = { kind: 'PERSON', country: 'US', identityNumber: IDENTITY };
    const input = { dimension: 'OBLIGOR', obligor: person, cap: usd('5000.00'), reason: 'test' };
    for (const times of ['first', 'again']) {
      const { limitSet } = await api.data('underwriter', LIMIT_SET, { key: 'limit', input });
      expect([times, limitSet.__typename]).toEqual([times, 'Limit']);
    }
    const guess = {
      insurer: null,
      limit: null,
      dimension: 'OBLIGOR',
      subject: null,
      each: false,
      obligor: person,
      measure: 'BALANCE',
      windowDays: 0,
      basis: 'GROSS',
      obligorKind: 'ANY',
      countsOtherCurrencies: false,
      cap: { minor: '500000', in: 'USD' },
      capCount: null,
      reason: 'test',
    };
    expect(await hashes('limit')).toHaveLength(1);
    expect(await hashes('limit')).not.toContain(canonicalHash(guess));
  });
});
