import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import {
  carRequest,
  checkoutRequest,
  euro,
  LUMEN,
  POLICY_ACTIVATE,
  POLICY_BIND,
  QUOTE_CREATE,
  usd,
} from '../support/requests.js';
import { secondPartner } from '../support/second-partner.js';

const LOCK = `query ($id: ID!) { policy(id: $id) { status purposeLock {
  state thing label payee amount { amount currency } evidence { kind reference payee verifiedAt } history { state at cause } } } }`;
const RETURN = `mutation ($policy: ID!) { orderReturn(idempotencyKey: "r", policy: $policy,
  input: { lines: [{ sku: "CABLE", quantity: 1 }] }) { __typename } }`;
const NOW = '2026-03-02T12:00:00.000Z';

let api: TestApi;
let rival: string;
beforeAll(async () => {
  api = await startApi();
  rival = await secondPartner(api, 'KESTREL-CARS');
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { now } }`);
const lockOf = async (by: string, id: string) => (await api.data(by, LOCK, { id })).policy;

async function carOffer(key: string, vin: string, at: string): Promise<string> {
  const { quoteCreate } = await api.data(key, QUOTE_CREATE, { key: `q-${at}`, input: carRequest(vin) });
  return quoteCreate.offers[0].id;
}
const bindCar = async (key: string, offer: string, at: string) =>
  (await api.data(key, POLICY_BIND, { key: `b-${at}`, input: { offer, premiumAtMost: euro('5000.00') } })).policyBind;

const TAKEN = {
  __typename: 'PurposeLocked',
  code: 'PURPOSE_LOCKED',
  message: 'The thing this loan is for already has live cover.',
};

describe('a purpose lock', () => {
  it('is held from the bind, shrinks with returns, is verified at activation and released when the loan is settled', async () => {
    const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, { key: 'q', input: checkoutRequest('LOCK-1') });
    const input = { offer: quoteCreate.offers[0].id, premiumAtMost: usd('99.00') };
    const { id } = (await api.data('merchant', POLICY_BIND, { key: 'b', input })).policyBind;
    const held = { state: 'HELD', at: NOW, cause: 'policyBind' };
    const lock = {
      state: 'HELD',
      thing: `${LUMEN}:LOCK-1`,
      label: 'order LOCK-1',
      payee: LUMEN,
      amount: { amount: '1200.00', currency: 'USD' },
      evidence: null,
      history: [held],
    };
    expect(await lockOf('merchant', id)).toEqual({ status: 'PENDING_ACTIVATION', purposeLock: lock });
    await api.data('merchant', RETURN, { policy: id });
    const evidence = { kind: 'DELIVERY_CONFIRMATION', reference: 'LOCK-1', payee: LUMEN };
    await api.data('lender', POLICY_ACTIVATE, {
      key: 'a',
      input: {
        policy: id,
        disbursement: { disbursedOn: '2026-03-02', amount: usd('1100.00'), loanReference: 'HB-1' },
        purposeEvidence: evidence,
      },
    });
    const verified = {
      ...lock,
      state: 'VERIFIED',
      amount: { amount: '1100.00', currency: 'USD' },
      evidence: { ...evidence, verifiedAt: NOW },
      history: [held, { state: 'VERIFIED', at: NOW, cause: 'policyActivate' }],
    };
    for (const key of ['merchant', 'lender', 'claims']) {
      expect(await lockOf(key, id)).toEqual({ status: 'ACTIVE', purposeLock: verified });
    }
    expect(await lockOf('dealer', id)).toBeNull();
    expect(await lockOf('alderClaims', id)).toBeNull();
    await api.data(
      'lender',
      `mutation ($policy: ID!) { loanReport(input: { reports: [{ policy: $policy, sequence: 1,
         effectiveOn: "2026-03-02", settled: { amount: { amount: "1100.00", currency: "USD" } } }] }) { accepted rejected { code message } } }`,
      { policy: id },
    );
    expect(await lockOf('merchant', id)).toMatchObject({
      status: 'CLOSED',
      purposeLock: {
        state: 'RELEASED',
        history: [held, { state: 'VERIFIED' }, { state: 'RELEASED', cause: 'loanReport' }],
      },
    });
  });

  it('is won by one of many binds of several partners; the others learn the same nothing and write nothing', async () => {
    const vin = '1HGCM82633A004352';
    const contenders = [];
    for (let at = 0; at < 12; at += 1) {
      const key = at % 2 === 0 ? 'dealer' : rival;
      contenders.push({ key, at: `race-${at}`, offer: await carOffer(key, vin, `race-${at}`) });
    }
    const answers = await Promise.all(contenders.map(({ key, offer, at }) => bindCar(key, offer, at)));
    expect(answers.filter(({ __typename }) => __typename === 'Policy')).toHaveLength(1);
    for (const answer of answers) if (answer.__typename !== 'Policy') expect(answer).toEqual(TAKEN);
    const winner = contenders[answers.findIndex(({ __typename }) => __typename === 'Policy')];
    const [own, foreign] = winner?.key === 'dealer' ? ['dealer', rival] : [rival, 'dealer'];
    const [again, stranger] = [await carOffer(own, vin, 'own'), await carOffer(foreign, vin, 'foreign')];
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(await bindCar(own, again, 'own')).toEqual(TAKEN);
    expect(await bindCar(foreign, stranger, 'foreign')).toEqual(TAKEN);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('frees the thing for another partner when the first did not take up its cover', async () => {
    const vin = 'JH4KA7561PC008269';
    const first = await bindCar('dealer', await carOffer('dealer', vin, 'idle-1'), 'idle-1');
    await advance(120);
    expect(await lockOf('dealer', first.id)).toMatchObject({
      status: 'NOT_TAKEN_UP',
      purposeLock: {
        state: 'RELEASED',
        history: [{ state: 'HELD' }, { state: 'RELEASED', cause: 'activationDeadline' }],
      },
    });
    const input = carRequest(vin);
    const loan = { ...input.loan, disbursedOn: '2026-06-30', firstDueOn: '2026-07-30' };
    const quoted = await api.data(rival, QUOTE_CREATE, { key: 'q-idle-2', input: { ...input, loan } });
    expect(await bindCar(rival, quoted.quoteCreate.offers[0].id, 'idle-2')).toMatchObject({ __typename: 'Policy' });
  });
});
