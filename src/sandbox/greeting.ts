import { access, chmod, mkdir, writeFile } from 'node:fs/promises';
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
 * Keeps the keys of a new sandbox in a file that only its owner can read, for the story and the importer; delete it when
 * they are not needed.
 */
export async function keepKeys(dataFolder: string, keys: SandboxKeys): Promise<void> {
  const file = join(dataFolder, KEYS_FILE);
  await mkdir(dataFolder, { recursive: true });
  await writeFile(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Says where to go. Keys of a new sandbox are printed this once; later starts name the file that has them. */
export async function greet({ url, dataFolder, newKeys, print }: Greeting): Promise<void> {
  const file = join(dataFolder, KEYS_FILE);
  const lines = [
    '',
    `  GraphQL    ${url}/graphql`,
    `  GraphiQL   ${url}/`,
    `  Health     ${url}/healthz  ${url}/readyz`,
  ];
  if (newKeys) {
    lines.push('', '  API keys of this sandbox, shown once:');
    lines.push(...Object.entries(newKeys).map(([name, token]) => `    ${name.padEnd(20)} ${token}`));
    lines.push(`  The story and the importer read them from ${file}`);
  } else if (await exists(file)) lines.push(`  API keys   ${file}`);
  print(`${lines.join('\n')}\n\n`);
}
