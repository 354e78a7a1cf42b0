import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));

/** What each part of the house may import besides itself. `scenarios/contract` and each scenario are parts of their own. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  finance: ['kernel'],
  modelling: ['kernel', 'finance'],
  tabular: [],
  calculators: ['kernel', 'finance', 'scenarios/contract'],
  'scenarios/contract': ['kernel', 'finance'],
  'scenarios/*': ['kernel', 'finance', 'scenarios/contract'],
  scenarios: ['kernel', 'finance', 'scenarios/contract', 'scenarios/*'],
  lifecycle: ['kernel', 'database'],
  entities: [],
  migrations: [],
  database: ['kernel', 'entities', 'migrations'],
  partners: ['kernel', 'scenarios/contract', 'database', 'entities', 'events', 'lifecycle', 'underwriting/terms'],
  outgoing: ['kernel'],
  events: ['kernel', 'database', 'partners', 'migrations'],
  exposure: ['kernel', 'database', 'entities', 'events', 'partners'],
  ledger: ['kernel', 'finance', 'database', 'entities', 'partners'],
  premium: [
    'kernel',
    'finance',
    'database',
    'documents/give-notice',
    'documents/notice',
    'entities',
    'events',
    'ledger',
    'partners',
    'underwriting',
  ],
  underwriting: [
    'kernel',
    'finance',
    'scenarios/contract',
    'database',
    'entities',
    'events',
    'exposure',
    'lifecycle',
    'outgoing',
    'partners',
  ],
  policies: [
    'kernel',
    'finance',
    'scenarios/contract',
    'database',
    'documents/give-notice',
    'documents/notice',
    'entities',
    'events',
    'exposure',
    'ledger',
    'lifecycle',
    'partners',
    'premium',
    'underwriting',
    'tabular',
  ],
  collections: [
    'kernel',
    'database',
    'documents/give-notice',
    'documents/notice',
    'entities',
    'events',
    'lifecycle',
    'partners',
    'policies',
    'underwriting',
  ],
  claims: [
    'kernel',
    'finance',
    'scenarios/contract',
    'database',
    'entities',
    'events',
    'exposure',
    'ledger',
    'lifecycle',
    'partners',
    'policies',
    'underwriting',
  ],
  documents: ['kernel', 'database', 'entities', 'events', 'ledger', 'partners'],
  audit: ['database', 'lifecycle'],
  jobs: ['kernel', 'database'],
  sandbox: ['kernel', 'finance', 'database', 'entities', 'jobs', 'partners', 'underwriting'],
  schema: ['kernel', 'finance', 'scenarios', 'scenarios/contract', 'ledger/accounts', 'underwriting/terms'],
};

const ROOT_FILES = ['main.ts', 'app.ts', 'services.ts', 'config.ts'];
/** The outer ring: may import any business folder, and is imported by none. */
const OUTER = ['resolvers', 'server', 'cli'];

function partOf(file: string): string {
  const [first = '', second = ''] = relative(SOURCE, file).split('/');
  if (ROOT_FILES.includes(first)) return 'root';
  if (first !== 'scenarios') return first;
  if (second === 'contract') return 'scenarios/contract';
  return ['auto', 'ecommerce', 'housing'].includes(second) ? `scenarios/${second}` : 'scenarios';
}

const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(([, path]) => path ?? '');

async function sourceFiles(): Promise<Map<string, string[]>> {
  const entries = await readdir(SOURCE, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  const read = files.map(async (file): Promise<[string, string[]]> => {
    const targets = importsOf(await readFile(file, 'utf8')).map((path) =>
      join(dirname(file), path).replace(/\.js$/, '.ts'),
    );
    return [file, targets];
  });
  return new Map(await Promise.all(read));
}

function mayImport(from: string, to: string, target: string): boolean {
  if (from === to || from === 'root' || OUTER.includes(from)) return true;
  const rules = MAY_IMPORT[from] ?? (from.startsWith('scenarios/') ? MAY_IMPORT['scenarios/*'] : undefined);
  if (!rules) return false;
  const file = relative(SOURCE, target).replace(/\.ts$/, '');
  return rules.some((rule) => rule === to || rule === file || (rule === 'scenarios/*' && to.startsWith('scenarios/')));
}

/** One import cycle as a list of files, or undefined. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (done.has(file)) return undefined;
    const at = path.indexOf(file);
    if (at >= 0) return path.slice(at);
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return undefined;
}

describe('the house', () => {
  it('imports only what its map allows', async () => {
    const files = await sourceFiles();
    const broken = [...files].flatMap(([file, targets]) =>
      targets
        .filter((target) => !mayImport(partOf(file), partOf(target), target))
        .map((target) => `${relative(SOURCE, file)} -> ${relative(SOURCE, target)}`),
    );
    expect(files.size).toBeGreaterThan(100);
    expect(broken).toEqual([]);
  });

  it('has no import cycle', async () => {
    const cycle = findCycle(await sourceFiles());
    expect(cycle?.map((file) => relative(SOURCE, file))).toBeUndefined();
  });

  it('names a scenario only in its own folder, the registry and the sandbox', async () => {
    const named: string[] = [];
    for (const file of (await sourceFiles()).keys()) {
      const place = relative(SOURCE, file);
      if (/^(scenarios|sandbox|cli|server\/examples)\//.test(place) || place === 'config.ts') continue;
      if (/['"`](ecommerce|auto|housing)['"`]/.test(await readFile(file, 'utf8'))) named.push(place);
    }
    expect(named).toEqual([]);
  });
});
