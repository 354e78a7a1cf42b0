import type { Features, JsonObject, LoanRequest } from '../contract/index.js';
import { SCREAMING_CASE } from '../module-problems.js';
import { deepFreeze, sameValue, survivesJson, withoutClockOrChance } from './purity.js';
import type { Subject } from './samples.js';

const MAX_KEY_LENGTH = 200;
const MIN_MULTIPLIER = 0.1;
const MAX_MULTIPLIER = 10;
const SEVERITIES: readonly string[] = ['INFO', 'REFER', 'DECLINE'];

/** A risk as it comes back from the database, with the facts of its quote. */
export interface StoredRisk {
  readonly risk: JsonObject;
  readonly facts: JsonObject;
  readonly loan: LoanRequest;
}

/** Runs a pure function twice on frozen arguments, without clock or chance: the answers must be equal. */
export function pure<T>({ report, name }: Subject, what: string, work: () => T): T | undefined {
  const where = `${name}: ${what}`;
  const first = report.attempt(where, () => withoutClockOrChance(work));
  const second = report.attempt(where, () => withoutClockOrChance(work));
  report.require(sameValue(first, second), 'NOT_PURE', where, 'gives two answers to one question');
  return first;
}

/** Everything the core will ask about a stored risk: each answer must be there, in range and always the same. */
export function checkStoredRisk(subject: Subject, stored: StoredRisk): void {
  const { module, report, name } = subject;
  const { risk, facts, loan } = deepFreeze(stored);
  const lock = pure(subject, 'purpose.lock', () => module.purpose.lock(risk, facts));
  if (lock) {
    const where = `${name}: purpose.lock`;
    const length = lock.key.length;
    const message = `the key has ${length} characters, 1 to ${MAX_KEY_LENGTH} are allowed`;
    report.require(length >= 1 && length <= MAX_KEY_LENGTH, 'LOCK_KEY_LENGTH', where, message);
    report.require(lock.label !== '' && lock.payee !== '', 'LOCK_EMPTY', where, 'label and payee must not be empty');
  }
  const features = pure(subject, 'rating.features', () => module.rating.features(risk, facts, loan));
  if (features) checkRating(subject, features);
}

function checkRating(subject: Subject, features: Features): void {
  const { report, name } = subject;
  for (const [feature, value] of Object.entries(features)) {
    const allowed =
      value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
    const message = `${feature} is ${String(value)}; a feature is a finite number, a text or null`;
    report.require(allowed, 'FEATURE_TYPE', `${name}: rating.features`, message);
  }
  checkKinds(subject, features);
  report.require(survivesJson(features), 'NOT_JSON', `${name}: rating.features`, 'changes when it is stored as JSON');
  checkAnswers(subject, features);
}

/** What a module declares of its features is what it gives. */
function checkKinds({ module, report, name }: Subject, features: Features): void {
  const kinds = module.rating.featureKinds;
  if (kinds === undefined) return;
  const where = `${name}: rating.featureKinds`;
  for (const feature of Object.keys(features)) {
    report.require(kinds[feature] !== undefined, 'FEATURE_UNDECLARED', where, `does not declare ${feature}`);
  }
  for (const [feature, kind] of Object.entries(kinds)) {
    const value = features[feature];
    report.require(value !== undefined, 'FEATURE_MISSING', where, `declares ${feature}, which is not given`);
    if (value === undefined || value === null) continue;
    const isText = kind === 'CATEGORY' || (kind !== 'NUMBER' && kind.includes(String(value)));
    const fits = typeof value === 'number' ? kind === 'NUMBER' : isText;
    report.require(fits, 'FEATURE_KIND', where, `${feature} is ${value}, declared as ${String(kind)}`);
  }
}

/** Rates features as they are, each of them unknown in turn, and all of them unknown: absence is a fact. */
export function checkUnknownFeatures(subject: Subject, features: Features): void {
  for (const feature of Object.keys(features)) {
    const named = { ...subject, name: `${subject.name}, ${feature} unknown` };
    checkAnswers(named, deepFreeze({ ...features, [feature]: null }));
  }
  checkAnswers({ ...subject, name: `${subject.name}, no features` }, deepFreeze({}));
}

function checkAnswers(subject: Subject, features: Features): void {
  const { module, report, name } = subject;
  const factors = pure(subject, 'rating.factors', () => module.rating.factors(features)) ?? [];
  for (const { code, label, multiplier } of factors) {
    const where = `${name}: rating.factors`;
    report.require(SCREAMING_CASE.test(code), 'CODE_FORM', where, `${code} is not SCREAMING_CASE`);
    report.require(label !== '', 'TEXT_MISSING', where, `${code} has no label`);
    const message = `${code} multiplies by ${multiplier}, ${MIN_MULTIPLIER} to ${MAX_MULTIPLIER} is allowed`;
    report.require(multiplier >= MIN_MULTIPLIER && multiplier <= MAX_MULTIPLIER, 'MULTIPLIER_RANGE', where, message);
  }
  requireUnique(
    subject,
    'rating.factors',
    factors.map(({ code }) => code),
  );
  const flags = pure(subject, 'rating.appetite', () => module.rating.appetite(features)) ?? [];
  for (const { severity, code, message } of flags) {
    const where = `${name}: rating.appetite`;
    report.require(SCREAMING_CASE.test(code), 'CODE_FORM', where, `${code} is not SCREAMING_CASE`);
    report.require(SEVERITIES.includes(severity), 'SEVERITY', where, `${code} has the severity ${severity}`);
    report.require(message !== '', 'TEXT_MISSING', where, `${code} has no message`);
  }
  requireUnique(
    subject,
    'rating.appetite',
    flags.map(({ code }) => code),
  );
  const loss = pure(subject, 'rating.lossGivenDefault', () => module.rating.lossGivenDefault(features));
  if (loss !== undefined) {
    const where = `${name}: rating.lossGivenDefault`;
    report.require(loss >= 0 && loss <= 1, 'LGD_RANGE', where, `is ${loss}, 0 to 1 is allowed`);
  }
}

function requireUnique({ report, name }: Subject, what: string, codes: readonly string[]): void {
  const message = `uses one code twice: ${codes.join(', ')}`;
  report.require(new Set(codes).size === codes.length, 'CODE_TWICE', `${name}: ${what}`, message);
}
