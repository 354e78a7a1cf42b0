import { coerceInputValue, type GraphQLSchema } from 'graphql';
import type { FieldIssue } from '../../kernel/index.js';
import type { JsonObject, PurposeLockProposal } from '../contract/index.js';
import { SCREAMING_CASE } from '../module-problems.js';
import { portsOf, silentPorts } from './ports.js';
import { inputTypeOf, viewErrors } from './probe-schema.js';
import { deepFreeze, sameValue, survivesJson, withoutPrototypes } from './purity.js';
import type { BrokenSample, ExpectedIssue, Subject, ValidSample } from './samples.js';
import { checkStoredRisk, checkUnknownFeatures, pure } from './stored-risk-checks.js';

const ISSUE_PATH = /^[A-Za-z_]\w*(\[\d+\])*(\.[A-Za-z_]\w*(\[\d+\])*)*$/;
const MAX_MESSAGE_LENGTH = 500;

/** Issues must have stable codes, real paths and short words. */
export function checkIssues({ report, name }: Subject, what: string, issues: readonly FieldIssue[]): void {
  const where = `${name}: ${what}`;
  report.require(issues.length > 0, 'NO_ISSUES', where, 'refuses without saying why');
  for (const { path, code, message } of issues) {
    report.require(SCREAMING_CASE.test(code), 'CODE_FORM', where, `${code} is not SCREAMING_CASE`);
    report.require(ISSUE_PATH.test(path), 'ISSUE_PATH', where, `${path} is not a path within the input`);
    const sound = message !== '' && message.length <= MAX_MESSAGE_LENGTH;
    report.require(sound, 'TEXT_MISSING', where, `${code} needs a message of 1 to ${MAX_MESSAGE_LENGTH} characters`);
  }
}

/** A sample the module must accept, from its validation to its evidence. */
export async function checkValidSample(
  subject: Subject,
  sample: ValidSample,
  schema: GraphQLSchema,
): Promise<JsonObject | undefined> {
  const { module, report, name } = subject;
  checkShape(subject, sample.input, schema);
  const risk = validRisk(subject, sample, sample.input);
  if (risk === undefined) return undefined;
  const bare = validRisk(subject, sample, withoutPrototypes(sample.input) as object);
  report.require(sameValue(risk, bare), 'INPUT_CLASS', `${name}: validate`, 'depends on the class of the input');
  const lock = pure(subject, 'purpose.lock', () => module.purpose.lock(risk, {}));
  for (const ports of [silentPorts, portsOf(sample.ports)]) {
    const facts = await gatherFacts(subject, { risk, loan: sample.loan }, ports);
    if (facts === undefined) continue;
    checkStoredRisk(subject, { risk, facts, loan: sample.loan });
    const features = report.attempt(`${name}: rating.features`, () => module.rating.features(risk, facts, sample.loan));
    if (features) checkUnknownFeatures(subject, features);
    const again = report.attempt(`${name}: purpose.lock`, () => module.purpose.lock(risk, facts));
    const message = 'changes with the facts; a thing keeps its name whatever we know about it';
    report.require(sameValue(again?.key, lock?.key), 'LOCK_UNSTABLE', `${name}: purpose.lock`, message);
    await checkView(subject, { risk, facts, sample, schema });
  }
  if (lock) {
    checkAliases(subject, sample, lock);
    checkEvidence(subject, sample, lock);
  }
  return risk;
}

function checkShape({ report, name }: Subject, input: object, schema: GraphQLSchema): void {
  const type = inputTypeOf(schema);
  if (type === undefined) return;
  coerceInputValue(input, type, (path, _value, error) =>
    report.add('SAMPLE_SHAPE', name, `${path.join('.')}: ${error.message}`),
  );
}

function validRisk(subject: Subject, { loan }: ValidSample, input: object): JsonObject | undefined {
  const { module, report, name } = subject;
  const where = `${name}: validate`;
  const result = pure(subject, 'validate', () => module.validate(deepFreeze(input), deepFreeze(loan)));
  if (result === undefined) return undefined;
  if (!result.ok) {
    const listed = result.error.map(({ path, code }) => `${path} ${code}`).join(', ');
    report.add('VALID_REFUSED', where, `refuses a valid sample: ${listed}`);
    return undefined;
  }
  report.require(survivesJson(result.value), 'NOT_JSON', where, 'the risk changes when it is stored as JSON');
  return result.value;
}

/** The module's facts, or undefined after noting why there are none. */
export async function gatherFacts(
  { module, report, name }: Subject,
  { risk, loan }: { readonly risk: JsonObject; readonly loan: ValidSample['loan'] },
  ports = silentPorts,
): Promise<JsonObject | undefined> {
  const where = `${name}: gather`;
  try {
    const facts = await module.gather(deepFreeze(risk), ports, deepFreeze(loan));
    report.require(survivesJson(facts), 'NOT_JSON', where, 'the facts change when they are stored as JSON');
    return facts;
  } catch (error) {
    report.add('THROWS', where, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    return undefined;
  }
}

interface ViewTerms {
  readonly risk: JsonObject;
  readonly facts: JsonObject;
  readonly sample: ValidSample;
  readonly schema: GraphQLSchema;
}

/** The view must deliver every field its GraphQL type declares, and a summary. */
export async function checkView(subject: Subject, { risk, facts, sample, schema }: ViewTerms): Promise<void> {
  const { module, report, name } = subject;
  const view = pure(subject, 'view', () => module.view(risk, facts, sample.loan.currency));
  if (view === undefined) return;
  report.require(view.summary.trim() !== '', 'TEXT_MISSING', `${name}: view`, 'has no summary');
  for (const message of await viewErrors(schema, module, view)) report.add('VIEW', `${name}: view`, message);
}

function checkAliases(subject: Subject, sample: ValidSample, lock: PurposeLockProposal): void {
  const { module, report, name } = subject;
  for (const [index, alias] of (sample.aliases ?? []).entries()) {
    const risk = validRisk({ ...subject, name: `${name}, alias ${index}` }, sample, alias);
    if (risk === undefined) continue;
    const { key } = module.purpose.lock(risk, {});
    const message = `alias ${index} locks ${key}, not ${lock.key}: one thing could be insured twice`;
    report.require(key === lock.key, 'LOCK_ALIAS', `${name}: purpose.lock`, message);
  }
}

function checkEvidence(subject: Subject, { evidence }: ValidSample, lock: PurposeLockProposal): void {
  const { module, report, name } = subject;
  const where = `${name}: purpose.verify`;
  const verdictOn = (presented: Partial<typeof evidence>) =>
    pure(subject, 'purpose.verify', () => module.purpose.verify(lock, { ...evidence, ...presented }));
  const right = [
    {},
    { reference: ` ${evidence.reference.toLowerCase()} ` },
    { payee: ` ${evidence.payee.toUpperCase()}` },
    ...module.purpose.evidenceKinds.map((kind) => ({ kind })),
  ];
  for (const presented of right) {
    const message = `refuses the right evidence ${JSON.stringify({ ...evidence, ...presented })}`;
    report.require(verdictOn(presented)?.accepted === true, 'RIGHT_EVIDENCE', where, message);
  }
  const wrong = [
    { reference: `${evidence.reference}9` },
    { reference: '' },
    { payee: `${evidence.payee}9` },
    { payee: '' },
    { kind: 'NOT_A_KIND_OF_EVIDENCE' },
  ];
  for (const presented of wrong) {
    const verdict = verdictOn(presented);
    const message = `accepts the wrong evidence ${JSON.stringify({ ...evidence, ...presented })}`;
    report.require(verdict?.accepted !== true, 'WRONG_EVIDENCE', where, message);
    if (verdict && !verdict.accepted) {
      report.require(SCREAMING_CASE.test(verdict.code), 'CODE_FORM', where, `${verdict.code} is not SCREAMING_CASE`);
      report.require(verdict.message !== '', 'TEXT_MISSING', where, `${verdict.code} has no message`);
    }
  }
}

const sorted = (issues: readonly ExpectedIssue[]): readonly string[] =>
  issues.map(({ path, code }) => `${path} ${code}`).sort();

/** Whether a refusal lists exactly the expected issues, in any order. */
export function checkExpectedIssues(
  subject: Subject,
  what: string,
  { found, expected }: { readonly found: readonly FieldIssue[]; readonly expected: readonly ExpectedIssue[] },
): void {
  const { report, name } = subject;
  const message = `lists [${sorted(found).join(', ')}] instead of [${sorted(expected).join(', ')}]`;
  report.require(sameValue(sorted(found), sorted(expected)), 'ISSUES', `${name}: ${what}`, message);
  checkIssues(subject, what, found);
}

/** A sample the module must refuse, with every issue at once. */
export function checkBrokenSample(subject: Subject, sample: BrokenSample, schema: GraphQLSchema): void {
  const { module, report, name } = subject;
  checkShape(subject, sample.input, schema);
  const result = pure(subject, 'validate', () => module.validate(deepFreeze(sample.input), deepFreeze(sample.loan)));
  if (result === undefined) return;
  if (result.ok) report.add('BROKEN_ACCEPTED', `${name}: validate`, 'accepts a broken sample');
  else checkExpectedIssues(subject, 'validate', { found: result.error, expected: sample.issues });
}
