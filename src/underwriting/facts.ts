import { type CostCap, costCapOf } from '../exposure/rules/derive.js';
import type { RulePack } from '../exposure/rules/rule-pack.js';
import { canonicalHash } from '../kernel/index.js';
import type { JsonObject, UnderwritingFlag } from '../scenarios/contract/index.js';
import type { CreditReport, IdentityOutcome } from './bureau.js';
import { creditFlags, type ReportGap, type ReportSource } from './credit-data.js';
import type { CreditReports, GatheredCredit } from './credit-reports.js';
import type { InsurerAnswers } from './external-insurer.js';
import type { FactSources } from './fact-sources.js';
import { askInsurers } from './insurer-question.js';
import type { ReadBorrower } from './obligor.js';
import type { ReadQuoteRequest } from './quote-request.js';

/** What was learnt about one borrower's credit, and from whom. */
export interface CreditFacts extends JsonObject {
  readonly creditReport: JsonObject | null;
  readonly creditReportSource: ReportSource;
  readonly creditReportGap: ReportGap | null;
  readonly creditReportBy: string | null;
  readonly creditReportAt: string | null;
  readonly consentId: string | null;
  readonly identity: IdentityOutcome | null;
}

/**
 * What was learnt about a request and from whom, stored with the quote so that it can be decided again. Credit facts are
 * the obligor's.
 */
export type Facts = RequestFacts & {
  /** Of each co-obligor, in the order of the request; absent without any. */
  readonly coObligors?: readonly CreditFacts[];
};

/** Of the request as a whole, and of the obligor's credit. */
interface RequestFacts extends CreditFacts {
  /** The scenario's own, with who valued the thing. */
  readonly scenario: JsonObject;
  readonly gatheredAt: string;
  /** The rule that capped what the loan may cost, as it was in force; null without one. */
  readonly costCap: JsonObject | null;
  /** What insurers' own systems said, by insurer; null when none was asked. */
  readonly insurerAnswers: JsonObject | null;
}

export interface GatheredFacts {
  readonly facts: Facts;
  /** Of everybody who borrows, the obligor first. */
  readonly credit: readonly GatheredCredit[];
}

function creditFactsOf({ data, consentId }: GatheredCredit): CreditFacts {
  const { report, source, gap, reportedBy, obtainedAt, identity } = data;
  return {
    creditReport: report ? { ...report } : null,
    creditReportSource: source,
    creditReportGap: gap,
    creditReportBy: reportedBy,
    creditReportAt: obtainedAt?.toISOString() ?? null,
    consentId,
    identity,
  };
}

/** Asks every source at once. Undefined: the idempotency key was used before, and nobody was asked for credit. */
export async function gatherFacts(
  request: ReadQuoteRequest,
  asking: {
    readonly sources: FactSources;
    readonly packs: readonly RulePack[];
    readonly creditReports: CreditReports;
    readonly partnerId: string;
    readonly idempotencyKey: string;
    readonly at: Date;
  },
): Promise<GatheredFacts | undefined> {
  const { sources, packs, creditReports, partnerId, idempotencyKey, at } = asking;
  const maxAgeDays = Math.min(...request.programme.products.map(({ terms }) => terms.creditReportMaxAgeDays));
  const { programme, loan, obligor: own } = request;
  const creditOf = (obligor: ReadBorrower) => creditReports.gather({ partnerId, idempotencyKey, obligor, maxAgeDays });
  const [scenario, obligor, coObligors, answers] = await Promise.all([
    request.module.gather(request.risk, sources.ports, loan),
    creditOf(own),
    own.coObligors && Promise.all(own.coObligors.map(creditOf)),
    askInsurers(request, { insurers: sources.insurers, requestId: canonicalHash({ partnerId, idempotencyKey }), at }),
  ]);
  if (!obligor) return undefined;
  const others = (coObligors ?? []).flatMap((one) => one ?? []);
  if (others.length < (coObligors?.length ?? 0)) return undefined;
  const costCap = costCapOf(packs, programme.rulePacks, loan.requestedOn);
  const facts: Facts = {
    scenario,
    gatheredAt: at.toISOString(),
    costCap: costCap ? { ...costCap } : null,
    insurerAnswers: (answers as unknown as JsonObject | undefined) ?? null,
    ...creditFactsOf(obligor),
    ...(coObligors && { coObligors: others.map(creditFactsOf) }),
  };
  return { facts, credit: [obligor, ...others] };
}

/** Facts of before there were rule packs name none. */
export const costCapIn = (facts: Facts): CostCap | null =>
  (facts.costCap as unknown as CostCap | null | undefined) ?? null;

/** Facts of before insurers were asked hold none. */
export const insurerAnswersIn = (facts: Facts): InsurerAnswers =>
  (facts.insurerAnswers as unknown as InsurerAnswers | null | undefined) ?? {};

export const reportOf = (facts: CreditFacts): CreditReport | null => facts.creditReport as CreditReport | null;

/** What the gathering itself says to the decision. */
export const factFlags = ({ creditReportGap, identity }: CreditFacts): UnderwritingFlag[] =>
  creditFlags(creditReportGap, identity);
