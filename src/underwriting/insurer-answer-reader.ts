import { selectList } from '../database/columns.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import { InsurerAnswer } from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';

const page = (direction: 'ASC' | 'DESC') => ({
  name: `insurerAnswer.page.${direction}`,
  text: `SELECT ${selectList(InsurerAnswer)}, quote_id AS id FROM insurer_answer
         WHERE quote_id > $1 AND quote_id < $2 AND ($3::text IS NULL OR insurer_id = $3) AND ($4::text IS NULL OR quote_id = $4)
           AND ($5::text[] IS NULL OR outcome = ANY ($5))
         ORDER BY quote_id ${direction}, insurer_id LIMIT $6`,
});

export interface InsurerAnswerPage {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
  readonly insurer?: string | null | undefined;
  readonly quote?: string | null | undefined;
  readonly outcome?: readonly string[] | null | undefined;
}

/** Reads why insurers made no offer: each insurer about itself, the operator about all. */
export class InsurerAnswerReader {
  constructor(private readonly units: UnitOfWork) {}

  page(viewer: Viewer, query: InsurerAnswerPage): Promise<(InsurerAnswer & { readonly id: string })[]> {
    const { above, below, direction, limit, insurer, quote, outcome } = query;
    const values = [above, below, insurer ?? null, quote ?? null, outcome ?? null, limit];
    return this.units.rows<InsurerAnswer & { readonly id: string }>(scopeOf(viewer), page(direction), values);
  }
}
