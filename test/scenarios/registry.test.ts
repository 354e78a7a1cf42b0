import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { BUILT_IN_CODES, loadScenarios, ScenarioLoadError } from '../../src/scenarios/registry.js';

const root = resolve(import.meta.dirname, '../..');

async function problemsOf(selection: readonly string[], baseFolder = root): Promise<ScenarioLoadError['problems']> {
  try {
    await loadScenarios(selection, { baseFolder });
  } catch (error) {
    if (error instanceof ScenarioLoadError) return error.problems;
    throw error;
  }
  return [];
}

describe('loading scenarios', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'covergraph-scenarios-'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const file = async (name: string, source: string): Promise<string> => {
    await writeFile(join(folder, name), source);
    return `./${name}`;
  };

  it('keeps the order of the selection and finds modules by code', async () => {
    const registry = await loadScenarios(['housing', './examples/scenario-pets', 'ecommerce'], { baseFolder: root });
    expect(registry.all.map(({ code }) => code)).toEqual(['housing', 'pets', 'ecommerce']);
    expect(registry.get('pets')?.title).toBe('Veterinary treatment paid in instalments');
    expect(registry.get('auto')).toBeUndefined();
    expect(BUILT_IN_CODES).toEqual(['ecommerce', 'auto', 'housing']);
  });

  it('loads a package from a folder outside the host, by its exports', async () => {
    const outside = join(folder, 'outside');
    await mkdir(outside, { recursive: true });
    await writeFile(
      join(outside, 'package.json'),
      JSON.stringify({ type: 'module', exports: { '.': { import: './entry.js' } } }),
    );
    await writeFile(
      join(outside, 'entry.js'),
      `import pets from ${JSON.stringify(join(root, 'examples/scenario-pets/index.js'))};
       export default (kit) => ({ ...pets(kit), code: 'pets2' });`,
    );
    const { all } = await loadScenarios(['./outside'], { baseFolder: folder });
    expect(all.map(({ code }) => code)).toEqual(['pets2']);
  });

  it('works in a plain Node process, on the compiled host', async () => {
    const script = `
      const { loadScenarios } = await import('./dist/scenarios/registry.js');
      const { checkScenario } = await import('./dist/scenarios/conformance.js');
      const { samples } = await import('./examples/scenario-pets/samples.js');
      const { get } = await loadScenarios(['auto', './examples/scenario-pets']);
      console.log(JSON.stringify(await checkScenario(get('pets'), samples)));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: root,
    });
    expect(JSON.parse(stdout)).toEqual([]);
  });

  it('refuses what is not there, is no module, or fails on the kit, and names each', async () => {
    const nothing = await file('nothing.js', 'export const scenario = {};');
    const failing = await file('failing.js', 'export default () => { throw new Error("no flux"); };');
    const problems = await problemsOf(['./missing', 'no-such-package-at-all', nothing, failing], folder);
    expect(problems.map(({ source }) => source)).toEqual([
      './missing',
      'no-such-package-at-all',
      './nothing.js',
      './failing.js',
    ]);
    expect(problems[0]?.reasons[0]).toMatch(/^cannot be loaded: .*ENOENT/);
    expect(problems[1]?.reasons[0]).toMatch(/^cannot be loaded: .*no-such-package-at-all/);
    expect(problems[2]?.reasons).toEqual(['the default export is not a module object']);
    expect(problems[3]?.reasons).toEqual(['its default export failed when it was given the kit: no flux']);
  });

  it('lists every fault of a module at once', async () => {
    const bad = await file(
      'bad.js',
      `export default {
        code: 'Bad Code', contract: 2, version: '1', title: ' ', graphql: { key: 'Bad-Key' },
        validate() {}, purpose: { evidenceKinds: ['ok', 'DEED', 'DEED'], lock() {} },
        rating: {}, claims: { evidence: [], triggers: 'OVERDUE' },
        changes: [{ name: 'Return', input: class {} }],
      };`,
    );
    expect(await problemsOf([bad], folder)).toEqual([
      {
        source: './bad.js',
        reasons: [
          'contract must be 1, the version this host speaks, is 2',
          'code must be a lower-case name of 2 to 40 letters, digits and hyphens, is "Bad Code"',
          'version must be a semantic version such as 1.0.0, is "1"',
          'title must be a text, is " "',
          'graphql.key must be a GraphQL name that starts in lower case, is "Bad-Key"',
          'graphql.riskInput is missing',
          'graphql.riskView is missing',
          'gather is missing',
          'view is missing',
          'purpose.verify is missing',
          'rating.features is missing',
          'rating.factors is missing',
          'rating.appetite is missing',
          'rating.lossGivenDefault is missing',
          'claims.evidence must be a list with at least one entry',
          'claims.triggers must be a list with at least one entry',
          'purpose.evidenceKinds holds "ok", which is not SCREAMING_CASE',
          'purpose.evidenceKinds names "DEED" twice',
          'changes[0].name must be a GraphQL name that starts in lower case, is "Return"',
          'changes[0].description is missing',
          'changes[0].apply is missing',
          'changes[0].input must be a type-graphql input class',
        ],
      },
    ]);
  });

  it('refuses GraphQL classes that are not the host’s kind, or take the names of the contract', async () => {
    const pets = JSON.stringify(join(root, 'examples/scenario-pets/index.js'));
    const bare = await file(
      'bare.js',
      `import pets from ${pets};
       export default (kit) => ({ ...pets(kit), graphql: { key: 'pets', riskInput: class {}, riskView: class {} } });`,
    );
    const plain = await file(
      'plain.js',
      `import pets from ${pets};
       export default (kit) => {
         const module = pets(kit);
         class Plain {}
         kit.ObjectType()(Plain);
         return { ...module, graphql: { ...module.graphql, riskView: Plain } };
       };`,
    );
    const thief = await file(
      'thief.js',
      `import pets from ${pets};
       export default (kit) => {
         const module = pets(kit);
         class Money {}
         kit.InputType()(Money);
         return { ...module, graphql: { ...module.graphql, riskInput: Money } };
       };`,
    );
    expect((await problemsOf([bare, plain, thief], folder)).map(({ reasons }) => reasons)).toEqual([
      [
        'graphql.riskInput must be a class decorated with @InputType of the type-graphql this host uses',
        'graphql.riskView must be a class decorated with @ObjectType of the type-graphql this host uses',
      ],
      ['graphql.riskView must implement the InsuredRisk of this host: take it from the kit'],
      ['GraphQL type Money belongs to the contract: take it from the kit or choose another name'],
    ]);
  });

  it('refuses two modules that cannot live together, and says what they share', async () => {
    const pets = join(root, 'examples/scenario-pets/index.js');
    const twin = await file(
      'twin.js',
      `import pets from ${JSON.stringify(pets)};
       export default (kit) => ({ ...pets(kit), code: 'pets3' });`,
    );
    const [problem, ...others] = await problemsOf([pets, twin, 'ecommerce', 'ecommerce'], folder);
    expect(problem?.source).toBe('./twin.js');
    expect([...(problem?.reasons ?? [])].sort()).toEqual(
      [
        `graphql.key pets is already used by ${pets}`,
        ...[
          'PetInput',
          'PetSpecies',
          'PetsInput',
          'VetClinicInput',
          'VetProcedure',
          'VetTreatment',
          'VetTreatmentInput',
        ].map((name) => `GraphQL type ${name} is already used by ${pets}`),
      ].sort(),
    );
    expect(others).toEqual([{ source: 'ecommerce', reasons: ['is selected twice'] }]);
  });

  it('refuses an empty selection, with a message a person can read', async () => {
    await expect(loadScenarios([])).rejects.toThrow(
      'scenario modules were refused:\n  (selection)\n    - no scenario is selected',
    );
  });
});
