import { LENDERS, usd } from '../support/requests.js';
import { type Operation, PROBLEM, readPolicy, running, withStatus } from './operation.js';
import { invoice, LAPSING, liveClaim, type ModelSale, outstanding, owed, received, TERMS } from './sale.js';
import { SHARED } from './shared-programme.js';
import { amountOf, cents, daysBetween, minMinor, plusDays } from './values.js';
import type { Answer, Command, World } from './world.js';

const FIGURES = `sumInsuredAfter { amount } premiumAfter { amount } premiumRefund { total { amount } } premiumCharge { total { amount } }
  principalReduction { amount } endsOnAfter effectiveOn computedAgain`;
const PREVIEW = `__typename ... on PolicyChangePreview { token ${FIGURES} } ${PROBLEM}`;
const CHANGED = `__typename ... on PolicyChange { ${FIGURES} } ${PROBLEM}`;

/** Preview and commit of one kind of change. */
const kindOf = (field: string, type: string, args: readonly (readonly [string, string])[] = []) => {
  const declared = args.map(([name, of]) => `, $${name}: ${of}`).join('');
  const given = args.map(([name]) => `, ${name}: $${name}`).join('');
  return {
    preview: `query ($policy: ID!, $input: ${type}!${declared}) { ${field}Preview(policy: $policy, input: $input${given}) { ${PREVIEW} } }`,
    commit: `mutation ($key: String!, $policy: ID!, $input: ${type}!, $token: String${declared}) {
      ${field}(idempotencyKey: $key, policy: $policy, input: $input, token: $token${given}) { ${CHANGED} } }`,
  };
};
/** Programmes whose premium is paid once. */
const PAID_AT_ONCE: readonly string[] = [LAPSING, 'LUMEN-FINANCED', SHARED];
const RETURN = kindOf('orderReturn', 'OrderReturnInput');
const CHANGE = kindOf('policyChange', 'PolicyChangeInput', [['effectiveOn', 'Date']]);
const CANCEL = kindOf('policyCancel', 'PolicyCancelInput');
const REINSTATE = kindOf('policyReinstate', 'PolicyReinstateInput');

interface Change {
  readonly kind: { readonly preview: string; readonly commit: string };
  readonly input: object;
  readonly effectiveOn?: string;
}

/** Looks at a change and makes it, with the figures of the preview and no others; undefined when it cannot be made. */
async function change(
  world: World,
  sale: ModelSale,
  { kind, input, effectiveOn }: Change,
): Promise<Answer | undefined> {
  const { policy } = sale;
  const said = { policy, ...(effectiveOn ? { effectiveOn } : {}) };
  const { __typename, token, ...figures } = await world.tell('merchant', kind.preview, { ...said, input });
  const commit = { who: 'merchant', mutation: kind.commit, input };
  if (__typename !== 'PolicyChangePreview') {
    await world.refused([__typename], { ...commit, rest: said });
    return undefined;
  }
  if (world.chance(4)) await world.refused(['StateConflict'], { ...commit, rest: { ...said, token: 'stale' } });
  const before = received(sale.instalments ?? []);
  const answer = await world.act({ ...commit, rest: { ...said, ...(world.chance(3) ? {} : { token }) } });
  if (answer.__typename === 'LimitExceeded') {
    // A look holds no room; where insurers have just room enough for what is insured, none is left for more.
    expect([sale.programme, cents(figures.sumInsuredAfter.amount) > sale.sumInsured]).toEqual([SHARED, true]);
    return undefined;
  }
  expect(answer).toEqual({ __typename: 'PolicyChange', ...figures });
  sale.premium = cents(figures.premiumAfter.amount);
  sale.sumInsured = cents(figures.sumInsuredAfter.amount);
  sale.principal -= cents(figures.principalReduction.amount);
  sale.changedOn = [sale.changedOn ?? '', figures.effectiveOn, world.model.today].sort().at(-1);
  const asked = sale.invoices;
  await readPolicy(world, sale);
  // Whatever changes, what the borrower has paid stays paid.
  expect(received(sale.instalments ?? [])).toBe(before);
  expect(sale.endsOn).toBe(figures.endsOnAfter);
  if (figures.computedAgain.length === 0 && sale.activatedOn) expectInvoices(sale, asked, figures);
  return figures;
}

/** What a change costs is another invoice, less what is owed; what it gives back settles what is open and is owed for the rest. */
function expectInvoices(sale: ModelSale, asked: ModelSale['invoices'], { premiumRefund, premiumCharge }: Answer): void {
  const shown = sale.invoices;
  const charged = shown.filter(({ id, kind }) => kind === 'INVOICE' && !asked.some((invoice) => invoice.id === id));
  expect(charged.reduce((sum, { amount }) => sum + amount, 0n)).toBe(cents(premiumCharge.total.amount));
  Object.assign(sale, { invoices: asked });
  invoice(sale, { shown, refund: cents(premiumRefund.total.amount) });
  expect(shown).toEqual(sale.invoices);
}

const told = (figures: Answer | undefined, sale: ModelSale): string =>
  figures === undefined
    ? `${sale.order}, refused`
    : `${sale.order}, premium ${figures.premiumAfter.amount} from ${figures.effectiveOn}`;

/**
 * What goes back of a single premium that nothing has changed: all of it in the free look, later what is not earned. The
 * day itself is earned; by the day the last instalment is due everything is.
 */
function unearned(premium: bigint, { from, until, on }: { from: string; until: string; on: string }): bigint {
  const elapsed = daysBetween(from, on);
  if (elapsed < TERMS.freeLookDays) return premium;
  const days = BigInt(daysBetween(from, until));
  const earned = (2n * premium * BigInt(elapsed + 1) + days) / (2n * days);
  const due = premium - minMinor(earned, premium);
  return due < TERMS.leastRefund ? 0n : due;
}

/** Today, or now and then a day since cover began. */
function someDay(world: World, { activatedOn }: ModelSale): { readonly effectiveOn?: string } {
  const { today } = world.model;
  const day = plusDays(today, -world.number(1, 40));
  return world.chance(4) && activatedOn && day >= activatedOn ? { effectiveOn: day } : {};
}

const orderReturn: Operation = {
  name: 'return a line',
  weight: 30,
  on: (world) =>
    [...running(world), ...withStatus('PENDING_ACTIVATION')(world)].filter(({ isReturned }) => !isReturned),
  run: async (world, sale) => {
    const before = sale.instalments && outstanding(sale.instalments);
    if (before !== undefined && before < 20_000n) return `${sale.order} has too little left`;
    const input = { lines: [{ sku: 'CABLE', quantity: 1 }] };
    const figures = await change(world, sale, { kind: RETURN, input });
    if (!figures) return told(figures, sale);
    sale.isReturned = true;
    if (before !== undefined) {
      expect(before - outstanding(sale.instalments ?? [])).toBe(cents(figures.principalReduction.amount));
    }
    const tooMany = { lines: [{ sku: 'CABLE', quantity: 5 }] };
    const command = { who: 'merchant', mutation: RETURN.commit, input: tooMany, rest: { policy: sale.policy } };
    await world.refused(['InvalidInput', 'StateConflict'], command);
    return told(figures, sale);
  },
};

/** A change of the loan under cover, the principal that is owed before and after. */
const loanChange = (
  name: string,
  weight: number,
  make: (world: World, sale: ModelSale) => { readonly input: object; readonly owes: (before: bigint) => bigint },
): Operation => ({
  name,
  weight,
  on: running,
  run: async (world, sale) => {
    const rows = sale.instalments ?? [];
    const before = outstanding(rows);
    const { input, owes } = make(world, sale);
    const figures = await change(world, sale, { kind: CHANGE, input, ...someDay(world, sale) });
    // Backdated, it lets payments since then find more or less interest to pay.
    const isToday = figures?.effectiveOn === world.model.today;
    const more = owed(sale.instalments ?? []) - owed(rows);
    if (figures && more > 0n) sale.increases.push({ on: figures.effectiveOn, minor: more });
    if (isToday) expect(outstanding(sale.instalments ?? [])).toBe(owes(before));
    return told(figures, sale);
  },
});

const extend = loanChange('extend', 30, (world, sale) => {
  const rows = sale.instalments ?? [];
  const { dueOn } = world.pick(rows);
  const by = world.chance(2)
    ? { unit: 'MONTH', count: world.number(1, 3) }
    : { unit: 'DAY', count: world.number(1, 40) };
  const isInterestCharged = world.chance(2);
  return { input: { extension: { dueFrom: dueOn, by, isInterestCharged } }, owes: (before) => before };
});

const reschedule = loanChange('reschedule', 20, (world) => ({
  input: {
    rescheduling: { instalments: world.number(2, 12), firstDueOn: plusDays(world.model.today, world.number(10, 60)) },
  },
  // Unpaid interest is owed beside the principal, never in it.
  owes: (before) => before,
}));

const increase = loanChange('increase', 20, (world) => {
  const minor = BigInt(world.number(10_000, 80_000));
  return { input: { increase: { amount: usd(amountOf(minor)) } }, owes: (before) => before + minor };
});

const correct = loanChange('correct the insured', 10, (world) => ({
  input: { correction: { obligorReference: `customer-${world.number(1, 99)}` } },
  owes: (before) => before,
}));

const transfer: Operation = {
  name: 'transfer',
  weight: 10,
  on: running,
  run: async (world, sale) => {
    const [lender, to] =
      sale.lender === 'lender'
        ? (['housingLender', LENDERS.meridian] as const)
        : (['lender', LENDERS.harbourBank] as const);
    const input = { assignment: { lender: to, noticeGivenOn: world.model.today } };
    const figures = await change(world, sale, { kind: CHANGE, input });
    // What the old lender held is the new one's to lift.
    if (figures) for (const hold of sale.holds) if (hold.by === sale.lender) hold.by = lender;
    if (figures) sale.lender = lender;
    return told(figures, sale);
  },
};

/** Without a preview before it. */
export const cancelCommand = ({ policy }: ModelSale): Command => ({
  who: 'merchant',
  mutation: CANCEL.commit,
  input: { reason: 'POLICYHOLDER_REQUEST' },
  rest: { policy },
});

export async function cancelled(world: World, sale: ModelSale, figures: Answer): Promise<void> {
  const today = world.model.today;
  Object.assign(sale, { status: 'CANCELLED', endedOn: today, changedOn: today });
  sale.premium = cents(figures.premiumAfter.amount);
  sale.sumInsured = cents(figures.sumInsuredAfter.amount);
  await readPolicy(world, sale);
}

const cancel: Operation = {
  name: 'cancel',
  weight: 10,
  on: (world) => [...running(world), ...withStatus('PENDING_ACTIVATION')(world)],
  run: async (world, sale) => {
    const { today } = world.model;
    const asked = sale.premium;
    const { activatedOn, changedOn, endsOn, programme } = sale;
    const input = { reason: 'POLICYHOLDER_REQUEST', ...someDay(world, sale) };
    const figures = await change(world, sale, { kind: CANCEL, input });
    if (!figures) return told(figures, sale);
    const refund = cents(figures.premiumRefund.total.amount);
    expect(refund).toBeLessThanOrEqual(asked);
    if (activatedOn && !changedOn && PAID_AT_ONCE.includes(programme)) {
      expect(refund).toBe(unearned(asked, { from: activatedOn, until: endsOn, on: figures.effectiveOn ?? today }));
    }
    Object.assign(sale, { status: 'CANCELLED', endedOn: figures.effectiveOn ?? today });
    return told(figures, sale);
  },
};

const cancelInVain: Operation = {
  name: 'cancel what is over or claimed',
  weight: 10,
  on: (world) => [
    ...withStatus('CANCELLED', 'NOT_TAKEN_UP', 'CLOSED', 'LAPSED', 'EXPIRED')(world),
    ...withStatus('ACTIVE')(world).filter(liveClaim),
  ],
  run: async (world, sale) => {
    await world.refused(['StateConflict', 'InvalidInput'], cancelCommand(sale));
    return sale.order;
  },
};

const reinstate: Operation = {
  name: 'reinstate',
  weight: 40,
  on: withStatus('CANCELLED', 'LAPSED'),
  run: async (world, sale) => {
    const input = { isFreeOfLoss: true, statement: 'No loss in the gap; the lender confirms.' };
    const figures = await change(world, sale, { kind: REINSTATE, input });
    if (figures) Object.assign(sale, { status: 'ACTIVE', endedOn: undefined });
    return told(figures, sale);
  },
};

export const changeOperations: readonly Operation[] = [
  orderReturn,
  extend,
  reschedule,
  increase,
  correct,
  transfer,
  cancel,
  cancelInVain,
  reinstate,
];
