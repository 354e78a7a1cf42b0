import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ScenarioModule, scenarioKit } from './contract/index.js';
import { moduleProblems } from './module-problems.js';

export type Loaded =
  | { readonly ok: true; readonly module: ScenarioModule }
  | { readonly ok: false; readonly reasons: readonly string[] };

const failed = (...reasons: readonly string[]): Loaded => ({ ok: false, reasons });
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isPath = (source: string): boolean => /^(\.{0,2}\/|\.{1,2}$|file:|[A-Za-z]:[\\/])/.test(source);

/**
 * Loads one scenario package by name, folder or file, makes its module from the kit when it exports a function, and
 * says every reason why it cannot be used. Relative paths start at `baseFolder`.
 */
export async function loadModule(source: string, baseFolder: string): Promise<Loaded> {
  let exported: unknown;
  try {
    const specifier = isPath(source) ? await fileToImport(source, baseFolder) : source;
    const namespace = (await import(specifier)) as { readonly default?: unknown };
    exported = namespace.default;
  } catch (error) {
    return failed(`cannot be loaded: ${messageOf(error)}`);
  }
  return moduleFrom(exported);
}

/** The module behind a package's default export. */
export function moduleFrom(exported: unknown): Loaded {
  let module = exported;
  if (typeof exported === 'function') {
    try {
      module = (exported as (kit: typeof scenarioKit) => unknown)(scenarioKit);
    } catch (error) {
      return failed(`its default export failed when it was given the kit: ${messageOf(error)}`);
    }
  }
  const reasons = moduleProblems(module);
  return reasons.length > 0 ? failed(...reasons) : { ok: true, module: module as ScenarioModule };
}

async function fileToImport(source: string, baseFolder: string): Promise<string> {
  const path = source.startsWith('file:') ? fileURLToPath(source) : resolve(baseFolder, source);
  const file = (await stat(path)).isDirectory() ? await entryOf(path) : path;
  return pathToFileURL(file).href;
}

/** The entry file of a package folder: `exports`, then `main`, then index.js. */
async function entryOf(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  const { exports, main } = JSON.parse(text) as { readonly exports?: unknown; readonly main?: unknown };
  for (const candidate of [rootExport(exports), main]) {
    if (typeof candidate === 'string') return join(folder, candidate);
  }
  return join(folder, 'index.js');
}

function rootExport(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null) return exports;
  const members = exports as Readonly<Record<string, unknown>>;
  if ('.' in members) return rootExport(members['.']);
  return rootExport(members.import ?? members.default);
}
