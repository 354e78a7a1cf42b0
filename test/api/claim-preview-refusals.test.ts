import { newId } from '../../src/kernel/index.js';
import { startApi, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';
import { LookedAtSteps } from '../support/step-previews.js';

let api: TestApi;
let steps: LookedAtSteps;
let claim: string;
let recovery: string;
let receipt: string;
/** Of two loans like the first, nothing paid on either. */
let others: readonly string[];

interface Ids {
  readonly policy: string;
  readonly claim: string;
  readonly recovery: string;
  readonly receipt: string;
}
interface Step {
  readonly input: (ids: Ids) => object;
  /** Everybody else is not even asked for a reason. */
  readonly roles: readonly string[];
}

const wire = { reference: 'X-1' };
const STEPS: Readonly<Record<string, Step>> = {
  claimSubmit: { input: ({ policy }) => ({ policy }), roles: ['lender', 'merchant', 'dealer'] },
  claimOtherInsuranceDeclare: {
    input: (ids) => ({ claim: ids.claim, otherInsurance: [] }),
    roles: ['lender', 'merchant', 'dealer', 'claims', 'alderClaims'],
  },
  claimDecide: { input: (ids) => ({ claim: ids.claim, outcome: 'APPROVED' }), roles: ['claims', 'alderClaims'] },
  claimReopen: { input: (ids) => ({ claim: ids.claim, reason: 'x' }), roles: ['claims', 'alderClaims'] },
  claimWithdraw: { input: (ids) => ({ claim: ids.claim }), roles: ['lender', 'merchant', 'dealer'] },
  claimOverpaymentReturn: {
    input: (ids) => ({ claim: ids.claim, amount: usd('1.00'), paidOn: '2026-07-01', ...wire }),
    roles: ['claims', 'alderClaims'],
  },
  recoveryCorrect: {
    input: (ids) => ({ recovery: ids.recovery, receipt: ids.receipt, reason: 'x' }),
    roles: ['claims', 'alderClaims'],
  },
  recoveryCostRecord: {
    input: (ids) => ({ recovery: ids.recovery, kind: 'LEGAL', incurredOn: '2026-07-01', amount: usd('1.00'), ...wire }),
    roles: ['claims', 'alderClaims'],
  },
  recoveryWriteOff: {
    input: (ids) => ({ recovery: ids.recovery, code: 'OTHER', reason: 'x' }),
    roles: ['claims', 'alderClaims'],
  },
};
const KEYS = ['merchant', 'dealer', 'lender', 'claims', 'alderClaims', 'underwriter'];
const STRANGERS = ['dealer', 'alderClaims'];

const idsNow = (): Ids => ({ policy: steps.policy, claim, recovery, receipt });

/** A claim that was paid whole, with 100.00 recovered. */
beforeAll(async () => {
  api = await startApi();
  steps = new LookedAtSteps(api, await activePolicy(api, 'REFUSED-1'));
  const alike = [await activePolicy(api, 'REFUSED-2'), await activePolicy(api, 'REFUSED-3')];
  await api.data('operator', 'mutation { sandboxClockAdvance(days: 121) { now } }');
  const { claims } = await api.data(
    'claims',
    '{ claims(first: 5) { nodes { id policy { id } checklist { kind required } } } }',
  );
  type Opened = { id: string; policy: { id: string }; checklist: { kind: string; required: boolean }[] };
  const opened = (policy: string) => (claims.nodes as Opened[]).find((one) => one.policy.id === policy);
  others = alike.map((policy) => opened(policy)?.id ?? '');
  claim = opened(steps.policy)?.id ?? '';
  for (const { kind, required } of opened(steps.policy)?.checklist ?? []) {
    if (!required) continue;
    const headers = {
      authorization: `Bearer ${api.keys.lender}`,
      'content-type': 'text/plain',
      'x-file-name': 'a.txt',
    };
    const stored = await fetch(`${api.url}/documents`, { method: 'POST', headers, body: kind });
    const { id: document } = (await stored.json()) as { id: string };
    await steps.commit('lender', 'claimEvidenceAdd', { claim, kind, document });
  }
  await steps.commit('claims', 'claimDecide', { claim, outcome: 'APPROVED' });
  await steps.commit('claims', 'claimPay', { claim, paidOn: '2026-07-01', reference: 'W-1' });
  recovery = (await steps.recovery()).id;
  const money = { recovery, reference: 'IN-1', receivedOn: '2026-07-01', amount: usd('100.00') };
  await steps.commit('lender', 'recoveryRecord', money);
  receipt = (await steps.recovery()).receipts[0]?.id ?? '';
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

describe('a preview', () => {
  it.each(Object.entries(STEPS))(
    'of %s is for who may take the step, and writes nothing',
    async (name, { input, roles }) => {
      const nothing = { policy: newId('policy'), claim: newId('claim'), recovery: newId('recovery'), receipt };
      const untouched = await steps.written();
      for (const key of KEYS) {
        const query = (ids: Ids) =>
          api.ask(
            key,
            `query ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}Preview(input: $input) {
             __typename ... on Problem { code message } ... on NotFound { id } } }`,
            { input: input(ids) },
          );
        const { data, errors } = await query(idsNow());
        if (!roles.includes(key)) {
          expect([key, errors?.[0]?.extensions.code]).toEqual([key, 'FORBIDDEN']);
          continue;
        }
        const answer = data[`${name}Preview`];
        if (!STRANGERS.includes(key)) {
          expect([key, answer.code ?? 'SHOWN']).not.toEqual([key, 'NOT_FOUND']);
          continue;
        }
        // Whoever has no part in it is answered as if there were nothing.
        const { data: unknown } = await query(nothing);
        const { id, ...problem } = unknown[`${name}Preview`];
        expect(problem.code).toBe('NOT_FOUND');
        expect([key, answer]).toEqual([key, { ...problem, id: Object.values(input(idsNow()))[0] }]);
        expect(Object.values(nothing)).toContain(id);
      }
      expect(await steps.written()).toEqual(untouched);
    },
  );

  const refusals: readonly (readonly [string, string, () => object, string])[] = [
    ['claimSubmit', 'lender', () => ({ policy: steps.policy }), 'STATE_CONFLICT'],
    ['claimWithdraw', 'lender', () => ({ claim }), 'STATE_CONFLICT'],
    ['claimOtherInsuranceDeclare', 'lender', () => ({ claim, otherInsurance: [] }), 'STATE_CONFLICT'],
    ['claimDecide', 'claims', () => ({ claim, outcome: 'APPROVED' }), 'STATE_CONFLICT'],
    ['claimReopen', 'claims', () => ({ claim, reason: ' ' }), 'INVALID_INPUT'],
    [
      'claimOverpaymentReturn',
      'claims',
      () => ({ claim, amount: usd('0.01'), paidOn: '2026-07-01', reference: 'B-1' }),
      'LIMIT_EXCEEDED',
    ],
    [
      'claimOverpaymentReturn',
      'claims',
      () => ({ claim, amount: usd('0.01'), paidOn: '2026-07-01', reference: 'W-1' }),
      'INVALID_INPUT',
    ],
    [
      'recoveryCostRecord',
      'claims',
      () => ({ recovery, kind: 'LEGAL', reference: 'IN-1', incurredOn: '2026-07-01', amount: usd('1.00') }),
      'INVALID_INPUT',
    ],
    ['recoveryCorrect', 'claims', () => ({ recovery, receipt: newId('recoveryReceipt'), reason: 'x' }), 'NOT_FOUND'],
    ['recoveryWriteOff', 'claims', () => ({ recovery, code: 'OTHER', reason: '' }), 'INVALID_INPUT'],
  ];
  it.each(refusals)('of %s is refused as the step is (%s)', async (name, key, input, code) => {
    const untouched = await steps.written();
    const refused = await steps.preview(key, name, input());
    expect(refused.code).toBe(code);
    expect(await steps.commit(key, name, input())).toEqual(refused);
    expect(await steps.commit(key, name, input(), '0'.repeat(32))).toEqual(refused);
    expect(await steps.written()).toEqual(untouched);
  });
});

describe('a token', () => {
  it('is taken once when several take the step with it at once, and repeats with its key', async () => {
    const bill = (at: number) => ({
      ...{ recovery, kind: 'LEGAL', incurredOn: '2026-07-01', amount: usd('30.00') },
      reference: `BILL-${at}`,
    });
    const { token } = await steps.preview('claims', 'recoveryCostRecord', bill(0));
    const mutation = `mutation ($key: String!, $input: RecoveryCostRecordInput!, $token: String) {
      recoveryCostRecord(idempotencyKey: $key, input: $input, token: $token) { __typename ... on Recovery { costs { amount } } } }`;
    // On a busy machine whoever waits too long for the lock is told to come again with its key.
    const take = async (at: number): Promise<{ readonly __typename: string }> => {
      const { data, errors } = await api.ask('claims', mutation, { key: `at-once-${at}`, input: bill(at), token });
      if (errors?.every(({ extensions }) => extensions.retryable === true)) return take(at);
      return data.recoveryCostRecord;
    };
    const answers = await Promise.all(Array.from({ length: 6 }, (_, at) => take(at)));
    const taken = answers.findIndex(({ __typename }) => __typename === 'Recovery');
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['Recovery', ...Array(5).fill('StateConflict')]);
    const untouched = await steps.written();
    expect(await take(taken)).toEqual({ __typename: 'Recovery', costs: { amount: '30.00' } });
    expect(await steps.written()).toEqual(untouched);
  });

  it('of one claim is worth nothing for another that stands the same', async () => {
    const [one, another] = others;
    const declared = (of: string | undefined) => ({ claim: of, otherInsurance: [] });
    const shown = await steps.preview('lender', 'claimOtherInsuranceDeclare', declared(one));
    const { token, ...same } = await steps.preview('lender', 'claimOtherInsuranceDeclare', declared(another));
    expect(shown).toEqual({ ...same, token: shown.token });
    const take = (of: string) => steps.commit('lender', 'claimOtherInsuranceDeclare', declared(another), of);
    expect(await take(shown.token)).toMatchObject({ code: 'STATE_CONFLICT' });
    expect(await take(token)).not.toHaveProperty('code');
  });
});
