import { randomUUID } from 'node:crypto';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import {
  checkoutRequest,
  goodObligor,
  homeRequest,
  LUMEN,
  POLICY_ACTIVATE,
  POLICY_BIND,
  QUOTE_CREATE,
  usd,
} from '../support/requests.js';
import { until } from '../support/until.js';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

const UNKNOWN = { ...goodObligor, identityNumber: 'SANDBOX-UNKNOWN' };
const dated = { disbursedOn: '2026-03-10', firstDueOn: '2026-04-10' };

/** A checkout that no bureau knows anything about: both insurers refer it. */
async function referred(reference: string) {
  const request = checkoutRequest(reference, { obligor: UNKNOWN });
  const input = { ...request, loan: { ...request.loan, ...dated } };
  return (await api.data('merchant', QUOTE_CREATE, { key: reference, input })).quoteCreate;
}

const LIST = `query ($filter: ReferralFilter) { referrals(first: 10, filter: $filter) { nodes {
  id status outcome quoteId assignedTo deadline insurer { name } partner { name } reasons { code }
  sumInsured { amount } premium { total: amount } loan { principal { amount } instalments }
  obligor { reference annualIncome { amount } creditReport { openAccounts } } risk { summary }
  declineReasons { code } entries { kind text keyId assignedTo loading reasonCodes conditions { kind amount { amount } } } } } }`;
const desk = async (key: string, filter: object = {}) => (await api.data(key, LIST, { filter })).referrals.nodes;
const referralOf = async (key: string, quoteId: string) =>
  (await desk(key)).find((one: { quoteId: string }) => one.quoteId === quoteId);

const RESULT = `__typename ... on Referral { id status outcome assignedTo entries { kind keyId } }
  ... on Problem { code message } ... on InvalidInput { issues { path code } } ... on StateConflict { from to }
`;
const DECIDE = `mutation ($key: String!, $input: QuoteDecideInput!) { quoteDecide(idempotencyKey: $key, input: $input) { ${RESULT}
  ... on AuthorityExceeded { authorityLevel requiredLevel }
  ... on LimitExceeded { limit requested { amount } available { amount } } } }`;
const ASSIGN = `mutation ($key: String!, $input: ReferralAssignInput!) { referralAssign(idempotencyKey: $key, input: $input) { ${RESULT} } }`;
const NOTE = `mutation ($key: String!, $input: ReferralNoteAddInput!) { referralNoteAdd(idempotencyKey: $key, input: $input) { ${RESULT} } }`;
const next = () => `desk-${randomUUID()}`;
const decide = async (who: string, input: object, key = next()) =>
  (await api.data(who, DECIDE, { key, input })).quoteDecide;
const keyOf = async (who: string) => (await api.data(who, '{ viewer { keyId } }')).viewer.keyId;

const QUOTE = `query ($id: ID!) { quote(id: $id) { status expiresAt
  decision { outcome reasons { code } adverseActionReasons { code message } }
  referrals { insurer { name } status outcome deadline }
  offers { id insurer { name } sumInsured { amount } premium { total { amount } } expiresAt
           loan { principal { amount } } conditions { kind amount { amount } text } } } }`;
const quoteOf = async (id: string, who = 'merchant') => (await api.data(who, QUOTE, { id })).quote;
const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { days } }`);
const eventsOf = async (who: string, subjectId: string) => {
  // An event is in the log once it has its number there.
  await until(async () => (await system('pending', 'SELECT 1 FROM pending_event LIMIT 1')).length === 0);
  const { events } = await api.data(who, '{ events(after: "0", first: 100) { events { kind subjectId } } }');
  return events.events
    .filter((event: { subjectId: string }) => event.subjectId === subjectId)
    .map((event: { kind: string }) => event.kind);
};
const system = <Row>(name: string, text: string, values: readonly unknown[] = []) =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.rows<Row>({ name: `test.${name}`, text }, values));

describe('a referral', () => {
  it('is made for each insurer that referred, and shows each side its own', async () => {
    const quote = await referred('R-1');
    expect(quote).toMatchObject({ status: 'REFERRED', offers: [], expiresAt: '2026-03-04T12:00:00.000Z' });
    expect((await quoteOf(quote.id)).referrals).toEqual([
      {
        insurer: { name: 'Northwind Credit Insurance' },
        status: 'OPEN',
        outcome: null,
        deadline: '2026-03-04T12:00:00.000Z',
      },
      { insurer: { name: 'Alder Mutual' }, status: 'OPEN', outcome: null, deadline: '2026-03-04T12:00:00.000Z' },
    ]);
    const [own, ...others] = await desk('underwriter');
    expect(others).toEqual([]);
    expect(own).toMatchObject({
      quoteId: quote.id,
      insurer: { name: 'Northwind Credit Insurance' },
      partner: { name: 'Lumen Electronics' },
      reasons: [{ code: 'NOT_KNOWN_TO_BUREAU' }],
      loan: { principal: { amount: '1200.00' }, instalments: 12 },
      obligor: { reference: 'customer-1', annualIncome: { amount: '60000.00' }, creditReport: null },
      risk: { summary: '3 items from order R-1' },
      entries: [],
    });
    const node = 'query ($id: ID!) { node(id: $id) { id } referral(id: $id) { id } }';
    expect(await api.data('alderUnderwriter', node, { id: own.id })).toEqual({ node: null, referral: null });
    expect(await api.data('underwriter', node, { id: own.id })).toEqual({
      node: { id: own.id },
      referral: { id: own.id },
    });
    expect(await api.data('merchant', 'query ($id: ID!) { node(id: $id) { id } }', { id: own.id })).toEqual({
      node: null,
    });
    expect((await api.ask('merchant', LIST)).errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect(await eventsOf('underwriter', own.id)).toEqual(['referral.opened']);
  });

  it('is assigned, noted and listed; the partner hears nothing of notes', async () => {
    const quote = await referred('R-2');
    const { id } = await referralOf('underwriter', quote.id);
    const [junior, senior, stranger] = await Promise.all(
      ['underwriter', 'seniorUnderwriter', 'alderUnderwriter'].map(keyOf),
    );
    const assign = (key: string | undefined) =>
      api.data('underwriter', ASSIGN, { key: next(), input: { referral: id, key } });
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect((await assign(stranger)).referralAssign.issues).toEqual([{ path: 'key', code: 'UNKNOWN_UNDERWRITER' }]);
    const foreign = { key: next(), input: { referral: id, text: 'mine?' } };
    expect((await api.data('alderUnderwriter', NOTE, foreign)).referralNoteAdd.code).toBe('NOT_FOUND');
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    expect((await assign(junior)).referralAssign).toMatchObject({ status: 'ASSIGNED', assignedTo: junior });
    expect((await assign(senior)).referralAssign).toMatchObject({ status: 'ASSIGNED', assignedTo: senior });
    const note = { key: 'note-1', input: { referral: id, text: ' Asked for payslips. ' } };
    await api.data('underwriter', NOTE, note);
    await api.data('underwriter', NOTE, note);
    const [listed] = await desk('seniorUnderwriter', { assignedTo: senior, statuses: ['ASSIGNED'] });
    expect(listed.entries).toMatchObject([
      { kind: 'ASSIGNMENT', keyId: junior, assignedTo: junior },
      { kind: 'ASSIGNMENT', keyId: junior, assignedTo: senior },
      { kind: 'NOTE', keyId: junior, text: 'Asked for payslips.' },
    ]);
    expect(await desk('seniorUnderwriter', { assignedTo: junior })).toEqual([]);
    expect(await desk('underwriter', { dueBefore: '2026-03-04T12:00:00.000Z' })).toEqual([]);
    expect(
      JSON.stringify(await api.data('merchant', '{ events(after: "0", first: 100) { events { kind payload } } }')),
    ).not.toContain('payslips');
    await expect(
      system('change', `UPDATE referral_entry SET text = 'x' WHERE referral_id = $1`, [id]),
    ).rejects.toThrow();
  });
});

describe('quoteUpdates', () => {
  it('tells partner and insurer what concerns each, live and from a cursor', async () => {
    const LIVE = `subscription ($filter: QuoteUpdateFilter, $after: Cursor) {
      quoteUpdates(filter: $filter, after: $after) { cursor event quoteId referralId policyId } }`;
    const QUOTE_AND_POLICY = 'query ($id: ID!) { quote(id: $id) { status offers { id } policy { id number status } } }';
    const [partner, insurer, other] = ['merchant', 'underwriter', 'dealer'].map((key) =>
      api.subscribe(key, LIVE, { after: '0' }),
    );
    const quote = await referred('U-1');
    const { id } = await referralOf('underwriter', quote.id);
    await decide('underwriter', { referral: id, decision: 'APPROVE' });
    const told = (subscription: typeof partner) =>
      subscription?.received.map(({ quoteUpdates: { event, referralId } }) => [event, referralId]);
    const own = [
      ['referral.opened', id],
      ['referral.decided', id],
    ];
    await until(() => told(insurer)?.length === 2);
    expect(told(insurer)).toEqual(own);
    await until(() => told(partner)?.length === 5);
    expect(told(partner)).toEqual([
      ['quote.referred', null],
      ['referral.opened', id],
      ['referral.opened', expect.any(String)],
      ['referral.decided', id],
      ['quote.offered', null],
    ]);
    expect(told(other)).toEqual([]);
    const [{ quoteUpdates: first }] = partner?.received ?? [];
    const later = api.subscribe('merchant', LIVE, { after: first.cursor, filter: { events: ['quote.offered'] } });
    await until(() => later.received.length === 1);
    expect(later.received[0].quoteUpdates).toMatchObject({ event: 'quote.offered', quoteId: quote.id });
    const [, , , , { quoteUpdates: offered }] = partner?.received ?? [];
    const { quote: open } = await api.data('merchant', QUOTE_AND_POLICY, { id: quote.id });
    expect(open).toMatchObject({ status: 'OFFERED', policy: null });
    const offer = { offer: open.offers[0].id, premiumAtMost: usd('99.00') };
    const { policyBind } = await api.data('merchant', POLICY_BIND, { key: 'bind-live', input: offer });
    await until(() => told(insurer)?.length === 3);
    for (const subscription of [partner, insurer]) {
      const { cursor, ...bound } = subscription?.received.at(-1).quoteUpdates ?? {};
      expect(BigInt(cursor)).toBeGreaterThan(BigInt(offered.cursor));
      expect(bound).toEqual({ event: 'policy.bound', quoteId: quote.id, referralId: null, policyId: policyBind.id });
    }
    const { quote: taken } = await api.data('merchant', QUOTE_AND_POLICY, { id: quote.id });
    expect(taken).toMatchObject({ status: 'BOUND', policy: { id: policyBind.id, number: policyBind.number } });
    expect(told(other)).toEqual([]);
    await Promise.all([partner, insurer, other, later].map((subscription) => subscription?.stop()));
  });
});

describe('quoteDecide', () => {
  it('makes a bindable offer of the insurer that approves, at the price that was loaded, valid from the decision', async () => {
    const quote = await referred('D-1');
    const { id, premium } = await referralOf('underwriter', quote.id);
    await advance(1);
    const input = { referral: id, decision: 'APPROVE', loading: '0.5', note: 'Payslips seen.' };
    expect(await decide('underwriter', input, 'approve')).toMatchObject({ status: 'DECIDED', outcome: 'APPROVED' });
    const offered = await quoteOf(quote.id);
    expect(offered).toMatchObject({ status: 'OFFERED', decision: { outcome: 'APPROVED', reasons: [] } });
    expect(offered.offers).toMatchObject([
      {
        insurer: { name: 'Northwind Credit Insurance' },
        expiresAt: '2026-03-04T12:00:00.000Z',
        loan: null,
        conditions: [],
      },
    ]);
    // Half as much again before tax, each total rounded once.
    expect(Number(offered.offers[0].premium.total.amount)).toBeCloseTo(Number(premium.total) * 1.5, 1);
    // The same request again is the same decision, and not a second offer.
    expect(await decide('underwriter', input, 'approve')).toMatchObject({ status: 'DECIDED', outcome: 'APPROVED' });
    expect((await quoteOf(quote.id)).offers).toHaveLength(1);
    expect(await eventsOf('merchant', quote.id)).toEqual(['quote.referred', 'quote.offered']);

    const alder = await referralOf('alderUnderwriter', quote.id);
    await decide('alderUnderwriter', { referral: alder.id, decision: 'APPROVE' });
    const both = await quoteOf(quote.id);
    expect(both.offers.map(({ insurer }: { insurer: object }) => insurer)).toEqual([
      { name: 'Northwind Credit Insurance' },
      { name: 'Alder Mutual' },
    ]);
    const bind = { key: 'bind', input: { offer: both.offers[0].id, premiumAtMost: usd('99.00') } };
    const { policyBind } = await api.data('merchant', POLICY_BIND, bind);
    expect(policyBind).toMatchObject({ __typename: 'Policy', premium: offered.offers[0].premium });
    const states = await system('states', 'SELECT state FROM exposure WHERE quote_id = $1 ORDER BY state', [quote.id]);
    expect(states).toEqual([{ state: 'RELEASED' }, { state: 'RESERVED' }]);
  });

  it('declines with the reasons the person is told, once every insurer has', async () => {
    const quote = await referred('D-2');
    const northwind = await referralOf('underwriter', quote.id);
    expect(northwind.declineReasons.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['NOT_KNOWN_TO_BUREAU', 'HIGH_DEBT_TO_INCOME', 'INCOME_NOT_VERIFIED']),
    );
    const wrong = ['INCOME_NOT_VERIFIED', 'NO_SUCH', 'INCOME_NOT_VERIFIED'];
    const refused = await decide('underwriter', {
      referral: northwind.id,
      decision: 'DECLINE',
      reasonCodes: wrong,
      loading: '0.1',
    });
    expect(refused.issues).toEqual([
      { path: 'reasonCodes[1]', code: 'UNKNOWN_REASON' },
      { path: 'reasonCodes[2]', code: 'DUPLICATE' },
      { path: 'loading', code: 'NOT_APPLICABLE' },
    ]);
    const decline = (who: string, referral: string, ...reasonCodes: string[]) =>
      decide(who, { referral, decision: 'DECLINE', reasonCodes });
    await decline('underwriter', northwind.id, 'INCOME_NOT_VERIFIED', 'HIGH_DEBT_TO_INCOME');
    expect(await quoteOf(quote.id)).toMatchObject({ status: 'REFERRED', decision: { outcome: 'REFERRED' } });
    const alder = await referralOf('alderUnderwriter', quote.id);
    await decline('alderUnderwriter', alder.id, 'HIGH_DEBT_TO_INCOME', 'IDENTITY_NOT_VERIFIED');
    const { status, decision, referrals } = await quoteOf(quote.id);
    expect({ status, outcome: decision.outcome }).toEqual({ status: 'DECLINED', outcome: 'DECLINED' });
    expect(decision.adverseActionReasons).toEqual([
      { code: 'INCOME_NOT_VERIFIED', message: 'The income could not be verified.' },
      { code: 'HIGH_DEBT_TO_INCOME', message: 'Payments on all debt are high against the income.' },
      { code: 'IDENTITY_NOT_VERIFIED', message: 'The identity could not be verified.' },
    ]);
    expect(referrals).toMatchObject([{ outcome: 'DECLINED' }, { outcome: 'DECLINED' }]);
    expect(await eventsOf('merchant', quote.id)).toEqual(['quote.referred', 'quote.declined']);
  });

  it('keeps to authority, and above the threshold wants two keys on the same terms', async () => {
    const homes = {
      principal: usd('390000.00'),
      annualRate: '0.0585',
      instalments: 360,
      method: 'LEVEL_PAYMENT',
      ...dated,
    };
    const home = homeRequest('LOT 77/1', { obligor: { ...UNKNOWN, annualIncome: usd('240000.00') }, loan: homes });
    const { id } = (await api.data('housingLender', QUOTE_CREATE, { key: 'home', input: home })).quoteCreate;
    const referral = await referralOf('underwriter', id);
    expect(referral.sumInsured).toEqual({ amount: '117000.00' });
    const approve = { referral: referral.id, decision: 'APPROVE' };
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(await decide('underwriter', approve)).toMatchObject({
      code: 'AUTHORITY_EXCEEDED',
      authorityLevel: 3,
      requiredLevel: 5,
    });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    expect(await decide('seniorUnderwriter', approve)).toMatchObject({
      status: 'OPEN',
      entries: [{ kind: 'APPROVAL' }],
    });
    expect((await quoteOf(id, 'housingLender')).status).toBe('REFERRED');
    expect(await decide('seniorUnderwriter', approve)).toMatchObject({ code: 'SECOND_PERSON_REQUIRED' });
    const input = {
      organisation: 'org_00000000000000000000000002',
      role: 'INSURER_UNDERWRITER',
      name: 'deputy',
      authorityLevel: 5,
    };
    const deputy = (
      await api.data('operator', 'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { id token } }', {
        input,
      })
    ).apiKeyCreate;
    expect(await decide('underwriter', approve)).toMatchObject({ code: 'AUTHORITY_EXCEEDED' });
    expect(await decide(deputy.token, { ...approve, loading: '0.2' })).toMatchObject({ status: 'OPEN' });
    // The senior asks for more now, and does not stand by the approval without a loading any more.
    expect(await decide('seniorUnderwriter', { ...approve, loading: '0.3' })).toMatchObject({ status: 'OPEN' });
    expect(await decide(deputy.token, approve)).toMatchObject({ status: 'OPEN' });
    expect(await decide(deputy.token, { ...approve, loading: '0.2' })).toMatchObject({ status: 'OPEN' });
    expect(await decide('seniorUnderwriter', { ...approve, loading: '0.20' })).toMatchObject({
      status: 'DECIDED',
      outcome: 'APPROVED',
    });
    const { status, offers } = await quoteOf(id, 'housingLender');
    expect({ status, offers: offers.length }).toEqual({ status: 'OFFERED', offers: 1 });
    expect(await eventsOf('housingLender', referral.id)).toEqual(['referral.opened', 'referral.decided']);
    expect(await eventsOf('underwriter', referral.id)).toEqual([
      'referral.opened',
      ...Array<string>(5).fill('referral.approvalRecorded'),
      'referral.decided',
    ]);
  });

  it('puts conditions: a smaller loan is bound and paid out as such, others are confirmed at binding', async () => {
    const quote = await referred('D-4');
    const { id } = await referralOf('underwriter', quote.id);
    const bad = [
      { kind: 'LOWER_AMOUNT', amount: usd('1200.00') },
      { kind: 'DOWN_PAYMENT', amount: { amount: '10.00', currency: 'EUR' } },
      { kind: 'EVIDENCE' },
      { kind: 'CO_OBLIGOR', amount: usd('1.00') },
    ];
    const refused = await decide('underwriter', { referral: id, decision: 'APPROVE', conditions: bad, loading: '1.5' });
    expect(refused.issues).toEqual([
      { path: 'conditions[0].amount.amount', code: 'OUT_OF_RANGE' },
      { path: 'conditions[1].amount.currency', code: 'CURRENCY_MISMATCH' },
      { path: 'conditions[2].text', code: 'REQUIRED' },
      { path: 'conditions[3].amount', code: 'NOT_APPLICABLE' },
      { path: 'conditions', code: 'LOAN_CHANGED_TWICE' },
      { path: 'loading', code: 'OUT_OF_RANGE' },
    ]);
    const tiny = [{ kind: 'LOWER_AMOUNT', amount: usd('50.00') }];
    expect((await decide('underwriter', { referral: id, decision: 'APPROVE', conditions: tiny })).issues).toEqual([
      { path: 'conditions', code: 'OUTSIDE_PRODUCT' },
    ]);
    const conditions = [
      { kind: 'DOWN_PAYMENT', amount: usd('400.00') },
      { kind: 'EVIDENCE', text: 'Two payslips' },
    ];
    await decide('underwriter', { referral: id, decision: 'APPROVE', conditions });
    const [offer] = (await quoteOf(quote.id)).offers;
    expect(offer).toMatchObject({
      loan: { principal: { amount: '800.00' } },
      sumInsured: { amount: '767.65' },
      conditions: [
        { kind: 'DOWN_PAYMENT', amount: { amount: '400.00' }, text: null },
        { kind: 'EVIDENCE', amount: null, text: 'Two payslips' },
      ],
    });
    const bind = (key: string, more: object) =>
      api.data('merchant', POLICY_BIND, { key, input: { offer: offer.id, premiumAtMost: usd('99.00'), ...more } });
    expect((await bind('b-1', {})).policyBind.issues).toEqual([{ path: 'conditionsMet', code: 'CONDITIONS_NOT_MET' }]);
    const { policyBind } = await bind('b-2', { conditionsMet: true });
    expect(policyBind).toMatchObject({ status: 'PENDING_ACTIVATION', sumInsured: { amount: '767.65' } });
    await advance(8);
    const activate = (key: string, amount: string) =>
      api.data('lender', POLICY_ACTIVATE, {
        key,
        input: {
          policy: policyBind.id,
          disbursement: { disbursedOn: '2026-03-10', amount: usd(amount), loanReference: 'HB-9' },
          purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'D-4', payee: LUMEN },
        },
      });
    expect((await activate('a-1', '1200.00')).policyActivate.issues).toEqual([
      { path: 'disbursement.amount.amount', code: 'AMOUNT_MISMATCH' },
    ]);
    expect((await activate('a-2', '800.00')).policyActivate).toMatchObject({ status: 'ACTIVE' });
    const loans = 'query ($id: ID!) { policy(id: $id) { loan { principal { amount } } } }';
    expect((await api.data('merchant', loans, { id: policyBind.id })).policy.loan.principal).toEqual({
      amount: '800.00',
    });
  });

  it('refuses with LimitExceeded when there is no room, and writes nothing', async () => {
    const quote = await referred('D-5');
    const { id } = await referralOf('underwriter', quote.id);
    await system(
      'cap',
      `UPDATE exposure_limit SET cap_minor = 115147 WHERE dimension = 'INSURER' AND currency = 'USD'`,
    );
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(await decide('underwriter', { referral: id, decision: 'APPROVE' })).toMatchObject({
      __typename: 'LimitExceeded',
      limit: 'INSURER',
      requested: { amount: '1151.48' },
      available: { amount: '1151.47' },
    });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('is taken once, however many decide at once', async () => {
    const quote = await referred('D-6');
    const { id } = await referralOf('underwriter', quote.id);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        at % 2 === 0
          ? decide('underwriter', { referral: id, decision: 'APPROVE' })
          : decide('seniorUnderwriter', { referral: id, decision: 'DECLINE', reasonCodes: ['INCOME_NOT_VERIFIED'] }),
      ),
    );
    const taken = answers.filter(({ __typename }) => __typename === 'Referral');
    expect(taken).toHaveLength(1);
    const conflict = { __typename: 'StateConflict', from: 'DECIDED', to: 'DECIDED' };
    for (const answer of answers.filter((one) => one !== taken[0])) expect(answer).toMatchObject(conflict);
    const { offers } = await quoteOf(quote.id);
    expect(offers).toHaveLength(taken[0].outcome === 'APPROVED' ? 1 : 0);
  });
});

describe('the deadline', () => {
  it('ends referrals and their quote, and a later decision comes too late', async () => {
    const quote = await referred('E-1');
    const { id } = await referralOf('underwriter', quote.id);
    await advance(2);
    expect(await quoteOf(quote.id)).toMatchObject({
      status: 'EXPIRED',
      referrals: [{ status: 'EXPIRED' }, { status: 'EXPIRED' }],
    });
    expect(await decide('underwriter', { referral: id, decision: 'APPROVE' })).toMatchObject({ from: 'EXPIRED' });
    expect(await eventsOf('merchant', quote.id)).toEqual(['quote.referred', 'quote.expired']);
    expect(await eventsOf('underwriter', id)).toEqual(['referral.opened', 'referral.expired']);
  });

  it('declines where the terms say so', async () => {
    // A published version never changes: this one is made as if it had been published so.
    await api.testDatabase.query(
      `BEGIN; SELECT set_config('app.scope', 'system', true); ALTER TABLE product_version DISABLE TRIGGER USER;
       UPDATE product_version SET terms = jsonb_set(terms, '{referral,atDeadline}', '"DECLINE"'); COMMIT`,
    );
    const quote = await referred('E-2');
    await advance(2);
    expect(await quoteOf(quote.id)).toMatchObject({
      status: 'DECLINED',
      decision: { outcome: 'DECLINED', adverseActionReasons: [{ code: 'NOT_DECIDED_IN_TIME' }] },
      referrals: [{ status: 'DECIDED', outcome: 'DECLINED' }, { outcome: 'DECLINED' }],
    });
  });

  it('and a decision exclude each other', async () => {
    const quotes = await Promise.all([1, 2, 3, 4].map((at) => referred(`E-3-${at}`)));
    const referrals = await desk('underwriter');
    await Promise.all([
      advance(2),
      ...referrals.map(({ id }: { id: string }) => decide('underwriter', { referral: id, decision: 'APPROVE' })),
    ]);
    // What a decision held while the deadline passed ends with the next round.
    await advance(1);
    for (const { id } of quotes) {
      const { status, referrals: own, offers } = await quoteOf(id);
      const approved = own.filter(({ outcome }: { outcome: string | null }) => outcome === 'APPROVED').length;
      expect(offers).toHaveLength(approved);
      expect(status).toBe('EXPIRED');
    }
  });

  it('does not come any more once the customer opts out', async () => {
    const quote = await referred('E-4');
    const refuse = 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }';
    await api.data('merchant', refuse, { id: quote.id });
    expect((await quoteOf(quote.id)).referrals).toMatchObject([{ status: 'EXPIRED' }, { status: 'EXPIRED' }]);
    const { id } = await referralOf('underwriter', quote.id);
    expect(await decide('underwriter', { referral: id, decision: 'APPROVE' })).toMatchObject({ from: 'EXPIRED' });
  });
});
