import { systemScope } from '../../src/database/unit-of-work.js';
import { foldMoves } from '../../src/exposure/capacity-store.js';
import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { type CoInsurers, capAt, coInsurers } from '../support/co-insurers.js';
import { answer, answering, type Behaviour, FakeInsurer } from '../support/fake-insurer.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, goodObligor, POLICY_BIND, usd } from '../support/requests.js';

const SHARES = 'insurerShares { share insurer { name } sumInsured { amount } premium { amount } }';
const QUOTE = `mutation ($key: String!, $input: QuoteCreateInput!) { quoteCreate(idempotencyKey: $key, input: $input) {
  ... on Quote { id status decision { reasons { code } adverseActionReasons { code } }
    offers { id insurer { name } sumInsured { amount } premium { total { amount } lines { kind amount { amount } } } ${SHARES} } } } }`;
const ANSWERS = `query ($quote: ID!) { insurerAnswers(first: 5, filter: { quote: $quote }) {
  nodes { insurer { name } outcome reasons { code message } } } }`;
const REPLAY = `query ($quote: ID!) { decisionReplay(quote: $quote) { identical differences { path stored recomputed } } }`;
const REPORT = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.12, openAccounts: 6 };
const NORTHWIND = 'Northwind Credit Insurance';
const ALDER = 'Alder Mutual';

const insurer = new FakeInsurer();
let api: TestApi;
let others: CoInsurers;
beforeAll(async () => {
  const url = await insurer.open();
  api = await startApi({
    EXTERNAL_INSURERS: JSON.stringify({ [SANDBOX_IDS.alder]: { url, token: 'a-token-of-alder' } }),
    OUTGOING_ALLOW_LOOPBACK: 'true',
  });
  others = await coInsurers(api);
  // Published terms never change; this stands in for a version that was published so.
  const owner = await api.testDatabase.database.pool.connect();
  await owner.query(
    `BEGIN; SELECT set_config('app.scope', 'system', true); ALTER TABLE product_version DISABLE TRIGGER USER`,
  );
  await owner.query(
    `UPDATE product_version SET terms = terms || '{"decidedBy": "INSURER", "coObligorCures": false, "counterOffers": {"insuredPercentages": []}}'
     WHERE insurer_id = $1`,
    [SANDBOX_IDS.alder],
  );
  await owner.query('ALTER TABLE product_version ENABLE TRIGGER USER; COMMIT');
  owner.release();
});
beforeEach(async () => {
  await cap(SANDBOX_IDS.northwind, '80000');
  await cap(SANDBOX_IDS.alder, '50000');
  await cap(others.cedar, '0');
});
afterEach(async () => {
  for (const id of open.splice(0)) await release(id);
  await foldMoves(api.testDatabase.unitOfWork);
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
  await insurer.close();
});

const carrying = (sumInsured: string, premium: string): Behaviour =>
  answering(({ validUntil }) => ({
    outcome: 'PART',
    reference: 'ALDER/P/1',
    validUntil,
    part: { sumInsured, premium },
  }));
let count = 0;
const open: string[] = [];
async function quote(behaviour: Behaviour, changes: object = {}) {
  insurer.behaviour = behaviour;
  count += 1;
  const obligor = { ...goodObligor, reference: `c-${count}`, identityNumber: `ID-${count}`, creditReport: REPORT };
  const input = checkoutRequest(`part-${count}`, { obligor, ...changes });
  const { quoteCreate } = await api.data('merchant', QUOTE, { key: `part-${count}`, input });
  open.push(quoteCreate.id);
  return quoteCreate;
}
const answersOf = async (id: string) => (await api.data('operator', ANSWERS, { quote: id })).insurerAnswers.nodes;
const answerOfAlder = async (id: string) =>
  (await answersOf(id)).find((one: { insurer: { name: string } }) => one.insurer.name === ALDER);
const cap = async (insurerId: string, capMinor: string) => {
  await foldMoves(api.testDatabase.unitOfWork);
  await capAt(api, insurerId, capMinor);
};
const release = (id: string) =>
  api.data('merchant', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "test") { __typename } }', { id });
const exposures = () =>
  api.testDatabase.unitOfWork.rows<{ insurerId: string; amountMinor: bigint; state: string }>(
    systemScope,
    {
      name: 'test.exposures',
      text: `SELECT insurer_id AS "insurerId", amount_minor AS "amountMinor", state FROM exposure
           WHERE state IN ('RESERVED', 'UTILISED') ORDER BY amount_minor DESC`,
    },
    [],
  );
const sharesOf = (offer: {
  insurerShares: { insurer: { name: string }; share: string; sumInsured: { amount: string } }[];
}) => offer.insurerShares.map(({ insurer: by, share, sumInsured }) => [by.name, share, sumInsured.amount]);

describe("an insurer's own system that carries a part", () => {
  it('carries no more than it said, and no more than its own limits leave', async () => {
    const small = await quote(carrying('351.00', '1.00'));
    expect([small.status, small.decision.reasons[0].code]).toEqual(['DECLINED', 'NO_CAPACITY']);
    await release(small.id);
    await cap(SANDBOX_IDS.alder, '35100');
    const full = await quote(carrying('600.00', '1.00'));
    expect(full.status).toBe('DECLINED');
    await release(full.id);
    // With the least part of a third there is enough.
    await cap(others.cedar, '15000');
    const three = await quote(carrying('300.00', '1.00'));
    expect(sharesOf(three.offers[0]).map(([name, , amount]) => [name, amount])).toEqual(
      [
        [NORTHWIND, '799.99'],
        [ALDER, '299.99'],
      ].concat([['Cedar Assurance', '51.50']]),
    );
    await release(three.id);
  });

  it('follows for what it asks, to the cent, and else says to insurer and operator what it was', async () => {
    const { id, offers } = await quote(carrying('600.00', '0.00'));
    const minor = (amount: string) => BigInt(amount.replace('.', ''));
    const tax = offers[0].premium.lines.find(({ kind }: { kind: string }) => kind === 'TAX').amount.amount;
    const before = minor(offers[0].premium.total.amount) - minor(tax);
    await release(id);
    // What 600.00 of 1,151.48 get of the leader's premium before tax, rounded down to the cent.
    const text = (cents: bigint) => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
    const most = (before * 60000n) / 115148n;
    const enough = await quote(carrying('600.00', text(most)));
    expect(enough.status).toBe('OFFERED');
    await release(enough.id);
    const tooLittle = await quote(carrying('600.00', text(most + 1n)));
    expect([tooLittle.status, tooLittle.decision.reasons[0].code]).toEqual(['DECLINED', 'NO_CAPACITY']);
    expect(await answerOfAlder(tooLittle.id)).toMatchObject({
      outcome: 'DECLINED',
      reasons: [
        {
          code: 'PART_ONLY',
          message: `Behind another insurer it carries up to 600.00 USD, for ${text(most + 1n)} before tax at least.`,
        },
      ],
    });
  });

  it('offers alone what it has room for, and follows for want of room when it says so', async () => {
    const part = { sumInsured: '600.00', premium: '2.00' };
    const both = answering((offer) => ({ ...offer, part }));
    await cap(SANDBOX_IDS.alder, '200000');
    const alone = await quote(both);
    expect(alone.offers.map((one: { insurer: { name: string } }) => one.insurer.name)).toEqual([ALDER]);
    expect(alone.offers[0].insurerShares).toEqual([]);
    await release(alone.id);
    await cap(SANDBOX_IDS.alder, '50000');
    const behind = await quote(both);
    expect(sharesOf(behind.offers[0]).map(([name]) => name)).toEqual([NORTHWIND, ALDER]);
    await release(behind.id);
    expect((await quote(answering((offer) => offer))).status).toBe('DECLINED');
  });

  it('leads nobody, whoever has more room', async () => {
    await cap(SANDBOX_IDS.northwind, '60000');
    await cap(SANDBOX_IDS.alder, '90000');
    const { id, offers } = await quote(carrying('900.00', '2.00'));
    expect(sharesOf(offers[0]).map(([name, , amount]) => [name, amount])).toEqual([
      [NORTHWIND, '599.99'],
      [ALDER, '551.49'],
    ]);
    await release(id);
    await cap(SANDBOX_IDS.northwind, '0');
    expect((await quote(carrying('900.00', '2.00'))).status).toBe('DECLINED');
  });

  it('says nothing about a request that the others decline, nor carries any of one against which something stands', async () => {
    const { loan } = checkoutRequest('');
    const bad = { ...REPORT, delinquencies24Months: 6, inquiries6Months: 9, revolvingUtilisation: 0.99 };
    const obligor = { ...goodObligor, reference: 'bad', identityNumber: 'ID-BAD', creditReport: bad };
    const declined = await quote(carrying('600.00', '2.00'), { obligor });
    expect(declined.status).toBe('DECLINED');
    const told = [...declined.decision.reasons, ...declined.decision.adverseActionReasons];
    expect(told.map(({ code }: { code: string }) => code)).not.toContain('PART_ONLY');
    const before = insurer.asked.length;
    await quote(carrying('600.00', '2.00'), { loan: { ...loan, principal: usd('50.00') } });
    expect(insurer.asked).toHaveLength(before);
  });

  it.each([
    ['more than was asked for', 'MORE_THAN_ASKED', '1151.49', '2.00'],
    ['of nothing', 'NOTHING_INSURED', '0.00', '0.00'],
    ['dearer than it', 'DEARER_THAN_COVER', '600.00', '600.01'],
    ['in fractions of a cent', 'AMOUNT_NOT_IN_CURRENCY', '600.001', '2.00'],
  ])('carries no part %s', async (_, code, sumInsured, premium) => {
    const { id, status } = await quote(carrying(sumInsured, premium));
    expect(status).toBe('DECLINED');
    expect(await answerOfAlder(id)).toMatchObject({ outcome: 'UNAVAILABLE', reasons: [{ code }] });
  });

  it('carries no part whose word ends before the offer', async () => {
    const early = { outcome: 'PART', reference: 'R', validUntil: '2026-03-03T12:00:59.000Z' };
    const { id } = await quote(answer({ ...early, part: { sumInsured: '600.00', premium: '2.00' } }));
    expect(await answerOfAlder(id)).toMatchObject({ outcome: 'UNAVAILABLE', reasons: [{ code: 'ENDS_EARLY' }] });
  });

  it('follows the insurer that leads, on its terms and price, into the policy and out of it', async () => {
    const { id, status, offers } = await quote(carrying('600.00', '2.00'));
    expect(insurer.asked.at(-1)?.question.together).toBe(true);
    expect([status, offers.length, offers[0].insurer.name]).toEqual(['OFFERED', 1, NORTHWIND]);
    expect(sharesOf(offers[0])).toEqual([
      [NORTHWIND, '0.694749', '799.99'],
      [ALDER, '0.305251', '351.49'],
    ]);
    expect(await answersOf(id)).toMatchObject([{ insurer: { name: 'Cedar Assurance' }, outcome: 'NO_ROOM' }]);
    expect((await api.data('operator', REPLAY, { quote: id })).decisionReplay).toEqual({
      identical: true,
      differences: [],
    });
    const total = offers[0].premium.total.amount;
    const { policyBind } = await api.data('merchant', POLICY_BIND, {
      key: 'bind',
      input: { offer: offers[0].id, premiumAtMost: usd(total) },
    });
    expect(policyBind).toMatchObject({ status: 'PENDING_ACTIVATION', premium: { total: { amount: total } } });
    expect(await exposures()).toEqual([
      { insurerId: SANDBOX_IDS.northwind, amountMinor: 79999n, state: 'RESERVED' },
      { insurerId: SANDBOX_IDS.alder, amountMinor: 35149n, state: 'RESERVED' },
    ]);
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 15) { days } }');
    expect(await exposures()).toEqual([]);
  });
});
