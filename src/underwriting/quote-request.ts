import {
  type CurrencyCode,
  currencyCode,
  type FieldIssue,
  failure,
  isCurrencyCode,
  issue,
  type Result,
  success,
} from '../kernel/index.js';
import type { SellableProgramme } from '../partners/programme-catalogue.js';
import { InputCheck, type JsonObject, type LoanRequest, type ScenarioModule } from '../scenarios/contract/index.js';
import { readObligorInput } from './co-obligors.js';
import { type LoanInputShape, type LoanSetting, readLoanInput } from './loan-request.js';
import type { ObligorInputShape, ReadObligor } from './obligor.js';

/** A request for cover as the API takes it; `scenario` has exactly one member, named by a module's GraphQL key. */
export interface QuoteRequest {
  readonly programme: string;
  readonly lender: string;
  readonly loan: LoanInputShape;
  readonly obligor: ObligorInputShape;
  readonly scenario: Readonly<Record<string, object | null | undefined>>;
}

export interface ReadQuoteRequest {
  readonly programme: SellableProgramme;
  readonly lenderId: string;
  readonly module: ScenarioModule;
  readonly loan: LoanRequest;
  readonly obligor: ReadObligor;
  readonly risk: JsonObject;
}

/** What deciding and pricing need of a request: one just read, or one stored with a quote. */
export type AssessableRequest = Pick<ReadQuoteRequest, 'module' | 'risk' | 'loan' | 'programme' | 'lenderId'> & {
  readonly obligor: Pick<ReadQuoteRequest['obligor'], 'obligor' | 'key'>;
};

export interface QuoteSetting {
  readonly programme: SellableProgramme | undefined;
  readonly modules: readonly ScenarioModule[];
  readonly partner: string;
  readonly now: Date;
  readonly today: LoanSetting['today'];
  readonly secret: string;
}

function prefixed(prefix: string, issues: readonly FieldIssue[]): FieldIssue[] {
  return issues.map(({ path, code, message }) => issue(path === '' ? prefix : `${prefix}.${path}`, code, message));
}

function programmeIssues(
  request: QuoteRequest,
  setting: QuoteSetting,
  module: ScenarioModule | undefined,
): FieldIssue[] {
  const { programme } = setting;
  if (!programme) return [issue('programme', 'UNKNOWN_PROGRAMME', 'there is no such programme of this partner')];
  const issues: FieldIssue[] = [];
  if (programme.status !== 'OPEN') {
    issues.push(issue('programme', 'PROGRAMME_SUSPENDED', 'takes no new business at present'));
  }
  if (programme.products.length === 0) {
    issues.push(issue('programme', 'PROGRAMME_WITHOUT_PRODUCTS', 'has no insurer yet'));
  }
  if (module && module.code !== programme.scenario) {
    issues.push(
      issue('scenario', 'SCENARIO_NOT_IN_PROGRAMME', `the programme sells ${programme.scenario}, not ${module.code}`),
    );
  }
  if (!programme.lenderIds.includes(request.lender)) {
    issues.push(issue('lender', 'UNKNOWN_LENDER', 'is not a lender of this programme'));
  }
  return issues;
}

function currencyOf(request: QuoteRequest, programme: SellableProgramme | undefined): CurrencyCode {
  if (programme) return currencyCode(programme.currency);
  const { currency } = request.loan.principal;
  return isCurrencyCode(currency) ? currency : currencyCode('USD');
}

/** Checks the whole request in one pass: every problem of programme, loan, obligor and scenario is listed at once. */
export function readQuoteRequest(
  request: QuoteRequest,
  setting: QuoteSetting,
): Result<ReadQuoteRequest, readonly FieldIssue[]> {
  const { programme, now, today, partner, secret } = setting;
  const currency = currencyOf(request, programme);
  const [key] = Object.keys(request.scenario).filter((name) => request.scenario[name]);
  const module = setting.modules.find(({ graphql }) => graphql.key === key);
  const loanCheck = new InputCheck();
  const obligorCheck = new InputCheck();
  const loan = readLoanInput(loanCheck, request.loan, { currency, today, partner });
  const obligor = readObligorInput(obligorCheck, request.obligor, { currency, now, today, partner, secret });
  const risk = module && key ? module.validate(request.scenario[key] as object, loan) : undefined;
  const issues = [
    ...programmeIssues(request, setting, module),
    ...prefixed('loan', loanCheck.issues),
    ...prefixed('obligor', obligorCheck.issues),
    ...(risk && !risk.ok ? prefixed(`scenario.${key}`, risk.error) : []),
    ...(module ? [] : [issue('scenario', 'UNKNOWN_SCENARIO', 'names no scenario that is installed')]),
  ];
  if (issues.length > 0 || !programme || !module || !risk?.ok) return failure(issues);
  return success({ programme, lenderId: request.lender, module, loan, obligor, risk: risk.value });
}
