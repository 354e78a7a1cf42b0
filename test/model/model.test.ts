import { changeOperations } from './change-operations.js';
import { claimOperations } from './claim-operations.js';
import { collectionOperations } from './collection-operations.js';
import { Gateway } from './gateway.js';
import { indemnityOperations } from './indemnity-operations.js';
import type { Operation } from './operation.js';
import { premiumOperations } from './premium-operations.js';
import { races } from './races.js';
import { recoveryOperations } from './recovery-operations.js';
import type { ModelSale } from './sale.js';
import { sellingOperations } from './selling-operations.js';
import { servicingOperations } from './servicing-operations.js';
import { World } from './world.js';

// A fixed handful, unless the nightly run asks for more: MODEL_SEEDS seeds from MODEL_FIRST_SEED on.
const SEEDS = Number(process.env.MODEL_SEEDS ?? 3);
const FIRST = Number(process.env.MODEL_FIRST_SEED ?? 1);
const STEPS = Number(process.env.MODEL_STEPS ?? 40);
const TOLD = 12;

const OPERATIONS: readonly Operation[] = [
  ...sellingOperations,
  ...servicingOperations,
  ...changeOperations,
  ...premiumOperations,
  ...collectionOperations,
  ...claimOperations,
  ...indemnityOperations,
  ...recoveryOperations,
  ...races,
];

interface Choice {
  readonly operation: Operation;
  readonly sale: ModelSale;
}

/** An operation that makes sense now, drawn by weight, and what it is about. */
function choose(world: World): Choice {
  const choices = OPERATIONS.flatMap((operation) => {
    const sales = operation.on(world);
    return sales.length === 0 ? [] : Array.from({ length: operation.weight }, () => ({ operation, sales }));
  });
  const { operation, sales } = world.pick(choices);
  return { operation, sale: world.pick(sales) };
}

async function live(gateway: Gateway, seed: number): Promise<void> {
  await gateway.beginAgain();
  const world = new World(gateway, seed);
  try {
    for (let step = 1; step <= STEPS; step += 1) {
      const { operation, sale } = choose(world);
      world.done.push(`${step}. ${operation.name} ${sale.order ?? ''}`);
      world.done[step - 1] = `${step}. ${operation.name}: ${await operation.run(world, sale)}`;
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
  afterAll(() => gateway.api.close());

  it.each(Array.from({ length: SEEDS }, (_, at) => FIRST + at))('seed %i', (seed) => live(gateway, seed), 600_000);
});
