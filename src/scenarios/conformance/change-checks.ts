import type { GraphQLSchema } from 'graphql';
import type { FieldIssue, Result } from '../../kernel/index.js';
import type { ChangeContext, JsonObject, RiskReduction, ScenarioChange } from '../contract/index.js';
import { hostileMixtures, hostileVersions } from './hostile-inputs.js';
import { silentPorts } from './ports.js';
import { inputTypeOf } from './probe-schema.js';
import { deepFreeze, survivesJson } from './purity.js';
import { checkExpectedIssues, checkIssues, checkView, gatherFacts } from './sample-checks.js';
import type { ChangeSample, Subject, ValidSample } from './samples.js';
import { checkStoredRisk, pure } from './stored-risk-checks.js';

type Outcome = Result<RiskReduction, readonly FieldIssue[]>;

interface State {
  readonly risk: JsonObject;
  readonly context: ChangeContext;
}

/** Runs a sample's changes one after the other, as the core would, and throws hostile input at each of them. */
export async function checkChanges(
  subject: Subject,
  terms: { readonly risk: JsonObject; readonly sample: ValidSample; readonly schema: GraphQLSchema },
): Promise<void> {
  const { module, report, name } = subject;
  const { risk, sample, schema } = terms;
  const { currency, principalMinor } = sample.loan;
  let state: State = {
    risk,
    context: { currency, originalPrincipalMinor: principalMinor, outstandingPrincipalMinor: principalMinor },
  };
  for (const [index, change] of (sample.changes ?? []).entries()) {
    const named = { ...subject, name: `${name}, change ${index}` };
    const at = module.changes?.findIndex((candidate) => candidate.name === change.change) ?? -1;
    const found = module.changes?.[at];
    if (found === undefined) {
      report.add('CHANGE_UNKNOWN', named.name, `the module has no change ${change.change}`);
      continue;
    }
    checkHostileChanges(named, { found, at, state, input: change.input, schema });
    const outcome = applyOnce(named, found, { state, input: change.input });
    if (outcome) checkExpected(named, change, outcome);
    if (!outcome?.ok) continue;
    state = after(state, outcome.value);
    const facts = await gatherFacts(named, { risk: state.risk, loan: sample.loan }, silentPorts);
    if (facts === undefined) continue;
    checkStoredRisk(named, { risk: state.risk, facts, loan: sample.loan });
    await checkView(named, { risk: state.risk, facts, sample, schema });
  }
}

const after = ({ context }: State, { risk, reductionMinor }: RiskReduction): State => ({
  risk,
  context: { ...context, outstandingPrincipalMinor: context.outstandingPrincipalMinor - reductionMinor },
});

function applyOnce(
  subject: Subject,
  change: ScenarioChange,
  { state, input }: { readonly state: State; readonly input: object },
): Outcome | undefined {
  const { report, name } = subject;
  const where = `${name}: ${change.name}`;
  const { risk, context } = deepFreeze(state);
  const outcome = pure(subject, change.name, () => change.apply(risk, deepFreeze(input), context));
  if (outcome?.ok) {
    const { reductionMinor, summary } = outcome.value;
    const most = context.outstandingPrincipalMinor;
    const message = `takes off ${reductionMinor}, above zero and at most ${most} is allowed`;
    report.require(reductionMinor > 0n && reductionMinor <= most, 'REDUCTION_RANGE', where, message);
    report.require(survivesJson(outcome.value.risk), 'NOT_JSON', where, 'the risk changes when it is stored as JSON');
    report.require(summary !== '', 'TEXT_MISSING', where, 'has no summary');
  } else if (outcome) checkIssues(subject, change.name, outcome.error);
  return outcome;
}

function checkExpected(subject: Subject, { change, expected }: ChangeSample, outcome: Outcome): void {
  const where = `${subject.name}: ${change}`;
  if (typeof expected === 'bigint') {
    const found = outcome.ok ? `takes off ${outcome.value.reductionMinor}` : 'is refused';
    const right = outcome.ok && outcome.value.reductionMinor === expected;
    subject.report.require(right, 'REDUCTION', where, `${found} instead of taking off ${expected}`);
  } else if (outcome.ok) {
    subject.report.add('BROKEN_ACCEPTED', where, 'accepts a change that should be refused');
  } else checkExpectedIssues(subject, change, { found: outcome.error, expected });
}

interface HostileTerms {
  readonly found: ScenarioChange;
  readonly at: number;
  readonly state: State;
  readonly input: object;
  readonly schema: GraphQLSchema;
}

function checkHostileChanges(subject: Subject, { found, at, state, input, schema }: HostileTerms): void {
  const type = inputTypeOf(schema, at);
  if (type === undefined) return;
  const repaid: State = { ...state, context: { ...state.context, outstandingPrincipalMinor: 0n } };
  applyOnce({ ...subject, name: `${subject.name}, repaid` }, found, { state: repaid, input });
  const hostile = [...hostileVersions(type, input), ...hostileMixtures(type, input, { seed: 1, count: 50 })];
  for (const version of hostile) {
    if (typeof version !== 'object' || version === null) continue;
    applyOnce({ ...subject, name: `${subject.name}, hostile input` }, found, { state, input: version });
  }
}
