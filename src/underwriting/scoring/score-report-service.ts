import { selectList } from '../../database/columns.js';
import type { UnitOfWork } from '../../database/unit-of-work.js';
import { Challenger } from '../../entities/index.js';
import type { Scorecard } from '../../finance/scorecard.js';
import { addDays, type CalendarDate, type Clock, today } from '../../kernel/index.js';
import { scopeOf } from '../../partners/scope.js';
import type { Viewer } from '../../partners/viewer.js';
import type { ScenarioModule } from '../../scenarios/contract/index.js';
import { speakingScore } from '../joint-decision.js';
import { caseOf, pastQuotes } from '../past-quotes.js';
import { rateCase } from '../rate-case.js';
import type { ProductTerms } from '../terms.js';
import { DriftCounter, type DriftReport } from './drift.js';
import { compareCards, type TrialCase, type TrialReport } from './trial.js';

/** Calendar days in UTC, both inclusive. */
export interface Period {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

const OF_PRODUCT = {
  name: 'challenger.ofProduct',
  text: `SELECT ${selectList(Challenger, 'c')} FROM challenger c
         JOIN product_version v ON v.id = c.product_version_id AND v.insurer_id = c.insurer_id
         WHERE v.product_id = $1 ORDER BY c.id`,
};
// A default counts when it happened within twelve months of the start; its absence once they are over.
const CASES = {
  name: 'challenger.cases',
  text: `SELECT s.champion_probability AS champion, s.probability AS challenger,
           CASE WHEN p.starts_on + interval '12 months' <= $4::date THEN
             (EXISTS (SELECT FROM claim c WHERE c.policy_id = p.id AND c.status <> 'WITHDRAWN'
                      AND c.defaulted_on < p.starts_on + interval '12 months'))::integer END AS outcome
         FROM challenger_score s LEFT JOIN policy p
           ON p.quote_id = s.quote_id AND p.insurer_id = s.insurer_id AND p.activated_at IS NOT NULL
         WHERE s.challenger_id = $1 AND s.scored_at >= $2 AND s.scored_at < $3`,
};
// The catalogue remembers terms by id, which only published ones may be: a draft's card is read as it is now.
const CARDS = {
  name: 'scorecard.ofVersion',
  text: `SELECT v.terms->'scorecard' AS own, s.artefact AS other, v.terms->>'jointScore' AS "jointScore" FROM product_version v
         LEFT JOIN scorecard s ON s.id = $2 AND s.insurer_id = v.insurer_id WHERE v.id = $1`,
};
const READING = { readOnly: true, deadlineMs: 30_000 } as const;

const startOf = (date: CalendarDate): Date => new Date(`${date}T00:00:00.000Z`);

export interface ScoreReportOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly scenarios: readonly ScenarioModule[];
}

/** Looks back at how scorecards do: challengers beside champions, and the population beside the one of the training. */
export class ScoreReportService {
  constructor(private readonly options: ScoreReportOptions) {}

  /** One report for each challenger the product's versions ever had; none when the viewer does not own the product. */
  async challengers(viewer: Viewer, productId: string, { from, to }: Period) {
    const { units, clock } = this.options;
    return units.run(
      scopeOf(viewer),
      async (tx) => {
        const reports: { readonly trial: Challenger; readonly report: TrialReport }[] = [];
        for (const trial of await tx.rows<Challenger>(OF_PRODUCT, [productId])) {
          const values = [trial.id, startOf(from), startOf(addDays(to, 1)), today(clock, 'UTC')];
          reports.push({ trial, report: compareCards(await tx.rows<TrialCase>(CASES, values)) });
        }
        return reports;
      },
      READING,
    );
  }

  /** Undefined when the viewer has no such product version or scorecard. Without a scorecard, the version's own. */
  async drift(
    viewer: Viewer,
    productVersionId: string,
    { from, to, scorecardId }: Period & { readonly scorecardId?: string | null | undefined },
  ): Promise<{ readonly card: Scorecard; readonly report: DriftReport } | undefined> {
    const { units, scenarios } = this.options;
    type Cards = Pick<ProductTerms, 'jointScore'> & { readonly own: Scorecard; readonly other: Scorecard | null };
    const values = [productVersionId, scorecardId ?? null];
    const [cards] = await units.run(scopeOf(viewer), (tx) => tx.rows<Cards>(CARDS, values), READING);
    const card = scorecardId ? cards?.other : cards?.own;
    if (!cards || !card) return undefined;
    const counter = new DriftCounter(card);
    const cohort = { productVersionIds: [productVersionId], from: startOf(from), before: startOf(addDays(to, 1)) };
    for await (const page of pastQuotes(units, cohort)) {
      for (const quote of page) {
        const known = caseOf(quote, scenarios);
        if (!known) continue;
        // A joint loan is one case, as it is one score: of whom the card goes by.
        const { borrower } = speakingScore(rateCase(known, quote.facts), {
          scorecard: card,
          jointScore: cards.jointScore ?? undefined,
        });
        counter.add(borrower.features);
      }
    }
    return { card, report: counter.report() };
  }
}
