import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';
import { PROGRAMMES } from './gateway.js';
import { NOBODY, type Operation, PROBLEM, readPolicy, withQuote, withStatus } from './operation.js';
import type { ModelSale } from './sale.js';
import { SHARED } from './shared-programme.js';
import { amountOf, cents, plusDays } from './values.js';
import type { Answer, Command, World } from './world.js';

const REFUSE = `mutation ($quote: ID!) { quoteRefuse(quote: $quote, reason: "Pays in cash.") { __typename ${PROBLEM} } }`;
const OFFERS = `query ($id: ID!) { quote(id: $id) { offers { id insurer { name } sumInsured { amount }
  premium { total { amount } } loan { principal { amount } } } } }`;
const ACTIVATE_PREVIEW = `query ($input: PolicyActivatePreviewInput!) { policyActivatePreview(input: $input) { __typename
  ... on PolicyActivatePreview { token sumInsured { amount } premium { total { amount } } exposures { amount { amount } }
    invoices { dueOn amount { amount } } ledger { kind postings { account { code } debit { amount } credit { amount } } } } } }`;
const STARTED = `query ($id: ID!) { policy(id: $id) { sumInsured { amount } premium { total { amount } } invoices { dueOn amount { amount } }
  ledger { kind postings { account { code } debit { amount } credit { amount } } } } }`;
const INSURER = 'Northwind Credit Insurance';
const LENT = 120_000n;
/** Sales that live side by side; with more of them none gets far. */
const MOST_AT_ONCE = 4;
const PREMIUM_GUARD = usd('500.00');

/** The checkout's order of 1,200.00 in twelve instalments or fewer, paid out today. */
const request = ({ model: { today } }: World, order: string, instalments: number, programme: string) => {
  const { loan, ...rest } = checkoutRequest(order);
  return { ...rest, programme, loan: { ...loan, instalments, disbursedOn: today, firstDueOn: plusDays(today, 31) } };
};

export const bindCommand = (sale: ModelSale): Command => ({
  who: 'merchant',
  mutation: POLICY_BIND,
  input: { offer: sale.offer, premiumAtMost: PREMIUM_GUARD },
});

export const refuseCommand = ({ quote }: ModelSale): Command => ({
  who: 'merchant',
  mutation: REFUSE,
  input: {},
  rest: { quote },
});

export async function bound(world: World, sale: ModelSale, answer: Answer): Promise<void> {
  const status = { status: 'PENDING_ACTIVATION', quoteStatus: 'BOUND' };
  Object.assign(sale, { ...status, policy: answer.id, boundOn: world.model.today });
  await readPolicy(world, sale);
}

export const activateCommand = ({ model }: World, sale: ModelSale, payee: string = LUMEN): Command => ({
  who: 'merchant',
  mutation: POLICY_ACTIVATE,
  input: {
    policy: sale.policy,
    disbursement: { disbursedOn: model.today, amount: usd(amountOf(sale.principal)), loanReference: sale.order },
    purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: sale.order, payee },
  },
});

export async function activated(world: World, sale: ModelSale): Promise<void> {
  Object.assign(sale, { status: 'ACTIVE', activatedOn: world.model.today, lent: sale.principal });
  await readPolicy(world, sale);
  sale.schedule = (sale.instalments ?? []).map((row) => ({ ...row }));
}

const isUnderWay = ({ status, quoteStatus }: ModelSale): boolean =>
  quoteStatus === 'OFFERED' || status === 'PENDING_ACTIVATION' || status === 'ACTIVE' || status === 'LAPSED';

/** Whether the room of the shared programme is taken. */
const isTaken = (sales: readonly ModelSale[]): boolean =>
  sales.some(
    ({ programme, quoteStatus, status }) =>
      programme === SHARED && (quoteStatus === 'OFFERED' || status === 'PENDING_ACTIVATION' || status === 'ACTIVE'),
  );

const quote: Operation = {
  name: 'quote',
  weight: 100,
  on: ({ model: { sales } }) => (sales.filter(isUnderWay).length < MOST_AT_ONCE ? [NOBODY] : []),
  run: async (world) => {
    const { model } = world;
    const order = `ORDER-${model.sales.length + 1}`;
    const programme = world.pick(PROGRAMMES.filter((code) => code !== SHARED || !isTaken(model.sales)));
    const input = request(world, order, world.pick([3, 6, 12]), programme);
    const made = await world.act({ who: 'merchant', mutation: QUOTE_CREATE, input });
    expect(made.__typename).toBe('Quote');
    const { offers } = (await world.api.data('merchant', OFFERS, { id: made.id })).quote;
    const offer = offers.find(({ insurer }: Answer) => insurer.name === INSURER);
    model.sales.push({
      order,
      programme,
      quote: made.id,
      offer: offer.id,
      quotedOn: model.today,
      quoteStatus: 'OFFERED',
      premium: cents(offer.premium.total.amount),
      sumInsured: cents(offer.sumInsured.amount),
      // Financed premium is part of what is lent.
      principal: offer.loan ? cents(offer.loan.principal.amount) : LENT,
      lent: 0n,
      excess: 0n,
      policy: undefined,
      status: undefined,
      boundOn: undefined,
      activatedOn: undefined,
      endedOn: undefined,
      endsOn: '',
      lender: 'lender',
      instalments: undefined,
      invoices: [],
      isPayer: world.chance(2),
      isSettled: false,
      isClaimed: false,
      isReturned: false,
      changedOn: undefined,
      increases: [],
      sequence: 1,
      payments: [],
      schedule: [],
      claims: [],
      holds: [],
      promises: [],
      notices: [],
      holders: { lender: [], housingLender: [] },
      remindedOn: new Map(),
    });
    return `${order} in ${programme}`;
  },
};

const refuseQuote: Operation = {
  name: 'opt out',
  weight: 10,
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
  weight: 400,
  on: withQuote('OFFERED'),
  run: async (world, sale) => {
    const answer = await world.act(bindCommand(sale));
    expect(answer.__typename).toBe('Policy');
    await bound(world, sale, answer);
    return sale.order;
  },
};

const bindInVain: Operation = {
  name: 'bind what is over',
  weight: 10,
  on: withQuote('REFUSED', 'EXPIRED', 'BOUND'),
  run: async (world, sale) => {
    await world.refused(['StateConflict', 'OfferExpired', 'PurposeLocked'], bindCommand(sale));
    return sale.order;
  },
};

const bindAboveGuard: Operation = {
  name: 'bind below its premium',
  weight: 10,
  on: withQuote('OFFERED'),
  run: async (world, sale) => {
    const input = { offer: sale.offer, premiumAtMost: usd(amountOf(sale.premium - 1n)) };
    await world.refused(['PremiumAboveGuard'], { ...bindCommand(sale), input });
    return sale.order;
  },
};

const activate: Operation = {
  name: 'activate',
  weight: 400,
  on: withStatus('PENDING_ACTIVATION'),
  run: async (world, sale) => {
    await world.refused(['PurposeNotProven'], activateCommand(world, sale, 'Somebody else'));
    const command = activateCommand(world, sale);
    const look = await world.look(ACTIVATE_PREVIEW, command.input, command);
    const answer = await world.act(look.command);
    expect(answer).toMatchObject({ __typename: 'Policy', status: 'ACTIVE' });
    const { policy } = await world.api.data('merchant', STARTED, { id: sale.policy });
    const { __typename: _, token: __, exposures, ...figures } = look.figures;
    expect(figures).toEqual(policy);
    const used = exposures.reduce((sum: bigint, { amount }: Answer) => sum + cents(amount.amount), 0n);
    expect(used).toBe(cents(policy.sumInsured.amount));
    await activated(world, sale);
    return sale.order;
  },
};

const activateInVain: Operation = {
  name: 'activate what is over',
  weight: 10,
  on: withStatus('NOT_TAKEN_UP', 'CANCELLED', 'CLOSED', 'LAPSED', 'EXPIRED'),
  run: async (world, sale) => {
    await world.refused(['StateConflict', 'InvalidInput'], activateCommand(world, sale));
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
