import { startApi, type TestApi } from '../support/api.js';
import { type CoInsurers, coInsurers } from '../support/co-insurers.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, goodObligor, LUMEN, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

const NORTHWIND = 'org_00000000000000000000000002';
const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };
const JOURNAL = 'kind bookedOn reverses postings { account { code } debit { amount } credit { amount } }';
const PROBLEM = `... on Problem { code message } ... on InvalidInput { issues { path code } } ... on StateConflict { from to }
  ... on PurposeNotProven { reason }`;
const PREVIEW = `query ($input: PolicyActivatePreviewInput!) { result: policyActivatePreview(input: $input) { __typename
  ... on PolicyActivatePreview { policyId startsOn endsOn principal { amount } sumInsured { amount } token
    exposures { insurer amount { amount } } premium { total { amount } lines { kind amount { amount } } } commission { amount } tax { amount }
    invoices { dueOn amount { amount } lines { kind amount { amount } } } ledger { insurer policyId ${JOURNAL} } } ${PROBLEM} } }`;
const ACTIVATE = `mutation ($key: String!, $input: PolicyActivateInput!) { result: policyActivate(idempotencyKey: $key, input: $input) {
  __typename ... on Policy { id status startsOn endsOn sumInsured { amount } premium { total { amount } lines { kind amount { amount } } }
    invoices { dueOn amount { amount } lines { kind amount { amount } } } loan { principal { amount } } ledger { ${JOURNAL} } } ${PROBLEM} } }`;
const EXPOSURES = `query ($policy: ID!) { exposures(first: 10, filter: { policy: $policy }) { nodes { insurerId state amount { amount } } } }`;
const RETURN = `mutation ($key: String!, $policy: ID!) { orderReturn(idempotencyKey: $key, policy: $policy,
  input: { lines: [{ sku: "CABLE", quantity: 1 }] }) { __typename } }`;

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

async function bind(order: string, changes: object = {}): Promise<string> {
  const obligor = { ...goodObligor, reference: order, identityNumber: null, creditReport: CLEAN };
  const quote = { key: `q-${order}`, input: checkoutRequest(order, { obligor, ...changes }) };
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, quote);
  const input = { offer: quoteCreate.offers[0].id, premiumAtMost: usd('99.00') };
  return (await api.data('merchant', POLICY_BIND, { key: `b-${order}`, input })).policyBind.id;
}
const start = (policy: string, order: string, changes: object = {}) => ({
  policy,
  disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: order },
  purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN },
  ...changes,
});
const writesNothing = async <T>(work: () => Promise<T>): Promise<T> => {
  const before = await fingerprint(api.testDatabase.unitOfWork);
  const answer = await work();
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  return answer;
};
const preview = async (input: object, by = 'lender') =>
  writesNothing(async () => (await api.data(by, PREVIEW, { input })).result);
const activate = async (key: string, input: object, by = 'lender') =>
  (await api.data(by, ACTIVATE, { key, input })).result;
const exposures = async (
  policy: string,
  by = 'operator',
): Promise<{ insurerId: string; state: string; amount: object }[]> =>
  (await api.data(by, EXPOSURES, { policy })).exposures.nodes;
const line = (code: string, debit: string | null, credit: string | null) => ({
  account: { code },
  debit: debit && { amount: debit },
  credit: credit && { amount: credit },
});
// biome-ignore lint/suspicious/noExplicitAny: answers are asserted whole; their shape is the assertion.
type Answer = any;
const minor = ({ amount }: { amount: string }): number => Math.round(Number(amount) * 100);
const sum = (amounts: readonly { amount: string }[]): number => amounts.reduce((all, one) => all + minor(one), 0);
const written = (journals: readonly Answer[]) => journals.map(({ insurer: _, policyId: __, ...journal }) => journal);

/** Lines of an invoice are kept by their kind. */
const byKind = (invoices: readonly Answer[]) =>
  invoices.map(({ lines, ...invoice }) => ({
    ...invoice,
    lines: [...lines].sort((a: Answer, b: Answer) => (a.kind < b.kind ? -1 : 1)),
  }));

/** The policy started as it was shown, in everything that both say. */
async function expectAsShown(shown: Answer, started: Answer): Promise<void> {
  const {
    __typename: _,
    token: __,
    ledger,
    exposures: uses,
    commission,
    tax,
    invoices,
    principal,
    policyId,
    ...same
  } = shown;
  expect(started).toMatchObject({ id: policyId, status: 'ACTIVE', loan: { principal }, ...same });
  expect(byKind(started.invoices)).toEqual(byKind(invoices));
  expect(started.ledger).toEqual(written(ledger));
  const lineOf = (kind: string) => started.premium.lines.find((one: Answer) => one.kind === kind)?.amount;
  expect([commission, tax]).toEqual([lineOf('COMMISSION'), lineOf('TAX')]);
  const utilised = (await exposures(policyId)).map(({ insurerId, state, amount }) => ({ insurerId, state, amount }));
  const expected = uses.map(({ insurer, amount }: Answer) => ({ insurerId: insurer, state: 'UTILISED', amount }));
  expect(new Set(utilised)).toEqual(new Set(expected));
}

describe('the start of cover, before it is made', () => {
  it('shows exposure, premium, invoice and books to the cent, and is made as it was shown', async () => {
    const policy = await bind('START-1');
    const shown = await preview(start(policy, 'START-1'));
    const lines = shown.premium.lines;
    expect(shown).toEqual({
      __typename: 'PolicyActivatePreview',
      policyId: policy,
      startsOn: '2026-03-02',
      endsOn: '2027-06-01',
      principal: { amount: '1200.00' },
      sumInsured: { amount: '1151.48' },
      exposures: [{ insurer: NORTHWIND, amount: { amount: '1151.48' } }],
      premium: { total: { amount: '5.69' }, lines: expect.any(Array) },
      commission: { amount: '0.54' },
      tax: { amount: '0.33' },
      invoices: [{ dueOn: '2026-04-01', amount: { amount: '5.69' }, lines }],
      ledger: [
        {
          insurer: NORTHWIND,
          policyId: policy,
          kind: 'PREMIUM_WRITTEN',
          bookedOn: '2026-03-02',
          reverses: null,
          postings: [
            line('PREMIUM_RECEIVABLE', '5.69', null),
            line('UNEARNED_PREMIUM', null, '5.36'),
            line('PREMIUM_TAX_PAYABLE', null, '0.33'),
            line('DEFERRED_COMMISSION', '0.54', null),
            line('COMMISSION_PAYABLE', null, '0.54'),
          ],
        },
      ],
      token: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(sum(lines.map(({ amount }: Answer) => amount))).toBe(569);
    // Partner and lender are shown the same.
    expect(await preview(start(policy, 'START-1'), 'merchant')).toEqual(shown);
    const request = start(policy, 'START-1', { token: shown.token });
    const started = await activate('a-1', request);
    await expectAsShown(shown, started);
    expect(await activate('a-1', request)).toEqual(started);
    expect(await preview(start(policy, 'START-1'))).toMatchObject({
      __typename: 'StateConflict',
      from: 'ACTIVE',
      to: 'ACTIVE',
    });
  });

  it('is refused when something else would move by now, and nothing is written', async () => {
    const policy = await bind('START-2');
    const { token } = await preview(start(policy, 'START-2'));
    await api.data('merchant', RETURN, { key: 'return', policy });
    const less = start(policy, 'START-2', {
      disbursement: { disbursedOn: '2026-03-02', amount: usd('1100.00'), loanReference: 'START-2' },
    });
    const stale = await writesNothing(() => activate('a-2', { ...less, token }));
    expect(stale).toMatchObject({
      __typename: 'StateConflict',
      message: 'The figures are no longer those of the preview; look at a new one.',
      to: token,
    });
    const shown = await preview(less);
    expect(shown).toMatchObject({ principal: { amount: '1100.00' }, sumInsured: { amount: '1055.52' } });
    // Another day of payout is another start of cover.
    const day = { ...less, disbursement: { ...less.disbursement, disbursedOn: '2026-03-01' } };
    expect(await writesNothing(() => activate('a-3', { ...day, token: shown.token }))).toMatchObject({ issues: [{}] });
    await expectAsShown(shown, await activate('a-4', { ...less, token: shown.token }));
  });

  it('is refused as the start would be: what is wrong, what is not proven, what is not there', async () => {
    const policy = await bind('START-3');
    const both = async (input: object, by = 'lender') => {
      const answer = await preview(input, by);
      expect(await writesNothing(() => activate('never', input, by))).toEqual(answer);
      return answer;
    };
    const wrong = { disbursedOn: '2026-03-03', amount: usd('1199.99'), loanReference: ' ' };
    expect(await both(start(policy, 'START-3', { disbursement: wrong }))).toMatchObject({
      issues: [
        { path: 'disbursement.disbursedOn', code: 'DATE_IN_FUTURE' },
        { path: 'disbursement.amount.amount', code: 'AMOUNT_MISMATCH' },
        { path: 'disbursement.loanReference', code: 'OUT_OF_RANGE' },
      ],
    });
    const evidence = { kind: 'DELIVERY_CONFIRMATION', reference: 'ANOTHER', payee: LUMEN };
    expect(await both(start(policy, 'START-3', { purposeEvidence: evidence }))).toMatchObject({
      __typename: 'PurposeNotProven',
    });
    const investors = [{ reference: 'i-1', share: '0.5' }];
    expect(await both(start(policy, 'START-3', { investors }))).toMatchObject({
      issues: [{ path: 'investors', code: 'NOT_THE_WHOLE' }],
    });
    const nothing = { __typename: 'NotFound', message: 'There is no policy with this id.' };
    expect(await both(start(policy, 'START-3'), 'dealer')).toMatchObject(nothing);
    expect(await both(start('pol_0000000000000000000000zzzz', 'START-3'))).toMatchObject(nothing);
    for (const by of ['claims', 'underwriter', 'operator']) {
      const answer = await api.ask(by, PREVIEW, { input: start(policy, 'START-3') });
      expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  it('shows every invoice of a premium that is paid by the month', async () => {
    const policy = await bind('START-4', { programme: 'LUMEN-BALANCE' });
    const shown = await preview(start(policy, 'START-4'));
    expect(shown.invoices).toHaveLength(12);
    expect(shown.invoices.slice(0, 2).map(({ dueOn }: Answer) => dueOn)).toEqual(['2026-04-01', '2026-05-02']);
    expect(sum(shown.invoices.map(({ amount }: Answer) => amount))).toBe(minor(shown.premium.total));
    await expectAsShown(shown, await activate('a-6', start(policy, 'START-4', { token: shown.token })));
  });

  it('leaves to the insurer what it cedes: neither shown nor part of what the token stands for', async () => {
    const treaty = `mutation { treatyCreate(idempotencyKey: "t", input: { reinsurer: "Lakeside Re", share: "0.4", cedingCommission: "0.3", fromOn: "2026-01-01" }) { __typename } }`;
    const policy = await bind('START-5');
    const { token } = await preview(start(policy, 'START-5'));
    await api.data('underwriter', treaty);
    const shown = await preview(start(policy, 'START-5'));
    expect(shown.token).toBe(token);
    await expectAsShown(shown, await activate('a-7', start(policy, 'START-5', { token })));
    const ledger = `query ($id: ID!) { policy(id: $id) { ledger { kind } } }`;
    expect((await api.data('underwriter', ledger, { id: policy })).policy.ledger).toEqual([
      { kind: 'PREMIUM_WRITTEN' },
      { kind: 'CEDED_PREMIUM_WRITTEN' },
    ]);
  });

  it('is over when its time has passed', async () => {
    const policy = await bind('START-6');
    const { policy: bound } = await api.data(
      'merchant',
      'query ($id: ID!) { policy(id: $id) { activationDeadline } }',
      {
        id: policy,
      },
    );
    const days = Math.ceil((Date.parse(bound.activationDeadline) - Date.parse('2026-03-02T12:00:00Z')) / 86_400_000);
    await api.data('operator', 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now } }', { days });
    expect(await preview(start(policy, 'START-6'))).toMatchObject({
      __typename: 'StateConflict',
      from: 'NOT_TAKEN_UP',
    });
  });
});

describe('the start of cover of several insurers', () => {
  let others: CoInsurers;
  let shared: TestApi;
  beforeAll(async () => {
    shared = await startApi();
    others = await coInsurers(shared);
  });
  afterAll(() => shared.close());

  it('shows the part of each in its exposure and in its books', async () => {
    const first = api;
    api = shared;
    try {
      const policy = await bind('SHARED-1');
      const shown = await preview(start(policy, 'SHARED-1'));
      const insurers = [NORTHWIND, 'org_00000000000000000000000003', others.cedar];
      expect(shown.exposures.map(({ insurer }: Answer) => insurer).sort()).toEqual([...insurers].sort());
      expect(sum(shown.exposures.map(({ amount }: Answer) => amount))).toBe(minor(shown.sumInsured));
      expect(shown.ledger.map(({ insurer, kind }: Answer) => [insurer, kind])).toEqual([
        [NORTHWIND, 'PREMIUM_WRITTEN'],
        ...insurers.map((insurer) => [insurer, 'PREMIUM_CO_INSURED']),
      ]);
      await expectAsShown(shown, await activate('a', start(policy, 'SHARED-1', { token: shown.token })));
      await expectInvariants(shared.testDatabase.unitOfWork);
    } finally {
      api = first;
    }
  });
});
