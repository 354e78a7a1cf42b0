import { rm } from 'node:fs/promises';

export default async function globalTeardown() {
  const { folder, started } = globalThis.covergraphTestCluster;
  const server = await started;
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
}
