import type { GraphQLAnswer, TestApi } from './api.js';
import type { Question } from './patient-client.js';
import { checkoutRequest, goodObligor, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from './requests.js';

/** The checkout's request for cover of one order; everybody's obligor limit is its own. */
export const quoteQuestion = (token: string, order: string): Question => ({
  token,
  query: QUOTE_CREATE,
  variables: {
    key: `quote-${order}`,
    input: checkoutRequest(order, {
      // Its own good report: the simulated bureau draws another identity's.
      obligor: { ...goodObligor, reference: order, identityNumber: order, creditReport: GOOD_REPORT },
    }),
  },
});

const GOOD_REPORT = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.12, openAccounts: 6 };

export const bindQuestion = (token: string, order: string, offer: string): Question => ({
  token,
  query: POLICY_BIND,
  variables: { key: `bind-${order}`, input: { offer, premiumAtMost: usd('99.00') } },
});

/** Names of orders: `prefix-1` to `prefix-count`. */
export const orders = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}-${at + 1}`);

/** Runs `work` for every item, at most `atOnce` at a time; answers in the order of the items. */
export async function inParallel<Item, Answer>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of waiting) answers[at] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return answers;
}

/** The data of an answer without errors. */
export function dataOf(answer: GraphQLAnswer): GraphQLAnswer['data'] {
  if (answer.errors) throw new Error(JSON.stringify(answer, null, 2));
  return answer.data;
}

const MARCH = { disbursedOn: '2026-03-02', firstDueOn: '2026-04-02' };

/** A policy in force over the checkout's order, its loan of 1,200.00 USD paid out on 2 March 2026 unless it says otherwise. */
export async function activePolicy(api: TestApi, order: string, dates = MARCH): Promise<string> {
  const request = checkoutRequest(order);
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, {
    key: `quote-${order}`,
    input: { ...request, loan: { ...request.loan, ...dates } },
  });
  const input = { offer: quoteCreate.offers[0].id, premiumAtMost: usd('99.00') };
  const { policyBind } = await api.data('merchant', POLICY_BIND, { key: `bind-${order}`, input });
  await api.data('merchant', POLICY_ACTIVATE, {
    key: `activate-${order}`,
    input: {
      policy: policyBind.id,
      disbursement: { disbursedOn: dates.disbursedOn, amount: usd('1200.00'), loanReference: order },
      purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN },
    },
  });
  return policyBind.id;
}
