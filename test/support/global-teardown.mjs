import { rm } from 'node:fs/promises';

// biome-ignore lint/style/noDefaultExport: jest calls the default export.
export default async function globalTeardown() {
  const { folder, started } = globalThis.covergraphTestCluster;
  const server = await started;
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
}
