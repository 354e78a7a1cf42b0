import type { UnitOfWork } from '../database/unit-of-work.js';
import { systemScope } from '../database/unit-of-work.js';
import type { JsonObject, ScenarioModule } from '../scenarios/contract/index.js';
import type { CreditDecision } from './decision.js';
import type { Facts } from './facts.js';
import { loanFromStored } from './loan-request.js';
import type { Obligor } from './obligor.js';
import type { UnderwritingCase } from './rate-case.js';

/** Which past quotes are looked at again: those that any of these product versions decided, made in [from, before). */
export interface Cohort {
  readonly productVersionIds: readonly string[];
  readonly from: Date;
  readonly before: Date;
  readonly partnerId?: string | null | undefined;
  readonly programmeId?: string | null | undefined;
}

/** What a stored quote was decided from, and how. */
export interface PastQuote {
  readonly id: string;
  readonly scenario: string;
  readonly scenarioVersion: string;
  readonly loan: unknown;
  readonly obligor: Obligor;
  readonly risk: JsonObject;
  readonly facts: Facts;
  readonly decision: CreditDecision;
}

const FILTER = `created_at >= $1 AND created_at < $2
  AND EXISTS (SELECT FROM jsonb_array_elements(decision->'products') AS p WHERE p->>'productVersionId' = ANY ($3))
  AND ($4::text IS NULL OR partner_id = $4) AND ($5::text IS NULL OR programme_id = $5)`;
const COUNT = { name: 'pastQuotes.count', text: `SELECT count(*)::integer AS count FROM quote WHERE ${FILTER}` };
const PAGE = {
  name: 'pastQuotes.page',
  text: `SELECT id, scenario, scenario_version AS "scenarioVersion", loan, obligor, risk, facts, decision FROM quote
         WHERE ${FILTER} AND id > $6 ORDER BY id LIMIT $7`,
};
const PAGE_SIZE = 500;
/** A page of a large cohort may have to pass over many quotes of others. */
const DEADLINE_MS = 30_000;

const valuesOf = ({ from, before, productVersionIds, partnerId, programmeId }: Cohort): readonly unknown[] => [
  from,
  before,
  productVersionIds,
  partnerId ?? null,
  programmeId ?? null,
];

const READING = { readOnly: true, deadlineMs: DEADLINE_MS } as const;

// A quote belongs to its partner. An insurer that looks back at its product's decisions is shown figures made of them, so
// the program reads for itself; who may ask for which product version is checked before.
export async function countPastQuotes(units: UnitOfWork, cohort: Cohort): Promise<number> {
  const [row] = await units.run(systemScope, (tx) => tx.rows<{ count: number }>(COUNT, valuesOf(cohort)), READING);
  return row?.count ?? 0;
}

/** The cohort page by page, in the order of their ids; no connection is held between pages. */
export async function* pastQuotes(units: UnitOfWork, cohort: Cohort): AsyncGenerator<readonly PastQuote[], void, void> {
  for (let after = ''; ; ) {
    const values = [...valuesOf(cohort), after, PAGE_SIZE];
    const page = await units.run(systemScope, (tx) => tx.rows<PastQuote>(PAGE, values), READING);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    if (page.length < PAGE_SIZE) return;
    after = last.id;
  }
}

/** The case a quote was decided from; undefined when its scenario is no longer installed. */
export function caseOf(
  quote: Pick<PastQuote, 'scenario' | 'loan' | 'obligor' | 'risk'>,
  modules: readonly ScenarioModule[],
): UnderwritingCase | undefined {
  const module = modules.find(({ code }) => code === quote.scenario);
  if (!module) return undefined;
  return { module, risk: quote.risk, loan: loanFromStored(quote.loan), obligor: { obligor: quote.obligor } };
}
