import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import {
  carRequest,
  checkoutRequest,
  LUMEN,
  POLICY_ACTIVATE,
  POLICY_BIND,
  QUOTE_CREATE,
  usd,
} from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

let serial = 0;
/** A fresh quote's first offer, and the order it is for. */
async function offered(reference = `ORDER-${++serial}`) {
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, {
    key: `quote-${++serial}`,
    input: checkoutRequest(reference),
  });
  return { reference, quote: quoteCreate.id as string, offer: quoteCreate.offers[0].id as string };
}

const bind = async (key: string, offer: string, atMost = '99.00', by = 'merchant') =>
  (await api.data(by, POLICY_BIND, { key, input: { offer, premiumAtMost: usd(atMost) } })).policyBind;

const activation = (policy: string, reference: string, changes: object = {}) => ({
  policy,
  disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: 'HB-1' },
  purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference, payee: LUMEN },
  ...changes,
});
const activate = async (key: string, input: object, by = 'merchant') =>
  (await api.data(by, POLICY_ACTIVATE, { key, input })).policyActivate;

const rows = <Row>(text: string, values: readonly unknown[]) =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) =>
    tx.rows<Row>({ name: `test.${text.length}`, text }, values),
  );
const snapshot = () => fingerprint(api.testDatabase.unitOfWork);

describe('policyBind', () => {
  it('makes one policy of fifty parallel retries of one key, and one of fifty keys on one offer', async () => {
    const { offer, quote } = await offered();
    const retries = await Promise.all(Array.from({ length: 50 }, () => bind('retry', offer)));
    expect(new Set(retries.map(({ id }) => id)).size).toBe(1);
    const rivals = await Promise.all(Array.from({ length: 50 }, (_, at) => bind(`rival-${at}`, offer)));
    expect(new Set(rivals.map(({ __typename, from, to }) => `${__typename} ${from} ${to}`))).toEqual(
      new Set(['StateConflict BOUND BOUND']),
    );
    expect(await rows('SELECT id FROM policy WHERE quote_id = $1', [quote])).toHaveLength(1);
    const events = `SELECT 1 FROM event WHERE kind = 'policy.bound' AND subject_id = $1`;
    expect(await rows(events, [retries[0].id])).toHaveLength(1);
  });

  it('keeps the taken reserve and gives the competitor its own back', async () => {
    const { offer, quote } = await offered();
    const policy = await bind('keep', offer);
    expect(policy).toMatchObject({
      status: 'PENDING_ACTIVATION',
      premium: { total: { amount: '5.69' } },
      sumInsured: { amount: '1151.48' },
      activationDeadline: '2026-03-16T12:00:00.000Z',
    });
    expect(
      await rows('SELECT offer_id = $2 AS taken, state, policy_id FROM exposure WHERE quote_id = $1 ORDER BY 1 DESC', [
        quote,
        offer,
      ]),
    ).toEqual([
      { taken: true, state: 'RESERVED', policy_id: policy.id },
      { taken: false, state: 'RELEASED', policy_id: null },
    ]);
  });

  it('refuses a premium above the guard, an unknown offer and another input under the key, and writes nothing', async () => {
    const { offer } = await offered();
    const other = await offered();
    await bind('used', other.offer);
    const before = await snapshot();
    expect(await bind('guard', offer, '5.68')).toMatchObject({
      __typename: 'PremiumAboveGuard',
      code: 'PREMIUM_ABOVE_GUARD',
      premium: { amount: '5.69' },
      atMost: { amount: '5.68' },
    });
    const inEuro = { key: 'euro', input: { offer, premiumAtMost: { amount: '999.00', currency: 'EUR' } } };
    expect((await api.data('merchant', POLICY_BIND, inEuro)).policyBind).toMatchObject({
      issues: [{ path: 'premiumAtMost.currency', code: 'CURRENCY_MISMATCH' }],
    });
    expect(await bind('unknown', 'ofr_00000000000000000000000000')).toMatchObject({
      __typename: 'NotFound',
      code: 'NOT_FOUND',
    });
    expect(await bind('garbage', "'; DROP TABLE policy; --")).toMatchObject({ __typename: 'NotFound' });
    expect(await bind('used', offer)).toMatchObject({ __typename: 'IdempotencyConflict' });
    expect(await bind('', offer)).toMatchObject({ issues: [{ path: 'idempotencyKey', code: 'OUT_OF_RANGE' }] });
    expect(await snapshot()).toEqual(before);
    expect(await bind('guard', offer, '5.69')).toMatchObject({ __typename: 'Policy' });
  });

  it('locks the real thing across partners and tells nothing about the other', async () => {
    const first = await offered('SHARED-ORDER');
    const second = await offered('shared – order');
    await bind('lock-1', first.offer);
    const before = await snapshot();
    expect(await bind('lock-2', second.offer)).toEqual({
      __typename: 'PurposeLocked',
      code: 'PURPOSE_LOCKED',
      message: 'The thing this loan is for already has live cover.',
    });
    expect(await snapshot()).toEqual(before);
  });

  it('does not let another partner take the offer: as if it did not exist', async () => {
    const { offer } = await offered();
    expect(await bind('theirs', offer, '99.00', 'dealer')).toEqual({
      __typename: 'NotFound',
      code: 'NOT_FOUND',
      message: 'There is no offer with this id.',
    });
  });

  it('ends what nobody activates and frees capacity and lock', async () => {
    const car = (await api.data('dealer', QUOTE_CREATE, { key: 'car', input: carRequest('1HGCM82633A004352') }))
      .quoteCreate;
    const policy = await api.data('dealer', POLICY_BIND, {
      key: 'car-bind',
      input: { offer: car.offers[0].id, premiumAtMost: { amount: '2000.00', currency: 'EUR' } },
    });
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 15) { days } }');
    const { id } = policy.policyBind;
    expect(await rows('SELECT status FROM policy WHERE id = $1', [id])).toEqual([{ status: 'NOT_TAKEN_UP' }]);
    expect(await rows('SELECT state FROM purpose_lock WHERE policy_id = $1', [id])).toEqual([{ state: 'RELEASED' }]);
    expect(await rows('SELECT state FROM exposure WHERE policy_id = $1', [id])).toEqual([{ state: 'RELEASED' }]);
    expect(
      await rows(
        `SELECT sum(r)::text AS r, sum(u)::text AS u FROM (
           SELECT reserved_minor AS r, utilised_minor AS u FROM exposure_limit
           UNION ALL SELECT reserved_minor, utilised_minor FROM limit_move) both_`,
        [],
      ),
    ).toEqual([{ r: '0', u: '0' }]);
  });
});

describe('policyActivate', () => {
  // The clock stands 15 days after the first test; a quote of that day is paid out on that day.
  const later = (reference: string) => {
    const request = checkoutRequest(reference);
    return { ...request, loan: { ...request.loan, disbursedOn: '2026-03-17', firstDueOn: '2026-04-17' } };
  };
  async function bound(reference: string) {
    const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, {
      key: `q-${reference}`,
      input: later(reference),
    });
    return bind(`b-${reference}`, quoteCreate.offers[0].id);
  }
  const paidOut = { disbursedOn: '2026-03-17', amount: usd('1200.00'), loanReference: 'HB-1' };

  it('lists what is wrong with the disbursement, refuses wrong evidence, and writes nothing', async () => {
    const policy = await bound('ACT-1');
    const before = await snapshot();
    const wrong = { disbursedOn: '2026-04-18', amount: usd('1199.99'), loanReference: ' ' };
    expect(await activate('a-1', activation(policy.id, 'ACT-1', { disbursement: wrong }))).toMatchObject({
      issues: [
        { path: 'disbursement.disbursedOn', code: 'DATE_IN_FUTURE' },
        { path: 'disbursement.disbursedOn', code: 'DATE_TOO_LATE' },
        { path: 'disbursement.amount.amount', code: 'AMOUNT_MISMATCH' },
        { path: 'disbursement.loanReference', code: 'OUT_OF_RANGE' },
      ],
    });
    const another = activation(policy.id, 'ANOTHER-ORDER', { disbursement: paidOut });
    expect(await activate('a-2', another)).toMatchObject({
      __typename: 'PurposeNotProven',
      reason: 'REFERENCE_MISMATCH',
    });
    expect(await snapshot()).toEqual(before);
  });

  it('by the lender turns the reserve into utilised exposure, opens the loan and writes the premium', async () => {
    const policy = await bound('ACT-2');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        activate('act-2', activation(policy.id, 'act-2', { disbursement: paidOut }), 'lender'),
      ),
    );
    expect(answers[0]).toMatchObject({
      __typename: 'Policy',
      status: 'ACTIVE',
      startsOn: '2026-03-17',
      endsOn: '2027-06-16',
    });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await rows('SELECT state, amount_minor FROM exposure WHERE policy_id = $1', [policy.id])).toEqual([
      { state: 'UTILISED', amount_minor: 115148n },
    ]);
    expect(
      await rows(
        `SELECT p.account, p.amount_minor FROM posting p JOIN journal j ON j.id = p.journal_id WHERE j.policy_id = $1 ORDER BY p.line`,
        [policy.id],
      ),
    ).toEqual([
      { account: 'PREMIUM_RECEIVABLE', amount_minor: 569n },
      { account: 'UNEARNED_PREMIUM', amount_minor: -536n },
      { account: 'PREMIUM_TAX_PAYABLE', amount_minor: -33n },
      { account: 'DEFERRED_COMMISSION', amount_minor: 54n },
      { account: 'COMMISSION_PAYABLE', amount_minor: -54n },
    ]);
    const loan =
      'SELECT count(*) AS instalments, sum(i.principal_minor)::text AS principal FROM instalment i JOIN loan l ON l.id = i.loan_id WHERE l.policy_id = $1';
    expect(await rows(loan, [policy.id])).toEqual([{ instalments: 12n, principal: '120000' }]);
  });

  it('lends what is left after a return, and nothing else', async () => {
    const policy = await bound('ACT-4');
    const change = await api.data(
      'merchant',
      `mutation ($policy: ID!) { orderReturn(idempotencyKey: "r", policy: $policy, input: { lines: [{ sku: "CABLE", quantity: 1 }] }) {
         __typename ... on PolicyChange { principalReduction { amount } sumInsuredAfter { amount } } } }`,
      { policy: policy.id },
    );
    expect(change.orderReturn).toMatchObject({
      principalReduction: { amount: '100.00' },
      sumInsuredAfter: { amount: '1055.52' },
    });
    expect(await activate('act-4', activation(policy.id, 'ACT-4', { disbursement: paidOut }))).toMatchObject({
      issues: [{ path: 'disbursement.amount.amount', code: 'AMOUNT_MISMATCH' }],
    });
    const disbursement = { ...paidOut, amount: usd('1100.00') };
    expect(await activate('act-4', activation(policy.id, 'ACT-4', { disbursement }))).toMatchObject({
      status: 'ACTIVE',
    });
    expect(await rows('SELECT principal_minor FROM loan WHERE policy_id = $1', [policy.id])).toEqual([
      { principal_minor: 110000n },
    ]);
  });

  it('is not for a partner without part in the policy', async () => {
    const policy = await bound('ACT-3');
    expect(await activate('act-3', activation(policy.id, 'ACT-3', { disbursement: paidOut }), 'dealer')).toMatchObject({
      __typename: 'NotFound',
    });
  });
});
