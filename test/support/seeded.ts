import { createHash } from 'node:crypto';

/** Numbers from 0 up to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let count = 0;
  return () => {
    count += 1;
    return createHash('sha256').update(`${seed}|${count}`).digest().readUInt32BE() / 2 ** 32;
  };
}

/** A seed that is printed, and can be given again as FAULT_SEED. */
export function printedSeed(test: string): number {
  const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stderr.write(`${test}: FAULT_SEED=${seed}\n`);
  return seed;
}
