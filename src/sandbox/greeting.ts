import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxKeys } from './seed.js';

export const KEYS_FILE = 'sandbox-keys.json';

export interface Greeting {
  readonly url: string;
  readonly dataFolder: string;
  readonly newKeys: SandboxKeys | undefined;
  readonly print: (text: string) => void;
}

/**
 * Says where to go. Keys of a new sandbox are printed this once, and kept in a file that only the owner can read, for
 * the story and the importer; delete it when they are not needed.
 */
export async function greet({ url, dataFolder, newKeys, print }: Greeting): Promise<void> {
  const lines = [
    '',
    `  GraphQL    ${url}/graphql`,
    `  GraphiQL   ${url}/`,
    `  Health     ${url}/healthz  ${url}/readyz`,
  ];
  if (newKeys) {
    const file = join(dataFolder, KEYS_FILE);
    await mkdir(dataFolder, { recursive: true });
    await writeFile(file, `${JSON.stringify(newKeys, null, 2)}\n`, { mode: 0o600 });
    await chmod(file, 0o600);
    lines.push('', '  API keys of this sandbox, shown once:');
    lines.push(...Object.entries(newKeys).map(([name, token]) => `    ${name.padEnd(14)} ${token}`));
    lines.push(`  The story and the importer read them from ${file}`);
  }
  print(`${lines.join('\n')}\n\n`);
}
