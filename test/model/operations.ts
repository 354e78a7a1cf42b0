import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';
import { amountOf, cents, type ModelSale, plusDays } from './model.js';
import type { World } from './world.js';

/** Something a user does. `on` lists the sales it makes sense for; without it, it needs none. */
export interface Operation {
  readonly name: string;
  readonly weight: number;
  readonly on?: (world: World) => readonly ModelSale[];
  /** Answers a word about what it did. */
  readonly run: (world: World, sale: ModelSale) => Promise<string>;
}

const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code message } }';
const REFUSE = `mutation ($quote: ID!) { quoteRefuse(quote: $quote, reason: "Pays in cash.") { __typename ${PROBLEM} } }`;
const PREMIUM_GUARD = usd('500.00');

/** The checkout's order of 1,200.00 in twelve instalments, paid out today. */
const request = (today: string, order: string) => {
  const { loan, ...rest } = checkoutRequest(order);
  return { ...rest, loan: { ...loan, disbursedOn: today, firstDueOn: plusDays(today, 31) } };
};

const bindInput = (sale: ModelSale) => ({ offer: sale.offer, premiumAtMost: PREMIUM_GUARD });

const activateInput = ({ model }: World, sale: ModelSale, changes: object = {}) => ({
  policy: sale.policy,
  disbursement: {
    disbursedOn: model.today,
    amount: usd(sale.returnedOn ? '1100.00' : '1200.00'),
    loanReference: sale.order,
  },
  purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: sale.order, payee: LUMEN },
  ...changes,
});

const withStatus =
  (...statuses: readonly (string | undefined)[]) =>
  ({ model }: World): ModelSale[] =>
    model.sales.filter(({ status }) => statuses.includes(status));

const withQuote =
  (...statuses: readonly string[]) =>
  ({ model }: World): ModelSale[] =>
    model.sales.filter(({ quoteStatus }) => statuses.includes(quoteStatus));

const quote: Operation = {
  name: 'quote',
  weight: 6,
  run: async (world) => {
    const { model } = world;
    const order = `ORDER-${model.sales.length + 1}`;
    const key = world.newKey();
    const input = request(model.today, order);
    const first = await world.tell('merchant', QUOTE_CREATE, { key, input });
    expect(first.__typename).toBe('Quote');
    expect(await world.tell('merchant', QUOTE_CREATE, { key, input })).toEqual(first);
    await world.refused(['IdempotencyConflict'], 'merchant', QUOTE_CREATE, {
      key,
      input: request(model.today, 'OTHER'),
    });
    const [offer] = first.offers;
    model.sales.push({
      order,
      quote: first.id,
      offer: offer.id,
      quotedOn: model.today,
      quoteStatus: 'OFFERED',
      premium: cents(offer.premium.total.amount),
      sumInsured: cents(offer.sumInsured.amount),
      policy: undefined,
      status: undefined,
      boundOn: undefined,
      instalments: undefined,
      isSettled: false,
      returnedOn: undefined,
      sequence: 1,
      claim: undefined,
    });
    return order;
  },
};

const refuseQuote: Operation = {
  name: 'opt out',
  weight: 1,
  on: withQuote('OFFERED'),
  run: async (world, sale) => {
    const answer = await world.tell('merchant', REFUSE, { quote: sale.quote });
    expect(answer.__typename).toBe('Quote');
    sale.quoteStatus = 'REFUSED';
    return sale.order;
  },
};

const bind: Operation = {
  name: 'bind',
  weight: 8,
  on: withQuote('OFFERED'),
  run: async (world, sale) => {
    const key = world.newKey();
    const variables = { key, input: bindInput(sale) };
    const answers = await Promise.all([1, 2, 3].map(() => world.tell('merchant', POLICY_BIND, variables)));
    expect(answers[0].__typename).toBe('Policy');
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    Object.assign(sale, {
      policy: answers[0].id,
      status: 'PENDING_ACTIVATION',
      quoteStatus: 'BOUND',
      boundOn: world.model.today,
    });
    return sale.order;
  },
};

const bindInVain: Operation = {
  name: 'bind what is over',
  weight: 2,
  on: withQuote('REFUSED', 'EXPIRED', 'BOUND'),
  run: async (world, sale) => {
    const types = ['StateConflict', 'OfferExpired', 'PurposeLocked'];
    await world.refused(types, 'merchant', POLICY_BIND, { key: world.newKey(), input: bindInput(sale) });
    await world.refused(['NotFound'], 'dealer', POLICY_BIND, { key: world.newKey(), input: bindInput(sale) });
    return sale.order;
  },
};

const bindAboveGuard: Operation = {
  name: 'bind below its premium',
  weight: 1,
  on: withQuote('OFFERED'),
  run: async (world, sale) => {
    const input = { offer: sale.offer, premiumAtMost: usd(amountOf(sale.premium - 1n)) };
    await world.refused(['PremiumAboveGuard'], 'merchant', POLICY_BIND, { key: world.newKey(), input });
    return sale.order;
  },
};

const SCHEDULE = `query ($id: ID!) { policy(id: $id) { loan { schedule {
  dueOn principal { amount } interest { amount } paidPrincipal { amount } paidInterest { amount } } } } }`;

/** Takes the schedule as it is shown; its arithmetic has tests of its own. */
export async function readSchedule(world: World, sale: ModelSale): Promise<void> {
  const { policy } = await world.api.data('lender', SCHEDULE, { id: sale.policy });
  sale.instalments = policy.loan.schedule.map(
    (
      row: Record<'principal' | 'interest' | 'paidPrincipal' | 'paidInterest', { amount: string }> & { dueOn: string },
    ) => ({
      dueOn: row.dueOn,
      principal: cents(row.principal.amount),
      interest: cents(row.interest.amount),
      paidPrincipal: cents(row.paidPrincipal.amount),
      paidInterest: cents(row.paidInterest.amount),
    }),
  );
}

const activate: Operation = {
  name: 'activate',
  weight: 8,
  on: withStatus('PENDING_ACTIVATION'),
  run: async (world, sale) => {
    const payee = { kind: 'DELIVERY_CONFIRMATION', reference: sale.order, payee: 'Somebody else' };
    await world.refused(['PurposeNotProven'], 'merchant', POLICY_ACTIVATE, {
      key: world.newKey(),
      input: activateInput(world, sale, { purposeEvidence: payee }),
    });
    const input = activateInput(world, sale);
    const answer = await world.tell('lender', POLICY_ACTIVATE, { key: world.newKey(), input });
    expect(answer).toMatchObject({ __typename: 'Policy', status: 'ACTIVE' });
    sale.status = 'ACTIVE';
    await readSchedule(world, sale);
    return sale.order;
  },
};

const activateInVain: Operation = {
  name: 'activate what is over',
  weight: 1,
  on: withStatus('NOT_TAKEN_UP', 'CANCELLED', 'CLOSED'),
  run: async (world, sale) => {
    const variables = { key: world.newKey(), input: activateInput(world, sale) };
    await world.refused(['StateConflict', 'InvalidInput'], 'merchant', POLICY_ACTIVATE, variables);
    return sale.order;
  },
};

export const sellingOperations: readonly Operation[] = [
  quote,
  refuseQuote,
  bind,
  bindInVain,
  bindAboveGuard,
  activate,
  activateInVain,
];
export { PROBLEM, withStatus };
