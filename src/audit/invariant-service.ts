import { systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import type { Lifecycle } from '../lifecycle/machine.js';
import { lifecycles } from '../lifecycle/machines.js';

/** A sentence that must hold of all data, and the rows that break it. */
export interface CheckedInvariant {
  /** `I1` to `I14` and the sentence. */
  readonly name: string;
  readonly violations: number;
  /** The first rows that break it, at most five, as the view shows them. */
  readonly samples: readonly object[];
}

const machines: readonly Lifecycle[] = lifecycles;
const EDGES = JSON.stringify(
  machines.flatMap(({ name, transitions }) =>
    Object.entries(transitions).flatMap(([from, tos]) => tos.map((to) => ({ machine: name, from, to }))),
  ),
);
const BEGINNINGS = JSON.stringify(
  machines.flatMap(({ name, initial }) => initial.map((state) => ({ machine: name, state }))),
);

// Every row is read: indexes would only make that slower, and it takes longer than a request may.
const PREPARE = {
  name: 'invariant.prepare',
  text: `SELECT set_config('app.lifecycle_edges', $1, true), set_config('app.lifecycle_beginnings', $2, true),
           set_config('enable_seqscan', 'on', true), set_config('statement_timeout', '120s', true)`,
};
const VIEWS = {
  name: 'invariant.views',
  text: `SELECT c.relname AS view, obj_description(c.oid, 'pg_class') AS name FROM pg_class c
         WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'invariant\\_%'
         ORDER BY substring(c.relname from '^invariant_i([0-9]+)')::int, c.relname`,
};
const DEADLINE_MS = 300_000;
const SAMPLES = 5;

/** Asks every invariant view; the transaction must see the rows of every tenant. */
export async function checkInvariants(tx: Transaction): Promise<readonly CheckedInvariant[]> {
  await tx.rows(PREPARE, [EDGES, BEGINNINGS]);
  const views = await tx.rows<{ view: string; name: string }>(VIEWS);
  // Asked together: there are many, and most answer in no time.
  return Promise.all(
    views.map(async ({ view, name }) => {
      const statement = { name: `invariant.${view}`, text: `SELECT to_jsonb(v) AS row FROM ${view} v` };
      const rows = await tx.rows<{ row: object }>(statement);
      return { name, violations: rows.length, samples: rows.slice(0, SAMPLES).map(({ row }) => row) };
    }),
  );
}

/** Proves on the live data that what must always hold does hold. Changes nothing. */
export class InvariantService {
  constructor(private readonly units: UnitOfWork) {}

  check(): Promise<readonly CheckedInvariant[]> {
    return this.units.run(systemScope, checkInvariants, { readOnly: true, deadlineMs: DEADLINE_MS });
  }
}
