import type { ModelMoratorium } from './model.js';
import { NOBODY, type Operation, PROBLEM, readFigures, withStatus } from './operation.js';
import { invoice, LAPSING, liveClaim, type ModelSale, outstanding, owed, STOPPING, TERMS } from './sale.js';
import { maxMinor, plusDays } from './values.js';
import type { Answer, World } from './world.js';

const HOLD = `mutation ($key: String!, $input: PolicyHoldPlaceInput!) {
  policyHoldPlace(idempotencyKey: $key, input: $input) { __typename ... on PolicyHold { id state stopsClaims } ${PROBLEM} } }`;
const LIFT = `mutation ($key: String!, $input: PolicyHoldLiftInput!) {
  policyHoldLift(idempotencyKey: $key, input: $input) { __typename ... on PolicyHold { id state liftedOn } ${PROBLEM} } }`;
const ORDER = `mutation ($key: String!, $input: MoratoriumInput!, $token: String) {
  moratoriumOrder(idempotencyKey: $key, input: $input, token: $token) { __typename ... on Moratorium { id } ${PROBLEM} } }`;
const END = `mutation ($key: String!, $input: MoratoriumLiftInput!) {
  moratoriumLift(idempotencyKey: $key, input: $input) { __typename ... on Moratorium { liftedOn } ${PROBLEM} } }`;
const PREVIEW = `query ($input: MoratoriumInput!) { moratoriumPreview(input: $input) { __typename
  ... on MoratoriumPreview { policies token atOnce { isAll effects { policyId instalments premiumCharge { total { amount } } endsOnAfter
    claimableOnAfter refusal } } } } }`;
const FARED = `query ($id: ID!) { policy(id: $id) { endsOn loan { claimableOn } transactions { change premiumDelta { amount } } } }`;
const HOLDS = 'query ($id: ID!) { policy(id: $id) { holds { id moratoriumId } } }';
const GIVE = `mutation ($key: String!, $input: CancellationNoticeGiveInput!) {
  cancellationNoticeGive(idempotencyKey: $key, input: $input) { __typename
    ... on CancellationNotice { id state lastDayOfCover } ${PROBLEM} } }`;
const WITHDRAW = `mutation ($key: String!, $input: CancellationNoticeWithdrawInput!) {
  cancellationNoticeWithdraw(idempotencyKey: $key, input: $input) { __typename
    ... on CancellationNotice { state } ${PROBLEM} } }`;
const REASONS = ['DISPUTE', 'MORATORIUM', 'HARDSHIP'];

/** Whether the days of a hold count towards no claim: never for the partner's own, nor under a claim. */
const stops = (sale: ModelSale, { reason, by }: { reason: string; by: string }): boolean =>
  sale.programme === LAPSING && STOPPING.includes(reason) && by !== 'merchant' && !liveClaim(sale);

const hold: Operation = {
  name: 'hold',
  weight: 30,
  on: withStatus('ACTIVE'),
  run: async (world, sale) => {
    const from = plusDays(world.model.today, world.number(0, 30));
    const until = plusDays(from, world.number(0, 40));
    const [reason, by] = [world.pick(REASONS), world.pick(['merchant', sale.lender, 'claims'])];
    const input = { policy: sale.policy, reason, from, until };
    const answer = await world.act({ who: by, mutation: HOLD, input });
    const isStopping = stops(sale, { reason, by });
    expect(answer).toMatchObject({ __typename: 'PolicyHold', state: 'PLACED', stopsClaims: isStopping });
    sale.holds.push({ id: answer.id, by, from, until, state: 'PLACED', stops: isStopping });
    return `${sale.order} by ${by} for ${reason} from ${from} until ${until}`;
  },
};

/** From today on its days count again. */
function lifted(world: World, placed: ModelSale['holds'][number]): void {
  const last = plusDays(world.model.today, -1);
  Object.assign(placed, { state: 'LIFTED', until: [placed.until, last].sort()[0] });
}

const ownHolds = ({ holds }: ModelSale) =>
  holds.filter(({ state, by }) => state === 'PLACED' && !by.startsWith('mrt_'));

const lift: Operation = {
  name: 'lift a hold',
  weight: 20,
  on: ({ model }) => model.sales.filter((sale) => ownHolds(sale).length > 0),
  run: async (world, sale) => {
    const placed = world.pick(ownHolds(sale));
    const command = { who: placed.by, mutation: LIFT, input: { hold: placed.id } };
    const others = placed.by === 'merchant' ? 'claims' : 'merchant';
    await world.refused(['StateConflict'], { ...command, who: others });
    const answer = await world.act(command);
    expect(answer).toMatchObject({ __typename: 'PolicyHold', state: 'LIFTED', liftedOn: world.model.today });
    lifted(world, placed);
    return sale.order;
  },
};

/** Every policy of a programme is held; a payment holiday postpones its instalments as well. */
/** A policy fared as the preview of its moratorium had said. */
async function expectEffect(world: World, effect: Answer): Promise<void> {
  const { policyId, instalments, premiumCharge, endsOnAfter, claimableOnAfter } = effect;
  const { policy } = await world.api.data('operator', FARED, { id: policyId });
  expect(policy.loan).toEqual({ claimableOn: claimableOnAfter });
  if (instalments === 0) return;
  expect(policy.endsOn).toBe(endsOnAfter);
  expect(policy.transactions.at(-1)).toEqual({ change: 'EXTENSION', premiumDelta: premiumCharge.total });
}

const orderMoratorium: Operation = {
  name: 'order a moratorium',
  weight: 10,
  on: withStatus('ACTIVE'),
  run: async (world, { programme }) => {
    const { model, gateway } = world;
    const from = plusDays(model.today, world.number(0, 10));
    const until = plusDays(from, world.number(0, 60));
    const postponeMonths = world.chance(2) ? undefined : 1;
    const input = { programme: gateway.programmes[programme], reason: 'MORATORIUM', from, until, postponeMonths };
    await world.refused(['InvalidInput'], {
      who: 'operator',
      mutation: ORDER,
      input: { ...input, until: plusDays(from, -1) },
    });
    const { policies, token, atOnce } = await world.tell('operator', PREVIEW, { input });
    const command = { who: 'operator', mutation: ORDER, input };
    if (world.chance(4)) await world.refused(['StateConflict'], { ...command, rest: { token: 'f'.repeat(32) } });
    const { __typename, id } = await world.act({ ...command, rest: world.chance(3) ? {} : { token } });
    expect(__typename).toBe('Moratorium');
    expect(atOnce).toMatchObject({ isAll: true, effects: { length: policies } });
    for (const effect of atOnce.effects) await expectEffect(world, effect);
    const moratorium = { id, programme, from, until, isLifted: false, applied: new Set<ModelSale>() };
    model.moratoria.push(moratorium);
    expect(await applyMoratorium(world, moratorium)).toBe(policies);
    return `${programme} from ${from} until ${until}${postponeMonths ? ', a payment holiday' : ''}`;
  },
};

/** Holds whom it reaches and has not reached before; answers how many. */
export async function applyMoratorium(world: World, moratorium: ModelMoratorium): Promise<number> {
  const { model } = world;
  const reached = model.reachedBy(moratorium);
  for (const sale of reached) {
    const { policy } = await world.api.data('operator', HOLDS, { id: sale.policy });
    const { id } = policy.holds.find((one: Answer) => one.moratoriumId === moratorium.id);
    const from = [moratorium.from, model.today].sort()[1] ?? model.today;
    const { until } = moratorium;
    const isStopping = stops(sale, { reason: 'MORATORIUM', by: 'operator' });
    sale.holds.push({ id, by: moratorium.id, from, until, state: 'PLACED', stops: isStopping });
    moratorium.applied.add(sale);
    const { invoices, premium, instalments: before = [] } = sale;
    await readFigures(world, sale);
    const shown = sale.invoices;
    Object.assign(sale, { invoices, changedOn: model.today });
    invoice(sale, { shown, refund: maxMinor(0n, premium - sale.premium) });
    const after = sale.instalments ?? [];
    // Interest of the time that is won may be owed, principal never.
    expect(outstanding(after)).toBe(outstanding(before));
    const more = owed(after) - owed(before);
    if (more > 0n) sale.increases.push({ on: model.today, minor: more });
  }
  return reached.length;
}

const endMoratorium: Operation = {
  name: 'lift a moratorium',
  weight: 20,
  on: ({ model }) => (model.moratoria.length > 0 ? [NOBODY] : []),
  run: async (world) => {
    const { model } = world;
    const moratorium = world.pick(model.moratoria);
    const command = { who: 'operator', mutation: END, input: { moratorium: moratorium.id } };
    if (moratorium.isLifted) {
      await world.refused(['StateConflict'], command);
      return 'refused';
    }
    expect(await world.act(command)).toEqual({ __typename: 'Moratorium', liftedOn: model.today });
    moratorium.isLifted = true;
    const holds = [...moratorium.applied].flatMap((sale) => sale.holds);
    for (const placed of holds) if (placed.by === moratorium.id && placed.state === 'PLACED') lifted(world, placed);
    return moratorium.programme;
  },
};

const giveNotice: Operation = {
  name: 'give notice',
  weight: 20,
  on: withStatus('ACTIVE', 'PENDING_ACTIVATION'),
  run: async (world, sale) => {
    const earliest = plusDays(world.model.today, TERMS.insurerNoticeDays);
    const lastDayOfCover = plusDays(earliest, world.number(0, 20));
    const give = (lastDay: string, reason = 'RISK_INCREASED') => ({
      who: 'underwriter',
      mutation: GIVE,
      input: { policy: sale.policy, reason, lastDayOfCover: lastDay },
    });
    await world.refused(['InvalidInput'], give(plusDays(earliest, -1)));
    await world.refused(['InvalidInput'], give(lastDayOfCover, 'POLICYHOLDER_REQUEST'));
    const stands = sale.notices.some(({ state }) => state === 'GIVEN');
    if (stands || lastDayOfCover >= sale.endsOn) {
      await world.refused(['StateConflict', 'InvalidInput'], give(lastDayOfCover));
      return `${sale.order}, refused`;
    }
    const answer = await world.act(give(lastDayOfCover));
    expect(answer).toMatchObject({ __typename: 'CancellationNotice', state: 'GIVEN', lastDayOfCover });
    sale.notices.push({ id: answer.id, lastDay: lastDayOfCover, state: 'GIVEN' });
    return `${sale.order}, cover until ${lastDayOfCover}`;
  },
};

const withdrawNotice: Operation = {
  name: 'withdraw a notice',
  weight: 10,
  on: ({ model }) => model.sales.filter(({ notices }) => notices.length > 0),
  run: async (world, sale) => {
    const notice = world.pick(sale.notices);
    const command = { who: 'underwriter', mutation: WITHDRAW, input: { notice: notice.id } };
    if (notice.state !== 'GIVEN') {
      await world.refused(['StateConflict'], command);
      return `${sale.order}, refused`;
    }
    expect(await world.act(command)).toEqual({ __typename: 'CancellationNotice', state: 'WITHDRAWN' });
    notice.state = 'WITHDRAWN';
    return sale.order;
  },
};

export const holdOperations: readonly Operation[] = [
  hold,
  lift,
  orderMoratorium,
  endMoratorium,
  giveNotice,
  withdrawNotice,
];
