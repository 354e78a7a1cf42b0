import type { GraphQLSchema } from 'graphql';
import { REPAYMENT_METHODS } from '../finance/schedule-terms.js';
import { checkChanges } from './conformance/change-checks.js';
import { hostileMixtures, hostileVersions } from './conformance/hostile-inputs.js';
import { oddPorts } from './conformance/ports.js';
import { inputTypeOf, probeSchema, undescribed } from './conformance/probe-schema.js';
import { survivesJson } from './conformance/purity.js';
import { checkBrokenSample, checkIssues, checkValidSample, gatherFacts } from './conformance/sample-checks.js';
import { Report, type ScenarioSamples, type Subject, type ValidSample, type Violation } from './conformance/samples.js';
import { checkStoredRisk, pure } from './conformance/stored-risk-checks.js';
import type { JsonObject, LoanRequest, ScenarioModule } from './contract/index.js';
import { moduleProblems } from './module-problems.js';

export { inputTypeOf, probeSchema } from './conformance/probe-schema.js';
export type {
  BrokenSample,
  ChangeSample,
  ExpectedIssue,
  ScenarioSamples,
  ValidSample,
  Violation,
} from './conformance/samples.js';
export { BUILT_IN_CODES, loadScenarios, ScenarioLoadError, type ScenarioRegistry } from './registry.js';

const HOSTILE_MIXTURES = 150;

/**
 * Certifies a scenario module: shape, purity, storage as JSON, complete and coded issues, lock, rating in range, view,
 * evidence and changes, on the given samples and on hostile versions of them. An empty list means it passed. The
 * same module and samples give the same list.
 */
export async function checkScenario(module: ScenarioModule, samples: ScenarioSamples): Promise<readonly Violation[]> {
  const report = new Report();
  for (const problem of moduleProblems(module)) report.add('MODULE', 'module', problem);
  if (report.violations.length > 0) return report.violations;
  const { valid, broken } = samples;
  report.require(valid.length > 0, 'SAMPLES', 'samples', 'at least one valid sample is needed');
  report.require(broken.length > 0, 'SAMPLES', 'samples', 'at least one broken sample is needed');
  const aliased = valid.some(({ aliases }) => aliases !== undefined && aliases.length > 0);
  report.require(aliased, 'SAMPLES', 'samples', 'at least one valid sample needs aliases: other writings of its thing');
  const required = module.claims.evidence.some((evidence) => evidence.required);
  report.require(required, 'EVIDENCE', 'claims.evidence', 'no evidence is required to prove a loss');
  const schema = await buildProbe(module, report);
  if (schema === undefined) return report.violations;
  for (const name of undescribed(schema)) report.add('NO_DESCRIPTION', name, 'has no description');
  for (const sample of valid) await checkAccepted({ module, report, name: sample.name }, sample, schema);
  for (const sample of broken) checkBrokenSample({ module, report, name: sample.name }, sample, schema);
  return report.violations;
}

async function buildProbe(module: ScenarioModule, report: Report): Promise<GraphQLSchema | undefined> {
  try {
    return await probeSchema(module);
  } catch (error) {
    report.add('SCHEMA', 'graphql', error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

async function checkAccepted(subject: Subject, sample: ValidSample, schema: GraphQLSchema): Promise<void> {
  const risk = await checkValidSample(subject, sample, schema);
  if (risk === undefined) return;
  for (const ports of oddPorts(sample.loan.currency)) {
    const odd = { ...subject, name: `${sample.name}, odd answers` };
    const facts = await gatherFacts(odd, { risk, loan: sample.loan }, ports);
    if (facts) checkStoredRisk(odd, { risk, facts, loan: sample.loan });
  }
  for (const loan of hostileLoans(sample.loan)) {
    await checkHostile({ ...subject, name: `${sample.name}, hostile loan` }, sample.input, loan);
  }
  const type = inputTypeOf(schema);
  if (type === undefined) return;
  const hostile = [
    ...hostileVersions(type, sample.input),
    ...hostileMixtures(type, sample.input, { seed: 1, count: HOSTILE_MIXTURES }),
  ];
  for (const input of hostile) {
    if (typeof input !== 'object' || input === null) continue;
    await checkHostile({ ...subject, name: `${sample.name}, hostile input` }, input, sample.loan);
  }
  await checkChanges(subject, { risk, sample, schema });
}

/** Loans at the edges of what the core lets through. */
function hostileLoans(loan: LoanRequest): readonly LoanRequest[] {
  return [
    { ...loan, principalMinor: 1n },
    { ...loan, principalMinor: 10n ** 17n - 1n },
    { ...loan, instalments: 1 },
    { ...loan, instalments: 1200 },
    { ...loan, balloonMinor: loan.principalMinor, method: 'LEVEL_WITH_BALLOON' },
    ...REPAYMENT_METHODS.map((method) => ({ ...loan, method })),
  ];
}

/** Whatever the input, validation answers; and what it accepts, the rest of the module can handle. */
async function checkHostile(subject: Subject, input: object, loan: LoanRequest): Promise<void> {
  const { module, report, name } = subject;
  const result = pure(subject, 'validate', () => module.validate(input, loan));
  if (result === undefined) return;
  if (!result.ok) {
    checkIssues(subject, 'validate', result.error);
    return;
  }
  const risk: JsonObject = result.value;
  report.require(survivesJson(risk), 'NOT_JSON', `${name}: validate`, 'the risk changes when it is stored as JSON');
  const facts = await gatherFacts(subject, { risk, loan });
  if (facts === undefined) return;
  checkStoredRisk(subject, { risk, facts, loan });
  pure(subject, 'view', () => module.view(risk, facts, loan.currency));
}
