import type { CurrencyCode, FieldIssue, Result } from '../../kernel/index.js';
import type { ClaimRules } from './claims.js';
import type { JsonObject } from './json.js';
import type { LoanRequest } from './loan.js';
import type { Ports } from './ports.js';
import type { Purpose } from './purpose.js';
import type { Rating } from './rating.js';

/** A class with type-graphql decorators. */
export type GraphQLClass<T extends object = object> = new () => T;

/** What the API shows of the insured thing; a module's `riskView` class adds its own fields to this. */
export interface InsuredRiskView {
  /** One line a person recognises the thing by, e.g. `2 items from order A-1009`. */
  readonly summary: string;
  /** GraphQL name of the `riskView` type: `InsuredRisk` resolves by it. */
  readonly __typename: string;
  readonly [field: string]: unknown;
}

/** A change of an insured risk in force that the module knows how to compute, e.g. the return of an order line. */
export interface ScenarioChange<Risk extends JsonObject = JsonObject, Input extends object = object> {
  /** GraphQL mutation name, noun first: `orderReturn`. */
  readonly name: string;
  readonly description: string;
  /** Input class; the core adds `policy` and `idempotencyKey` as arguments beside it. */
  readonly input: GraphQLClass<Input>;
  /**
   * The risk after the change and by how much the insured principal shrinks (minor units, above zero, at most
   * `outstandingPrincipalMinor`). Issue paths are relative to the input.
   */
  apply(risk: Risk, input: Input, context: ChangeContext): Result<RiskReduction<Risk>, readonly FieldIssue[]>;
}

export interface ChangeContext {
  readonly currency: CurrencyCode;
  /** The principal the policy was bound with, before any change or repayment. */
  readonly originalPrincipalMinor: bigint;
  readonly outstandingPrincipalMinor: bigint;
}

export interface RiskReduction<Risk extends JsonObject = JsonObject> {
  readonly risk: Risk;
  readonly reductionMinor: bigint;
  readonly summary: string;
}

/**
 * The contract between the core and a line of credit insurance. A module proposes, the core disposes: a module says
 * what the risk is, what locks the loan to its purpose, which facts to gather, which factors rate it and what proves a
 * loss; it never moves money or state. Everything but `gather` is pure over (risk, facts, version), so a stored quote
 * can be rated again years later.
 *
 * `Risk` and `Facts` are plain JSON, stored with the quote; amounts inside are decimal text (`"12.34"`) in the loan's
 * currency.
 */
export interface ScenarioModule<
  Input extends object = object,
  Risk extends JsonObject = JsonObject,
  Facts extends JsonObject = JsonObject,
> {
  /** Stable lower-case name, e.g. `ecommerce`; stored on every quote and never reused for something else. */
  readonly code: string;
  /** Version of this contract. */
  readonly contract: 1;
  /** Semantic version of the module; stored on every quote. */
  readonly version: string;
  readonly title: string;
  readonly graphql: {
    /** Field name in the `@oneOf` scenario input; a GraphQL name, usually the code. */
    readonly key: string;
    readonly riskInput: GraphQLClass<Input>;
    /** Object type class that implements `InsuredRisk` (see graphql.ts). */
    readonly riskView: GraphQLClass;
  };
  /** Checks the input and turns it into a risk. Lists every problem at once; paths are relative to the input. */
  validate(input: Input, loan: LoanRequest): Result<Risk, readonly FieldIssue[]>;
  /** The only I/O. A port answers within its deadline or the fact is null; never throws for a slow or absent source. */
  gather(risk: Risk, ports: Ports, loan: LoanRequest): Promise<Facts>;
  view(risk: Risk, facts: Facts, currency: CurrencyCode): InsuredRiskView;
  readonly purpose: Purpose<Risk, Facts>;
  readonly rating: Rating<Risk, Facts>;
  readonly claims: ClaimRules;
  readonly changes?: readonly ScenarioChange<Risk>[];
  /**
   * The risk when the customer pays `extraMinor` more at once and borrows that much less. Only for a risk that states what
   * is paid at once; elsewhere the smaller loan says it all.
   */
  withDownPayment?(risk: Risk, extraMinor: bigint, currency: CurrencyCode): Risk;
}
