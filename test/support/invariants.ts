import { systemScope, type Transaction, type UnitOfWork } from '../../src/database/unit-of-work.js';
import type { Lifecycle } from '../../src/lifecycle/machine.js';
import { lifecycles } from '../../src/lifecycle/machines.js';
import { until } from './until.js';

/** A question about the database whose answer must be no row. */
interface Invariant {
  readonly name: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

const sumOfLines = (lines: string): string =>
  `(SELECT coalesce(sum((line->>'minor')::bigint), 0) FROM jsonb_array_elements(${lines}) AS line)`;

const money: readonly Invariant[] = [
  {
    name: 'I1 each journal has lines and sums to zero per currency',
    text: `SELECT j.id, p.currency, sum(p.amount_minor)::text AS off_by FROM journal j
           LEFT JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
           GROUP BY j.id, p.currency HAVING sum(p.amount_minor) IS DISTINCT FROM 0`,
  },
  {
    name: 'I2 the ledger of each insurer sums to zero per currency',
    text: `SELECT insurer_id, currency, sum(amount_minor)::text AS off_by FROM posting
           GROUP BY insurer_id, currency HAVING sum(amount_minor) <> 0`,
  },
  {
    name: 'I4 a premium is the sum of its lines',
    text: `SELECT id, premium_minor::text AS premium FROM offer WHERE premium_minor <> ${sumOfLines('premium_lines')}
           UNION ALL
           SELECT id, premium_minor::text FROM policy WHERE premium_minor <> ${sumOfLines('premium_lines')}
           UNION ALL
           SELECT id, premium_delta_minor::text FROM policy_transaction
           WHERE premium_delta_minor <> ${sumOfLines('premium_lines')}`,
  },
  {
    name: 'I4 premium and sum insured of a policy are what its transactions add up to',
    text: `SELECT p.id FROM policy p LEFT JOIN policy_transaction t ON t.policy_id = p.id AND t.partner_id = p.partner_id
           GROUP BY p.id, p.premium_minor, p.sum_insured_minor
           HAVING (sum(t.premium_delta_minor), sum(t.sum_insured_delta_minor), min(t.sequence), max(t.sequence))
             IS DISTINCT FROM (p.premium_minor::numeric, p.sum_insured_minor::numeric, 1, count(*)::int)`,
  },
  {
    name: 'I6 paid is at most approved and at most the sum insured',
    text: `SELECT id FROM claim WHERE paid_minor > coalesce(approved_minor, 0) OR approved_minor > computed_minor
           UNION ALL
           SELECT p.id FROM policy p LEFT JOIN claim c ON c.policy_id = p.id AND c.partner_id = p.partner_id
           GROUP BY p.id, p.indemnity_paid_minor, p.sum_insured_minor
           HAVING coalesce(sum(c.paid_minor), 0) <> p.indemnity_paid_minor OR p.indemnity_paid_minor > p.sum_insured_minor`,
  },
  {
    name: 'I8 the counters of a limit are the sum of its live exposures, within the cap',
    text: `SELECT l.id, l.reserved_minor::text AS reserved, l.utilised_minor::text AS utilised FROM exposure_limit l
           LEFT JOIN exposure e ON l.id = ANY (e.limit_ids) AND e.insurer_id = l.insurer_id AND e.currency = l.currency
           GROUP BY l.id, l.insurer_id
           HAVING coalesce(sum(e.amount_minor) FILTER (WHERE e.state = 'RESERVED'), 0) <> l.reserved_minor
             OR coalesce(sum(e.amount_minor) FILTER (WHERE e.state = 'UTILISED'), 0) <> l.utilised_minor
             OR l.reserved_minor + l.utilised_minor > greatest(l.cap_minor, l.carried_minor)`,
  },
];

const LIVE_POLICY = `p.status IN ('PENDING_ACTIVATION', 'ACTIVE', 'LAPSED')`;

const uniqueness: readonly Invariant[] = [
  {
    name: 'I8 a policy holds its exposure as long as it lives: reserved before activation, utilised after',
    text: `SELECT p.id, p.status, e.state FROM policy p LEFT JOIN exposure e ON e.policy_id = p.id
           WHERE e.state IS DISTINCT FROM CASE WHEN p.status = 'PENDING_ACTIVATION' THEN 'RESERVED'
             WHEN ${LIVE_POLICY} THEN 'UTILISED' ELSE 'RELEASED' END
             OR e.offer_id <> p.offer_id OR (${LIVE_POLICY} AND e.amount_minor <> p.sum_insured_minor)`,
  },
  {
    name: 'I8 a quote that is not open holds nothing but what its policy holds',
    text: `SELECT e.id, q.status FROM exposure e JOIN quote q ON q.id = e.quote_id AND q.partner_id = e.partner_id
           WHERE e.policy_id IS NULL AND (e.state IN ('RESERVED', 'UTILISED')) <> (q.status IN ('OFFERED', 'REFERRED'))`,
  },
  {
    name: 'I9 one policy per offer and quote, and a bound quote has one',
    text: `SELECT q.id FROM quote q LEFT JOIN policy p ON p.quote_id = q.id AND p.partner_id = q.partner_id
           GROUP BY q.id, q.status HAVING count(p.id) <> (q.status = 'BOUND')::int
           UNION ALL
           SELECT offer_id FROM policy GROUP BY offer_id HAVING count(*) > 1`,
  },
  {
    name: 'I9 one live lock per real thing',
    text: `SELECT scenario, key FROM purpose_lock WHERE state <> 'RELEASED' GROUP BY scenario, key HAVING count(*) > 1`,
  },
  {
    name: 'I9 a policy has one lock, live as long as the policy',
    text: `SELECT p.id, p.status FROM policy p LEFT JOIN purpose_lock k ON k.policy_id = p.id AND k.partner_id = p.partner_id
           GROUP BY p.id, p.status
           HAVING count(k.id) <> 1 OR count(k.id) FILTER (WHERE k.state <> 'RELEASED') <> (${LIVE_POLICY})::int`,
  },
  {
    name: 'each answered key has its quote or policy, and each quote and policy its key',
    text: `SELECT k.key, coalesce(q.id, p.id) AS id FROM idempotency_key k
           FULL JOIN quote q ON k.operation = 'quoteCreate' AND q.id = k.answer->>'quote' AND q.partner_id = k.tenant_id
           FULL JOIN policy p ON k.operation = 'policyBind' AND p.id = k.answer->>'policy' AND p.partner_id = k.tenant_id
           WHERE (k.operation IN ('quoteCreate', 'policyBind') OR k.key IS NULL)
             AND (k.key IS NULL OR coalesce(q.id, p.id) IS NULL)`,
  },
];

const machines: readonly Lifecycle[] = lifecycles;
const edges = JSON.stringify(
  machines.flatMap(({ name, transitions }) =>
    Object.entries(transitions).flatMap(([from, tos]) => tos.map((to) => ({ machine: name, from, to }))),
  ),
);
const beginnings = JSON.stringify(
  machines.flatMap(({ name, initial }) => initial.map((state) => ({ machine: name, state }))),
);
/** Where each machine's present state stands. */
const PRESENT = `present (machine, id, state) AS (
  SELECT 'Quote', id, status FROM quote UNION ALL SELECT 'Policy', id, status FROM policy
  UNION ALL SELECT 'Claim', id, status FROM claim UNION ALL SELECT 'Recovery', id, status FROM recovery
  UNION ALL SELECT 'Overdue', id, overdue_state FROM loan
  UNION ALL SELECT 'PurposeLock', id, state FROM purpose_lock)`;

const histories: readonly Invariant[] = [
  {
    name: 'I10 each change of state is in the table of its machine',
    text: `SELECT c.* FROM state_change c WHERE NOT EXISTS (
             SELECT 1 FROM json_to_recordset($1) AS e (machine text, "from" text, "to" text)
             WHERE (e.machine, e."from", e."to") = (c.machine, c.from_state, c.to_state))`,
    values: [edges],
  },
  {
    name: 'I10 a history begins at a beginning and each change where the one before it ended',
    text: `SELECT c.* FROM (
             SELECT *, lag(to_state) OVER (PARTITION BY machine, subject_id ORDER BY id) AS before FROM state_change) c
           WHERE CASE WHEN before IS NULL THEN NOT EXISTS (
               SELECT 1 FROM json_to_recordset($1) AS b (machine text, state text)
               WHERE (b.machine, b.state) = (c.machine, c.from_state))
             ELSE before <> from_state END`,
    values: [beginnings],
  },
  {
    name: 'I10 a history ends in the present state, and without history it is a first one',
    text: `WITH ${PRESENT}, last AS (
             SELECT DISTINCT ON (machine, subject_id) machine, subject_id AS id, to_state FROM state_change c
             ORDER BY machine, subject_id, c.id DESC)
           SELECT machine, id, p.state, l.to_state FROM present p FULL JOIN last l USING (machine, id)
           WHERE CASE WHEN l.to_state IS NULL THEN NOT EXISTS (
               SELECT 1 FROM json_to_recordset($1) AS b (machine text, state text)
               WHERE (b.machine, b.state) = (p.machine, p.state))
             ELSE p.state IS DISTINCT FROM l.to_state END`,
    values: [beginnings],
  },
];

const eventsOf = (table: string, kinds: readonly string[]): Invariant => ({
  name: `I11 exactly one of ${kinds.join(', ')} per ${table}`,
  text: `SELECT subject.id, e.id AS event FROM ${table} subject
         FULL JOIN (SELECT min(id) AS id, subject_id, count(*) AS times FROM event
                    WHERE kind IN (${kinds.map((kind) => `'${kind}'`)}) GROUP BY subject_id) e ON e.subject_id = subject.id
         WHERE e.times IS DISTINCT FROM 1 OR subject.id IS NULL`,
});

const events: readonly Invariant[] = [
  eventsOf('policy', ['policy.bound']),
  eventsOf('quote', ['quote.offered', 'quote.referred', 'quote.declined']),
  {
    name: 'I11 exactly one exposure.reserved per exposure of a policy, and never two',
    text: `SELECT x.id FROM exposure x LEFT JOIN event e ON e.subject_id = x.id AND e.kind = 'exposure.reserved'
           GROUP BY x.id, x.policy_id HAVING count(e.id) > 1 OR (x.policy_id IS NOT NULL AND count(e.id) = 0)`,
  },
  eventsOf('claim', ['claim.notified']),
  {
    name: 'I11 positions are 1, 2, 3 and so on',
    text: `SELECT count(*), min(position), max(position) FROM event_position
           HAVING (coalesce(min(position), 1), coalesce(max(position), 0)) <> (1, count(*))`,
  },
  {
    name: 'I11 each event has one position and none is waiting',
    text: `SELECT e.id FROM event e LEFT JOIN event_position p ON p.event_id = e.id AND p.owner_id = e.owner_id
           GROUP BY e.id HAVING count(p.position) <> 1
           UNION ALL SELECT event_id FROM pending_event`,
  },
];

interface Kinship {
  readonly child: string;
  readonly parent: string;
  /** How the child names its parent. */
  readonly by: string;
  readonly same: readonly string[];
}

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'];
const kinships: readonly Kinship[] = [
  { child: 'quote', parent: 'programme', by: 'programme_id', same: ['partner_id'] },
  { child: 'offer', parent: 'quote', by: 'quote_id', same: ['partner_id'] },
  { child: 'offer', parent: 'product_version', by: 'product_version_id', same: ['insurer_id'] },
  { child: 'exposure', parent: 'offer', by: 'offer_id', same: ['partner_id', 'insurer_id', 'quote_id'] },
  { child: 'policy', parent: 'quote', by: 'quote_id', same: ['partner_id', 'lender_id', 'programme_id'] },
  { child: 'policy', parent: 'offer', by: 'offer_id', same: ['partner_id', 'insurer_id', 'quote_id'] },
  ...['policy_role', 'policy_transaction', 'purpose_lock', 'loan', 'claim', 'recovery', 'journal'].map((child) => ({
    child,
    parent: 'policy',
    by: 'policy_id',
    same: PARTIES,
  })),
  { child: 'instalment', parent: 'loan', by: 'loan_id', same: PARTIES },
  { child: 'loan_report', parent: 'loan', by: 'loan_id', same: PARTIES },
  { child: 'claim', parent: 'loan', by: 'loan_id', same: [...PARTIES, 'policy_id'] },
  { child: 'claim_evidence', parent: 'claim', by: 'claim_id', same: PARTIES },
  { child: 'recovery', parent: 'claim', by: 'claim_id', same: [...PARTIES, 'policy_id'] },
  { child: 'recovery_receipt', parent: 'recovery', by: 'recovery_id', same: PARTIES },
  { child: 'posting', parent: 'journal', by: 'journal_id', same: PARTIES },
  { child: 'event_position', parent: 'event', by: 'event_id', same: ['owner_id', 'insurer_id', 'lender_id', 'kind'] },
];

const tenancy: readonly Invariant[] = kinships.map(({ child, parent, by, same }) => ({
  name: `I14 a ${child} belongs to whom its ${parent} belongs to`,
  text: `SELECT c.${by} FROM ${child} c LEFT JOIN ${parent} p ON p.id = c.${by}
         WHERE p.id IS NULL OR (${same.map((column) => `c.${column}`)}) IS DISTINCT FROM (${same.map((column) => `p.${column}`)})`,
}));

const INVARIANTS: readonly Invariant[] = [
  ...money,
  ...uniqueness,
  ...histories,
  ...events,
  ...tenancy,
  {
    name: 'I14 an exposure uses limits of its own insurer only',
    text: `SELECT e.id FROM exposure e CROSS JOIN unnest(e.limit_ids) AS used (id)
           LEFT JOIN exposure_limit l ON l.id = used.id
           WHERE (l.insurer_id, l.currency) IS DISTINCT FROM (e.insurer_id, e.currency)`,
  },
];

/** Every invariant that does not hold, with the rows that break it; `ask` must see the rows of every tenant. */
export async function brokenInvariants(ask: Transaction['rows']): Promise<Readonly<Record<string, readonly object[]>>> {
  const broken: Record<string, readonly object[]> = {};
  for (const [at, { name, text, values }] of INVARIANTS.entries()) {
    const rows = await ask<object>({ name: `test.invariant.${at}`, text }, values);
    if (rows.length > 0) broken[name] = rows.slice(0, 5);
  }
  return broken;
}

const WAITING = { name: 'test.waiting', text: 'SELECT 1 FROM pending_event LIMIT 1' };

/** Waits until a gateway has given every event its position, then checks every invariant. */
export async function expectInvariants(unitOfWork: UnitOfWork): Promise<void> {
  await until(
    async () => (await unitOfWork.run(systemScope, (tx) => tx.rows(WAITING), { readOnly: true })).length === 0,
    10_000,
  );
  const check = unitOfWork.run(systemScope, (tx) => brokenInvariants(tx.rows.bind(tx)), {
    readOnly: true,
    deadlineMs: 20_000,
  });
  expect(await check).toEqual({});
}
