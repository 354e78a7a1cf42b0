import auto from './auto/index.js';
import type { ScenarioModule } from './contract/index.js';
import ecommerce from './ecommerce/index.js';
import { typesOf } from './graphql-types.js';
import housing from './housing/index.js';
import { type Loaded, loadModule, moduleFrom } from './load-module.js';

/** The scenarios that ship with the host; nothing else in the code base names them. */
const BUILT_INS: readonly ScenarioModule[] = [ecommerce, auto, housing];

export const BUILT_IN_CODES: readonly string[] = BUILT_INS.map(({ code }) => code);

export interface ScenarioRegistry {
  /** In the order of the selection. */
  readonly all: readonly ScenarioModule[];
  get(code: string): ScenarioModule | undefined;
}

export interface LoadOptions {
  /** Where relative paths in the selection start; default: the working directory. */
  readonly baseFolder?: string;
}

export interface ScenarioProblem {
  /** As it stands in the selection. */
  readonly source: string;
  readonly reasons: readonly string[];
}

/** Thrown at boot; the message names every refused module and every reason. */
export class ScenarioLoadError extends Error {
  override readonly name = 'ScenarioLoadError';

  constructor(readonly problems: readonly ScenarioProblem[]) {
    const lines = problems.flatMap(({ source, reasons }) => [
      `  ${source}`,
      ...reasons.map((reason) => `    - ${reason}`),
    ]);
    super(`scenario modules were refused:\n${lines.join('\n')}`);
  }
}

interface Selected {
  readonly source: string;
  readonly loaded: Loaded;
}

/**
 * Loads the selected scenarios: codes of built-in ones, package names, or paths of folders and files.
 * @throws ScenarioLoadError when any of them cannot be used, or two of them cannot be used together
 */
export async function loadScenarios(
  selection: readonly string[],
  options: LoadOptions = {},
): Promise<ScenarioRegistry> {
  const baseFolder = options.baseFolder ?? process.cwd();
  const selected: Selected[] = [];
  for (const source of selection) {
    const builtIn = BUILT_INS.find(({ code }) => code === source);
    selected.push({ source, loaded: builtIn ? moduleFrom(builtIn) : await loadModule(source, baseFolder) });
  }
  return registryOf(selected);
}

function registryOf(selected: readonly Selected[]): ScenarioRegistry {
  const modules: ScenarioModule[] = [];
  const problems: ScenarioProblem[] = [];
  const taken = new Map<string, string>();
  if (selected.length === 0) problems.push({ source: '(selection)', reasons: ['no scenario is selected'] });
  for (const { source, loaded } of selected) {
    const reasons = loaded.ok ? togetherProblems(loaded.module, { source, modules, taken }) : loaded.reasons;
    if (reasons.length > 0) problems.push({ source, reasons });
    if (loaded.ok) modules.push(loaded.module);
  }
  if (problems.length > 0) throw new ScenarioLoadError(problems);
  const byCode = new Map(modules.map((module) => [module.code, module]));
  return { all: modules, get: (code) => byCode.get(code) };
}

interface Others {
  readonly source: string;
  readonly modules: readonly ScenarioModule[];
  /** Names in use and the source that uses them. */
  readonly taken: Map<string, string>;
}

/** What `module` wants to use and an earlier one has taken; notes what it takes itself. */
function togetherProblems(module: ScenarioModule, { source, modules, taken }: Others): readonly string[] {
  if (modules.includes(module)) return ['is selected twice'];
  const names = [
    `code ${module.code}`,
    `graphql.key ${module.graphql.key}`,
    ...(module.changes ?? []).map(({ name }) => `mutation ${name}`),
    ...[...typesOf(module).keys()].map((name) => `GraphQL type ${name}`),
  ];
  const clashes = names
    .filter((name) => taken.has(name))
    .map((name) => `${name} is already used by ${taken.get(name)}`);
  for (const name of names) if (!taken.has(name)) taken.set(name, source);
  return clashes;
}
