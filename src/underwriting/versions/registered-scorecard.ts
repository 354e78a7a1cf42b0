import type { UnitOfWork } from '../../database/unit-of-work.js';
import { failure, invalidInput, issue, type Outcome, success } from '../../kernel/index.js';
import { scopeOf } from '../../partners/scope.js';
import type { Viewer } from '../../partners/viewer.js';

const OF_PRODUCT = {
  name: 'scorecard.ofProduct',
  text: `SELECT s.artefact FROM scorecard s JOIN product p ON p.insurer_id = s.insurer_id WHERE s.id = $1 AND p.id = $2`,
};

const named = (scorecard: unknown): string | undefined => {
  if (typeof scorecard !== 'object' || scorecard === null || !('registered' in scorecard)) return undefined;
  return typeof scorecard.registered === 'string' ? scorecard.registered : undefined;
};

/**
 * Terms may name a registered scorecard, `{ "registered": "scd_..." }`, in place of writing it out. A version keeps its
 * own copy, so that it never depends on anything outside its terms.
 */
export async function withRegisteredScorecard(
  units: UnitOfWork,
  viewer: Viewer,
  { product, terms }: { readonly product: string; readonly terms: unknown },
): Promise<Outcome<unknown>> {
  if (typeof terms !== 'object' || terms === null || !('scorecard' in terms)) return success(terms);
  const id = named(terms.scorecard);
  if (id === undefined) return success(terms);
  const [row] = await units.rows<{ readonly artefact: unknown }>(scopeOf(viewer), OF_PRODUCT, [id, product]);
  if (row) return success({ ...terms, scorecard: row.artefact });
  const message = "is no registered scorecard of the product's insurer";
  return failure(invalidInput([issue('scorecard.registered', 'UNKNOWN_SCORECARD', message)]));
}
