import { usd } from '../support/requests.js';
import { lastClaim, settleRecovery } from './claim-operations.js';
import { type Operation, PROBLEM } from './operation.js';
import { type ModelRecovery, type ModelSale, sharesOf } from './sale.js';
import { amountOf } from './values.js';
import type { World } from './world.js';

const SHOWN = `__typename ... on Recovery { status received { amount } receipts { id reference }
  shares { costs { amount } insurer { amount } lender { amount } obligor { amount } } claim { status } } ${PROBLEM}`;
const mutation = (
  field: string,
): string => `mutation ($key: String!, $input: ${field[0]?.toUpperCase()}${field.slice(1)}Input!) {
  ${field}(idempotencyKey: $key, input: $input) { ${SHOWN} } }`;
const RECORD = mutation('recoveryRecord');
const CORRECT = mutation('recoveryCorrect');
const COST = mutation('recoveryCostRecord');
const MOVE = mutation('recoveryMove');
const WRITE_OFF = mutation('recoveryWriteOff');

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

/** Tells something about a recovery and compares whose its money is now. */
async function tellRecovery(
  world: World,
  sale: ModelSale,
  said: { readonly mutation: string; readonly input: object },
  change: () => void,
) {
  const claim = lastClaim(sale);
  const recovery = recoveryOf(sale);
  const input = { recovery: recovery.id, ...said.input };
  const answer = await world.act({ who: 'claims', mutation: said.mutation, input });
  expect(answer.__typename).toBe('Recovery');
  change();
  settleRecovery(claim);
  const shares = Object.entries(sharesOf(claim)).map(([whose, minor]) => [whose, { amount: amountOf(minor) }]);
  expect(answer).toMatchObject({
    status: recovery.status,
    received: { amount: amountOf(recovery.received) },
    shares: Object.fromEntries(shares),
    claim: { status: claim.status },
  });
  return answer;
}

const recover: Operation = {
  name: 'recover',
  weight: 100,
  on: withRecovery(),
  run: async (world, sale) => {
    const recovery = recoveryOf(sale);
    const [minor, reference] = [BigInt(world.number(1_000, 90_000)), world.newKey()];
    const input = { reference, receivedOn: world.model.today, amount: usd(amountOf(minor)) };
    const answer = await tellRecovery(world, sale, { mutation: RECORD, input }, () => {
      recovery.received += minor;
      // Money of a case that nobody pursues yet, or any more, is the beginning of its collection.
      if (recovery.status === 'OPEN' || recovery.status === 'WRITTEN_OFF') recovery.status = 'IN_COLLECTION';
    });
    const { id } = answer.receipts.find((receipt: { readonly reference: string }) => receipt.reference === reference);
    recovery.receipts.push({ id, minor });
    return `${sale.order} ${amountOf(minor)}`;
  },
};

const correct: Operation = {
  name: 'correct a receipt',
  weight: 20,
  on: withRecovery(({ receipts }) => receipts.length > 0),
  run: async (world, sale) => {
    const recovery = recoveryOf(sale);
    const wrong = world.pick(recovery.receipts);
    await tellRecovery(
      world,
      sale,
      { mutation: CORRECT, input: { receipt: wrong.id, reason: 'Of another case.' } },
      () => {
        recovery.received -= wrong.minor;
      },
    );
    recovery.receipts.splice(recovery.receipts.indexOf(wrong), 1);
    return `${sale.order} ${amountOf(wrong.minor)}`;
  },
};

const cost: Operation = {
  name: 'pay a lawyer',
  weight: 20,
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
    await tellRecovery(world, sale, { mutation: COST, input }, () => {
      recovery.costs += minor;
    });
    return `${sale.order} ${amountOf(minor)}`;
  },
};

/** To collection, to court, or given up: from every state but the one it is in. */
const move: Operation = {
  name: 'move the recovery',
  weight: 30,
  on: withRecovery(),
  run: async (world, sale) => {
    const recovery = recoveryOf(sale);
    const { status } = recovery;
    const to = world.pick(['IN_COLLECTION', 'LEGAL', 'WRITTEN_OFF']);
    const writeOff = { mutation: WRITE_OFF, input: { code: 'UNTRACEABLE', reason: 'Moved abroad.' } };
    const said = to === 'WRITTEN_OFF' ? writeOff : { mutation: MOVE, input: { to } };
    if (status === to || status === 'RECOVERED') {
      const input = { recovery: recovery.id, ...said.input };
      if (status === to || to !== 'IN_COLLECTION')
        await world.refused(['StateConflict'], { who: 'claims', ...said, input });
      return `${sale.order}, refused`;
    }
    const claim = lastClaim(sale);
    await tellRecovery(world, sale, said, () => {
      recovery.status = to;
      if (to === 'WRITTEN_OFF' && claim.status === 'PAID') claim.status = 'CLOSED';
    });
    return `${sale.order} from ${status} to ${to}`;
  },
};

export const recoveryOperations: readonly Operation[] = [recover, correct, cost, move];
