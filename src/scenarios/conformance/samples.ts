import type { LoanRequest, Ports, PurposeEvidence, ScenarioModule } from '../contract/index.js';

/** A change of the risk in force, e.g. a return; the changes of a sample happen one after the other. */
export interface ChangeSample {
  /** Mutation name of the change. */
  readonly change: string;
  readonly input: object;
  /** What it takes off the principal, in minor units; or the issues it is refused with. */
  readonly expected: bigint | readonly ExpectedIssue[];
}

export interface ExpectedIssue {
  readonly path: string;
  readonly code: string;
}

/** An input the module accepts. */
export interface ValidSample<Input extends object = object> {
  readonly name: string;
  readonly input: Input;
  readonly loan: LoanRequest;
  /** Activation evidence the module must accept. */
  readonly evidence: PurposeEvidence;
  /** The same thing in other writing (case, spaces): inputs that must lead to the same lock. */
  readonly aliases?: readonly Input[];
  /** What the outside world answers; ports that are not named answer undefined. */
  readonly ports?: Partial<Ports>;
  readonly changes?: readonly ChangeSample[];
}

/** An input the module refuses, with every issue it must list, in any order. */
export interface BrokenSample<Input extends object = object> {
  readonly name: string;
  readonly input: Input;
  readonly loan: LoanRequest;
  readonly issues: readonly ExpectedIssue[];
}

export interface ScenarioSamples<Input extends object = object> {
  readonly valid: readonly ValidSample<Input>[];
  readonly broken: readonly BrokenSample<Input>[];
}

/** One way in which a module breaks the contract. */
export interface Violation {
  /** SCREAMING_CASE, e.g. `NOT_PURE`. */
  readonly rule: string;
  /** Sample and function: `one shirt: rating.factors`. */
  readonly where: string;
  readonly message: string;
}

/** What the checks of one sample share. */
export interface Subject {
  readonly module: ScenarioModule;
  readonly report: Report;
  /** Name of the sample, for `where`. */
  readonly name: string;
}

const MAX_VIOLATIONS_PER_RULE = 10;

/** Collects violations, each once, and turns an exception of the module into one. */
export class Report {
  readonly violations: Violation[] = [];

  add(rule: string, where: string, message: string): void {
    const ofRule = this.violations.filter((violation) => violation.rule === rule);
    if (ofRule.length >= MAX_VIOLATIONS_PER_RULE) return;
    if (ofRule.some((violation) => violation.where === where && violation.message === message)) return;
    this.violations.push({ rule, where, message });
  }

  require(condition: boolean, rule: string, where: string, message: string): void {
    if (!condition) this.add(rule, where, message);
  }

  /** The result of `work`, or undefined after noting that it threw. */
  attempt<T>(where: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.add('THROWS', where, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      return undefined;
    }
  }
}
