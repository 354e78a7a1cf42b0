import { startApi, type TestApi } from '../support/api.js';
import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

let api: TestApi;
const policies: string[] = [];

/** Five policies: three active, one of them in default with a claim; two wait for activation. */
beforeAll(async () => {
  api = await startApi();
  for (const at of [1, 2, 3, 4, 5]) {
    const reference = `LIST-${at}`;
    const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, {
      key: `q-${at}`,
      input: checkoutRequest(reference),
    });
    const bind = { key: `b-${at}`, input: { offer: quoteCreate.offers[0].id, premiumAtMost: usd('10.00') } };
    const { policyBind } = await api.data('merchant', POLICY_BIND, bind);
    policies.push(policyBind.id);
    if (at > 3) continue;
    await api.data('lender', POLICY_ACTIVATE, {
      key: `a-${at}`,
      input: {
        policy: policyBind.id,
        disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: `HB-${at}` },
        purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference, payee: LUMEN },
      },
    });
  }
  await api.data('operator', 'mutation { sandboxClockAdvance(days: 130) { days } }');
});
afterAll(() => api.close());

const NODE = `id number status partner { name } insurer { name } lender { name } premium { total { amount } lines { kind amount { amount } } }
  claims { id number status policy { number } indemnity { amount coveredLoss { amount } } notifiedAt triggeredOn }
  loan { id status overdueState daysPastDue claimableOn outstandingPrincipal { amount }
         schedule { number dueOn total { amount } principal { amount } interest { amount } paidPrincipal { amount } } }`;

describe('policies', () => {
  it('answers in one query what each policy answers on its own, for every party', async () => {
    for (const key of ['merchant', 'lender', 'claims', 'operator']) {
      const listed = (
        await api.data(
          key,
          `{ policies(first: 10, orderBy: OLDEST_FIRST) { nodes { ${NODE} } edges { node { id } } } }`,
        )
      ).policies;
      expect(listed.nodes.map(({ id }: { id: string }) => id)).toEqual(policies);
      expect(listed.nodes[0].claims).toHaveLength(1);
      expect(listed.nodes[0].loan.schedule).toHaveLength(12);
      expect(listed.nodes[3]).toMatchObject({ status: 'NOT_TAKEN_UP', claims: [], loan: null });
      for (const node of listed.nodes) {
        const { policy } = await api.data(key, `query ($id: ID!) { policy(id: $id) { ${NODE} } }`, { id: node.id });
        expect(policy).toEqual(node);
      }
    }
  });

  it('answers the same through edges, fragments and aliases, and with only the loan asked for', async () => {
    const query = `{ policies(first: 1, orderBy: OLDEST_FIRST) { list: edges { item: node { ...Whole } } } }
      fragment Whole on Policy { cases: claims { number } ... on Policy { loan { reference } } }`;
    for (let use = 0; use < 3; use += 1) {
      expect(await api.data('merchant', query)).toEqual({
        policies: {
          list: [
            {
              item: {
                cases: [{ number: expect.stringMatching(/^CL-2026-[0-9A-Z]{4}-[0-9A-Z]{4}$/) }],
                loan: { reference: 'HB-1' },
              },
            },
          ],
        },
      });
    }
  });

  it('pages forwards and backwards without gap or repeat', async () => {
    const page = async (args: string) =>
      (
        await api.data(
          'merchant',
          `{ policies(${args}) { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        )
      ).policies;
    const first = await page('first: 2, orderBy: OLDEST_FIRST');
    expect([first.nodes.map(({ id }: { id: string }) => id), first.pageInfo.hasNextPage]).toEqual([
      policies.slice(0, 2),
      true,
    ]);
    const rest = await page(`first: 5, orderBy: OLDEST_FIRST, after: "${first.pageInfo.endCursor}"`);
    expect([rest.nodes.map(({ id }: { id: string }) => id), rest.pageInfo.hasNextPage]).toEqual([
      policies.slice(2),
      false,
    ]);
    const last = await page('last: 2, orderBy: OLDEST_FIRST');
    expect([last.nodes.map(({ id }: { id: string }) => id), last.pageInfo.hasPreviousPage]).toEqual([
      policies.slice(3),
      true,
    ]);
    const before = await page(`last: 2, orderBy: OLDEST_FIRST, before: "${last.pageInfo.startCursor}"`);
    expect(before.nodes.map(({ id }: { id: string }) => id)).toEqual(policies.slice(1, 3));
  });

  it('refuses pages of no size, of both sizes, too large, or with a made-up cursor', async () => {
    for (const args of [
      'orderBy: OLDEST_FIRST',
      'first: 0',
      'first: 101',
      'first: 2, last: 2',
      'first: 2, after: "eA"',
    ]) {
      const answer = await api.ask('merchant', `{ policies(${args}) { nodes { id } } }`);
      expect([args, answer.errors?.length, answer.data?.policies ?? null]).toEqual([args, 1, null]);
      expect(answer.status).toBeLessThan(500);
      expect(answer.errors?.[0]?.extensions.code).toMatch(/^(BAD_USER_INPUT|PAGE_SIZE_INVALID)$/);
    }
  });
});
