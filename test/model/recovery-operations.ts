import { usd } from '../support/requests.js';
import { lastClaim, settleRecovery } from './claim-operations.js';
import { type ClaimStep, claimStep, type Operation, PROBLEM, takeStep } from './operation.js';
import { type ModelRecovery, type ModelSale, sharesOf } from './sale.js';
import { amountOf } from './values.js';
import type { Command, World } from './world.js';

const SHOWN = `... on Recovery { status received { amount } receipts { id reference }
  costsPayable { amount } shares { costs { amount } insurer { amount } lender { amount } obligor { amount } } claim { status } }`;
const mutation = (
  field: string,
): string => `mutation ($key: String!, $input: ${field[0]?.toUpperCase()}${field.slice(1)}Input!) {
  ${field}(idempotencyKey: $key, input: $input) { __typename ${SHOWN} ${PROBLEM} } }`;
const RECORD = mutation('recoveryRecord');
const CORRECT = claimStep('recoveryCorrect', SHOWN);
const COST = claimStep('recoveryCostRecord', SHOWN);
const PAY_COST = mutation('recoveryCostPay');
const MOVE = mutation('recoveryMove');
const SHARES = 'costs { amount } insurer { amount } lender { amount } obligor { amount }';
const PREVIEW = `query ($input: RecoveryPreviewInput!) { recoveryPreview(input: $input) { __typename
  ... on RecoveryPreview { token before { ${SHARES} } after { ${SHARES} } } } }`;
const PAY_COST_PREVIEW = `query ($input: RecoveryCostPayPreviewInput!) { recoveryCostPayPreview(input: $input) { __typename
  ... on RecoveryCostPayPreview { token payable { amount } amount { amount } left { amount } } } }`;
const WRITE_OFF = claimStep('recoveryWriteOff', SHOWN);

const withRecovery =
  (wanted: (recovery: ModelRecovery) => boolean = () => true) =>
  ({ model }: World): ModelSale[] =>
    model.sales.filter(
      (sale) => sale.claims.length > 0 && [lastClaim(sale).recovery].some((one) => one && wanted(one)),
    );

function recoveryOf(sale: ModelSale): ModelRecovery {
  const { recovery } = lastClaim(sale);
  if (!recovery) throw new Error(`${sale.order} has no recovery`);
  return recovery;
}

const told = (sale: ModelSale, said: { readonly mutation: string; readonly input: object }): Command => ({
  who: 'claims',
  mutation: said.mutation,
  input: { recovery: recoveryOf(sale).id, ...said.input },
});

const shownShares = (sale: ModelSale): object =>
  Object.fromEntries(
    Object.entries(sharesOf(lastClaim(sale))).map(([whose, minor]) => [whose, { amount: amountOf(minor) }]),
  );

/** Tells something about a recovery and compares whose its money is now. */
async function tellRecovery(
  world: World,
  sale: ModelSale,
  { step, ...command }: Command & { readonly step?: ClaimStep },
  change: () => void,
) {
  const claim = lastClaim(sale);
  const recovery = recoveryOf(sale);
  const answer = step ? await takeStep(world, step, command) : await world.act(command);
  expect(answer.__typename).toBe('Recovery');
  change();
  settleRecovery(claim);
  expect(answer).toMatchObject({
    status: recovery.status,
    received: { amount: amountOf(recovery.received) },
    costsPayable: { amount: amountOf(recovery.costs - recovery.costsPaid) },
    shares: shownShares(sale),
    claim: { status: claim.status },
  });
  return answer;
}

const recover: Operation = {
  name: 'recover',
  weight: 300,
  on: withRecovery(),
  run: async (world, sale) => {
    const recovery = recoveryOf(sale);
    const [minor, reference] = [BigInt(world.number(1_000, 90_000)), world.newKey()];
    const amount = usd(amountOf(minor));
    const input = { reference, receivedOn: world.model.today, amount };
    const asked = { recovery: recovery.id, amount };
    const { figures, command } = await world.look(PREVIEW, asked, told(sale, { mutation: RECORD, input }));
    expect(figures.before).toEqual(shownShares(sale));
    const answer = await tellRecovery(world, sale, command, () => {
      recovery.received += minor;
      // Money of a case that nobody pursues yet, or any more, is the beginning of its collection.
      if (recovery.status === 'OPEN' || recovery.status === 'WRITTEN_OFF') recovery.status = 'IN_COLLECTION';
    });
    expect(figures.after).toEqual(answer.shares);
    const { id } = answer.receipts.find((receipt: { readonly reference: string }) => receipt.reference === reference);
    recovery.receipts.push({ id, minor });
    return `${sale.order} ${amountOf(minor)}`;
  },
};

const correct: Operation = {
  name: 'correct a receipt',
  weight: 60,
  on: withRecovery(({ receipts }) => receipts.length > 0),
  run: async (world, sale) => {
    const recovery = recoveryOf(sale);
    const wrong = world.pick(recovery.receipts);
    const said = { mutation: CORRECT.mutation, input: { receipt: wrong.id, reason: 'Of another case.' } };
    await tellRecovery(world, sale, { ...told(sale, said), step: CORRECT }, () => {
      recovery.received -= wrong.minor;
    });
    recovery.receipts.splice(recovery.receipts.indexOf(wrong), 1);
    return `${sale.order} ${amountOf(wrong.minor)}`;
  },
};

const cost: Operation = {
  name: 'be billed by a lawyer',
  weight: 80,
  on: withRecovery(),
  run: async (world, sale) => {
    const recovery = recoveryOf(sale);
    const minor = BigInt(world.number(100, 20_000));
    const input = {
      kind: 'LEGAL',
      reference: world.newKey(),
      incurredOn: world.model.today,
      amount: usd(amountOf(minor)),
    };
    await tellRecovery(world, sale, { ...told(sale, { mutation: COST.mutation, input }), step: COST }, () => {
      recovery.costs += minor;
    });
    return `${sale.order} ${amountOf(minor)}`;
  },
};

/** Bills that were not paid yet, all of them or a part. */
const payCost: Operation = {
  name: 'pay a lawyer',
  weight: 60,
  on: withRecovery(({ costs }) => costs > 0n),
  run: async (world, sale) => {
    const recovery = recoveryOf(sale);
    const payable = recovery.costs - recovery.costsPaid;
    const part = world.chance(2) && payable > 1n ? payable / 2n : undefined;
    const amount = (minor: bigint) => ({ amount: usd(amountOf(minor)) });
    const asked = part === undefined ? {} : amount(part);
    const wire = { paidOn: world.model.today, reference: world.newKey() };
    const pay = (more: object) => told(sale, { mutation: PAY_COST, input: { ...wire, ...more } });
    await world.refused(['LimitExceeded'], pay(amount(payable + 1n)));
    if (payable === 0n) {
      await world.refused(['StateConflict'], pay({}));
      return `${sale.order}, nothing`;
    }
    const minor = part ?? payable;
    const look = await world.look(PAY_COST_PREVIEW, { recovery: recovery.id, ...asked }, pay(asked));
    expect(look.figures).toMatchObject({
      amount: { amount: amountOf(minor) },
      left: { amount: amountOf(payable - minor) },
    });
    await tellRecovery(world, sale, look.command, () => {
      recovery.costsPaid += minor;
    });
    return `${sale.order} ${amountOf(minor)}`;
  },
};

/** To collection, to court, or given up: from every state but the one it is in. */
const move: Operation = {
  name: 'move the recovery',
  weight: 80,
  on: withRecovery(),
  run: async (world, sale) => {
    const recovery = recoveryOf(sale);
    const { status } = recovery;
    const to = world.pick(['IN_COLLECTION', 'LEGAL', 'WRITTEN_OFF']);
    const writeOff = {
      mutation: WRITE_OFF.mutation,
      step: WRITE_OFF,
      input: { code: 'UNTRACEABLE', reason: 'Moved abroad.' },
    };
    const said = to === 'WRITTEN_OFF' ? writeOff : { mutation: MOVE, step: undefined, input: { to } };
    if (status === to || status === 'RECOVERED') {
      const input = { recovery: recovery.id, ...said.input };
      if (status === to || to !== 'IN_COLLECTION')
        await world.refused(['StateConflict'], { who: 'claims', ...said, input });
      return `${sale.order}, refused`;
    }
    const claim = lastClaim(sale);
    const step = said.step ? { step: said.step } : {};
    await tellRecovery(world, sale, { ...told(sale, said), ...step }, () => {
      recovery.status = to;
      if (to === 'WRITTEN_OFF' && claim.status === 'PAID') claim.status = 'CLOSED';
    });
    return `${sale.order} from ${status} to ${to}`;
  },
};

export const recoveryOperations: readonly Operation[] = [recover, correct, cost, payCost, move];
