import { changeOperations } from './change-operations.js';
import { claimOperations } from './claim-operations.js';
import { collectionOperations } from './collection-operations.js';
import { Gateway } from './gateway.js';
import { holdOperations } from './hold-operations.js';
import { indemnityOperations } from './indemnity-operations.js';
import type { Operation } from './operation.js';
import { premiumOperations } from './premium-operations.js';
import { races } from './races.js';
import { recoveryOperations } from './recovery-operations.js';
import { reversalOperations } from './reversal-operations.js';
import type { ModelSale } from './sale.js';
import { sellingOperations } from './selling-operations.js';
import { servicingOperations } from './servicing-operations.js';
import { World } from './world.js';

// A fixed handful, unless the nightly run asks for more: MODEL_SEEDS seeds from MODEL_FIRST_SEED on.
const SEEDS = Number(process.env.MODEL_SEEDS ?? 3);
const FIRST = Number(process.env.MODEL_FIRST_SEED ?? 1);
const STEPS = Number(process.env.MODEL_STEPS ?? 40);
const TOLD = 12;
/** As often as this makes no further difference. */
const OFTEN = 3;
/** Seeds in which everything there is to do is done at least once. */
const MANY = 200;

const OPERATIONS: readonly Operation[] = [
  ...sellingOperations,
  ...servicingOperations,
  ...reversalOperations,
  ...changeOperations,
  ...premiumOperations,
  ...collectionOperations,
  ...holdOperations,
  ...claimOperations,
  ...indemnityOperations,
  ...recoveryOperations,
  ...races,
];

/** How often each operation was done. */
const done = new Map(OPERATIONS.map(({ name }) => [name, 0]));

interface Choice {
  readonly operation: Operation;
  readonly sale: ModelSale;
}

/** An operation that makes sense now and what it is about: drawn by weight, less often what this life has done before. */
function choose(world: World, before: readonly string[]): Choice {
  const choices = OPERATIONS.flatMap((operation) => {
    const sales = operation.on(world);
    const times = before.filter((name) => name === operation.name).length;
    const tickets = sales.length === 0 ? 0 : Math.ceil(operation.weight / (1 + Math.min(times, OFTEN)));
    return Array.from({ length: tickets }, () => ({ operation, sales }));
  });
  const { operation, sales } = world.pick(choices);
  return { operation, sale: world.pick(sales) };
}

async function live(gateway: Gateway, seed: number): Promise<void> {
  await gateway.beginAgain();
  const world = new World(gateway, seed);
  const names: string[] = [];
  try {
    for (let step = 1; step <= STEPS; step += 1) {
      const { operation, sale } = choose(world, names);
      names.push(operation.name);
      world.done.push(`${step}. ${operation.name} ${sale.order ?? ''}`);
      world.done[step - 1] = `${step}. ${operation.name}: ${await operation.run(world, sale)}`;
      done.set(operation.name, (done.get(operation.name) ?? 0) + 1);
      await world.check();
    }
  } catch (error) {
    const told = world.done.slice(-TOLD).join('\n  ');
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`MODEL_FIRST_SEED=${seed} MODEL_SEEDS=1 MODEL_STEPS=${STEPS}\n  ${told}\n${message}`, {
      cause: error,
    });
  }
}

describe('whatever users do, the gateway agrees with the model and every invariant holds', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await Gateway.start();
  });
  afterAll(async () => {
    const counts = [...done].map(([name, count]) => `${name} ${count}`).join(', ');
    if (process.env.MODEL_SEEDS) process.stderr.write(`${counts}\n`);
    await gateway.api.close();
  });

  it.each(Array.from({ length: SEEDS }, (_, at) => FIRST + at))('seed %i', (seed) => live(gateway, seed), 600_000);

  if (SEEDS >= MANY) {
    it('has done everything there is to do', () => {
      expect([...done].filter(([, count]) => count === 0)).toEqual([]);
    });
  }
});
