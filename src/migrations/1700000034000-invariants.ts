import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView, type Kinship, kinshipView } from './invariant-view.js';
import { runAll } from './run-all.js';

const sumOfLines = (lines: string): string =>
  `(SELECT coalesce(sum((line->>'minor')::bigint), 0) FROM jsonb_array_elements(${lines}) AS line)`;

const APPEND_ONLY = [
  'journal',
  'posting',
  'event',
  'event_position',
  'state_change',
  'policy_transaction',
  'premium_close',
];

const books: readonly string[][] = [
  invariantView(
    'i1_journal',
    'I1 each journal has lines and sums to zero per currency',
    `SELECT j.id, p.currency, sum(p.amount_minor)::text AS off_by FROM journal j
     LEFT JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
     GROUP BY j.id, p.currency HAVING sum(p.amount_minor) IS DISTINCT FROM 0`,
  ),
  invariantView(
    'i2_ledger',
    'I2 the ledger of each insurer sums to zero per currency',
    `SELECT insurer_id, currency, sum(amount_minor)::text AS off_by FROM posting
     GROUP BY insurer_id, currency HAVING sum(amount_minor) <> 0`,
  ),
  invariantView(
    'i3_append_only',
    'I3 what is written for ever refuses every change',
    `SELECT t.name FROM unnest('{${APPEND_ONLY}}'::text[]) AS t (name) WHERE NOT EXISTS (
       SELECT 1 FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
       WHERE g.tgrelid = to_regclass(t.name) AND f.proname = 'refuse_change' AND g.tgenabled = 'O')`,
  ),
  invariantView(
    'i4_premium_lines',
    'I4 a premium is the sum of its lines',
    `SELECT id, premium_minor::text AS premium FROM offer WHERE premium_minor <> ${sumOfLines('premium_lines')}
     UNION ALL
     SELECT id, premium_minor::text FROM policy WHERE premium_minor <> ${sumOfLines('premium_lines')}
     UNION ALL
     SELECT id, premium_delta_minor::text FROM policy_transaction WHERE premium_delta_minor <> ${sumOfLines('premium_lines')}`,
  ),
  invariantView(
    'i4_policy_transactions',
    'I4 premium and sum insured of a policy are what its transactions add up to',
    `SELECT p.id FROM policy p LEFT JOIN policy_transaction t ON t.policy_id = p.id AND t.partner_id = p.partner_id
     GROUP BY p.id, p.premium_minor, p.sum_insured_minor
     HAVING (sum(t.premium_delta_minor), sum(t.sum_insured_delta_minor), min(t.sequence), max(t.sequence))
       IS DISTINCT FROM (p.premium_minor::numeric, p.sum_insured_minor::numeric, 1, count(*)::int)`,
  ),
  invariantView(
    'i5_written',
    'I5 what is earned over the cover of a policy is what was written of its premium',
    `SELECT coalesce(s.policy_id, j.policy_id) AS policy_id, s.premium::text, j.written::text FROM (
       SELECT policy_id, sum(premium_minor) AS premium, sum(commission_minor) AS commission FROM earning_segment GROUP BY policy_id) s
     FULL JOIN (
       SELECT j.policy_id, -sum(p.amount_minor) FILTER (WHERE p.account = 'UNEARNED_PREMIUM') AS written,
         sum(p.amount_minor) FILTER (WHERE p.account = 'DEFERRED_COMMISSION') AS commission
       FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
       WHERE j.policy_id IS NOT NULL AND p.account IN ('UNEARNED_PREMIUM', 'DEFERRED_COMMISSION') GROUP BY j.policy_id) j
     ON j.policy_id = s.policy_id
     WHERE (coalesce(s.premium, 0), coalesce(s.commission, 0)) <> (coalesce(j.written, 0), coalesce(j.commission, 0))`,
  ),
  invariantView(
    'i5_closes',
    'I5 the books have earned what the closes found earned',
    `SELECT c.programme_id, c.insurer_id, c.lender_id, c.currency, c.earned_minor::text AS earned FROM (
       SELECT DISTINCT ON (programme_id, insurer_id, lender_id, currency) * FROM premium_close
       ORDER BY programme_id, insurer_id, lender_id, currency, closed_on DESC) c
     WHERE c.earned_minor <> (
       SELECT coalesce(-sum(p.amount_minor), 0) FROM premium_close b JOIN journal j ON j.subject_id = b.id
       JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id AND p.account = 'EARNED_PREMIUM'
       WHERE (b.programme_id, b.insurer_id, b.lender_id, b.currency) = (c.programme_id, c.insurer_id, c.lender_id, c.currency))`,
  ),
  invariantView(
    'i5_earned',
    'I5 on the day the books are closed they have earned what the cover given until then is worth, and all of it at its end',
    `SELECT s.programme_id, s.insurer_id, s.lender_id, s.currency, s.earned::text, e.earned_minor::text AS booked FROM (
       SELECT s.programme_id, s.insurer_id, s.lender_id, s.currency, c.closed_on,
         sum(earned_minor(s.premium_minor, s.from_on, s.to_on, c.closed_on)) AS earned
       FROM earning_segment s JOIN closing c ON c.programme_id = s.programme_id AND s.booked_on <= c.closed_on
       GROUP BY s.programme_id, s.insurer_id, s.lender_id, s.currency, c.closed_on) s
     LEFT JOIN LATERAL (SELECT p.earned_minor FROM premium_close p WHERE (p.programme_id, p.insurer_id, p.lender_id, p.currency)
       = (s.programme_id, s.insurer_id, s.lender_id, s.currency) ORDER BY p.closed_on DESC LIMIT 1) e ON true
     WHERE s.earned <> coalesce(e.earned_minor, 0) AND NOT EXISTS (
       SELECT 1 FROM journal j JOIN policy p ON p.id = j.policy_id AND p.partner_id = j.partner_id
       WHERE p.programme_id = s.programme_id AND j.kind = 'PREMIUM_REDUCED' AND j.booked_on > s.closed_on)`,
  ),
  invariantView(
    'i6_indemnity',
    'I6 paid is at most approved and at most the sum insured',
    `SELECT id FROM claim WHERE paid_minor > coalesce(approved_minor, 0) OR approved_minor > computed_minor
     UNION ALL
     SELECT p.id FROM policy p LEFT JOIN claim c ON c.policy_id = p.id AND c.partner_id = p.partner_id
     GROUP BY p.id, p.indemnity_paid_minor, p.sum_insured_minor
     HAVING coalesce(sum(c.paid_minor), 0) <> p.indemnity_paid_minor OR p.indemnity_paid_minor > p.sum_insured_minor`,
  ),
  invariantView(
    'i7_refunds',
    'I7 a refund is at most the premium written before it, and commission goes back in proportion',
    `SELECT id, policy_id FROM (
       SELECT id, policy_id, kind, premium, commission,
         sum(premium) OVER before AS premium_before, sum(commission) OVER before AS commission_before
       FROM (
         SELECT j.id, j.policy_id, j.kind,
           sum(p.amount_minor) FILTER (WHERE p.account = 'PREMIUM_RECEIVABLE') AS premium,
           coalesce(sum(p.amount_minor) FILTER (WHERE p.account = 'DEFERRED_COMMISSION'), 0) AS commission
         FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
         WHERE j.kind IN ('PREMIUM_WRITTEN', 'PREMIUM_REDUCED') GROUP BY j.id, j.policy_id, j.kind) parts
       WINDOW before AS (PARTITION BY policy_id ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) refunds
     WHERE kind = 'PREMIUM_REDUCED' AND (coalesce(premium_before, 0) <= 0 OR premium_before + premium < 0
       OR abs(commission * premium_before - commission_before * premium) > premium_before)`,
  ),
];

const LIVE_POLICY = `p.status IN ('PENDING_ACTIVATION', 'ACTIVE', 'LAPSED')`;

const uniqueness: readonly string[][] = [
  invariantView(
    'i8_limits',
    'I8 the counters of a limit are the sum of its live exposures, within the cap',
    `SELECT l.id, l.reserved_minor::text AS reserved, l.utilised_minor::text AS utilised FROM exposure_limit l
     LEFT JOIN exposure e ON l.id = ANY (e.limit_ids) AND e.insurer_id = l.insurer_id AND e.currency = l.currency
     GROUP BY l.id, l.insurer_id
     HAVING coalesce(sum(e.amount_minor) FILTER (WHERE e.state = 'RESERVED'), 0) <> l.reserved_minor
       OR coalesce(sum(e.amount_minor) FILTER (WHERE e.state = 'UTILISED'), 0) <> l.utilised_minor
       OR l.reserved_minor + l.utilised_minor > greatest(l.cap_minor, l.carried_minor)`,
  ),
  invariantView(
    'i8_policies',
    'I8 a policy holds its exposure as long as it lives: reserved before activation, utilised after',
    `SELECT p.id, p.status, e.state FROM policy p LEFT JOIN exposure e ON e.policy_id = p.id
     WHERE e.state IS DISTINCT FROM CASE WHEN p.status = 'PENDING_ACTIVATION' THEN 'RESERVED'
       WHEN ${LIVE_POLICY} THEN 'UTILISED' ELSE 'RELEASED' END
       OR e.offer_id <> p.offer_id OR (${LIVE_POLICY} AND e.amount_minor <> p.sum_insured_minor)`,
  ),
  invariantView(
    'i8_quotes',
    'I8 a quote that is not open holds nothing but what its policy holds',
    `SELECT e.id, q.status FROM exposure e JOIN quote q ON q.id = e.quote_id AND q.partner_id = e.partner_id
     WHERE e.policy_id IS NULL AND (e.state IN ('RESERVED', 'UTILISED')) <> (q.status IN ('OFFERED', 'REFERRED'))`,
  ),
  invariantView(
    'i9_bound_quotes',
    'I9 one policy per offer and quote, and a bound quote has one',
    `SELECT q.id FROM quote q LEFT JOIN policy p ON p.quote_id = q.id AND p.partner_id = q.partner_id
     GROUP BY q.id, q.status HAVING count(p.id) <> (q.status = 'BOUND')::int
     UNION ALL
     SELECT offer_id FROM policy GROUP BY offer_id HAVING count(*) > 1`,
  ),
  invariantView(
    'i9_things',
    'I9 one live lock per real thing',
    `SELECT scenario, key FROM purpose_lock WHERE state <> 'RELEASED' GROUP BY scenario, key HAVING count(*) > 1`,
  ),
  invariantView(
    'i9_locks',
    'I9 a policy has one lock, live as long as the policy',
    `SELECT p.id, p.status FROM policy p LEFT JOIN purpose_lock k ON k.policy_id = p.id AND k.partner_id = p.partner_id
     GROUP BY p.id, p.status
     HAVING count(k.id) <> 1 OR count(k.id) FILTER (WHERE k.state <> 'RELEASED') <> (${LIVE_POLICY})::int`,
  ),
  invariantView(
    'i12_keys',
    'I12 each answered key has its quote or policy, and each quote and policy its key: what was refused left nothing',
    `SELECT k.key, coalesce(q.id, p.id) AS id FROM idempotency_key k
     FULL JOIN quote q ON k.operation = 'quoteCreate' AND q.id = k.answer->>'quote' AND q.partner_id = k.tenant_id
     FULL JOIN policy p ON k.operation = 'policyBind' AND p.id = k.answer->>'policy' AND p.partner_id = k.tenant_id
     WHERE (k.operation IN ('quoteCreate', 'policyBind') OR k.key IS NULL)
       AND (k.key IS NULL OR coalesce(q.id, p.id) IS NULL)`,
  ),
];

// The tables of the state machines live in the code; who asks sets them for the transaction.
const EDGES = `json_to_recordset(current_setting('app.lifecycle_edges')::json) AS e (machine text, "from" text, "to" text)`;
const BEGINNINGS = `json_to_recordset(current_setting('app.lifecycle_beginnings')::json) AS b (machine text, state text)`;

const histories: readonly string[][] = [
  invariantView(
    'i10_edges',
    'I10 each change of state is in the table of its machine',
    `SELECT c.* FROM state_change c WHERE NOT EXISTS (
       SELECT 1 FROM ${EDGES} WHERE (e.machine, e."from", e."to") = (c.machine, c.from_state, c.to_state))`,
  ),
  invariantView(
    'i10_paths',
    'I10 a history begins at a beginning and each change where the one before it ended',
    `SELECT c.* FROM (
       SELECT *, lag(to_state) OVER (PARTITION BY machine, subject_id ORDER BY id) AS before FROM state_change) c
     WHERE CASE WHEN before IS NULL THEN NOT EXISTS (
         SELECT 1 FROM ${BEGINNINGS} WHERE (b.machine, b.state) = (c.machine, c.from_state))
       ELSE before <> from_state END`,
  ),
  invariantView(
    'i10_present',
    'I10 a history ends in the present state, and without history it is a first one',
    `WITH present (machine, id, state) AS (
       SELECT 'Quote', id, status FROM quote UNION ALL SELECT 'Policy', id, status FROM policy
       UNION ALL SELECT 'Claim', id, status FROM claim UNION ALL SELECT 'Recovery', id, status FROM recovery
       UNION ALL SELECT 'Overdue', id, overdue_state FROM loan
       UNION ALL SELECT 'PurposeLock', id, state FROM purpose_lock), last AS (
       SELECT DISTINCT ON (machine, subject_id) machine, subject_id AS id, to_state FROM state_change c
       WHERE machine IN ('Quote', 'Policy', 'Claim', 'Recovery', 'Overdue', 'PurposeLock') ORDER BY machine, subject_id, c.id DESC)
     SELECT machine, id, p.state, l.to_state FROM present p FULL JOIN last l USING (machine, id)
     WHERE CASE WHEN l.to_state IS NULL THEN NOT EXISTS (
         SELECT 1 FROM ${BEGINNINGS} WHERE (b.machine, b.state) = (p.machine, p.state))
       ELSE p.state IS DISTINCT FROM l.to_state END`,
  ),
];

const toldOnce = (table: string, kinds: readonly string[]): string[] =>
  invariantView(
    `i11_${table}_told`,
    `I11 exactly one of ${kinds.join(', ')} per ${table}`,
    `SELECT subject.id, e.id AS event FROM ${table} subject
     FULL JOIN (SELECT min(id) AS id, subject_id, count(*) AS times FROM event
                WHERE kind IN (${kinds.map((kind) => `'${kind}'`)}) GROUP BY subject_id) e ON e.subject_id = subject.id
     WHERE e.times IS DISTINCT FROM 1 OR subject.id IS NULL`,
  );

const STATUS_OF_EVENT = `(VALUES ('policy.bound', 'PENDING_ACTIVATION'), ('policy.activated', 'ACTIVE'), ('policy.closed', 'CLOSED'),
  ('policy.notTakenUp', 'NOT_TAKEN_UP'), ('policy.cancelled', 'CANCELLED'), ('policy.lapsed', 'LAPSED'),
  ('policy.reinstated', 'ACTIVE'), ('policy.expired', 'EXPIRED')) AS s (kind, status)`;

const events: readonly string[][] = [
  toldOnce('policy', ['policy.bound']),
  toldOnce('quote', ['quote.offered', 'quote.referred', 'quote.declined']),
  toldOnce('claim', ['claim.notified']),
  invariantView(
    'i11_exposure_told',
    'I11 exactly one exposure.reserved per exposure of a policy, and never two',
    `SELECT x.id FROM exposure x LEFT JOIN event e ON e.subject_id = x.id AND e.kind = 'exposure.reserved'
     GROUP BY x.id, x.policy_id HAVING count(e.id) > 1 OR (x.policy_id IS NOT NULL AND count(e.id) = 0)`,
  ),
  invariantView(
    'i11_positions',
    'I11 positions are 1, 2, 3 and so on',
    `SELECT count(*), min(position), max(position) FROM event_position
     HAVING (coalesce(min(position), 1), coalesce(max(position), 0)) <> (1, count(*))`,
  ),
  invariantView(
    'i11_placed',
    'I11 each event has one position and none is waiting',
    `SELECT e.id FROM event e LEFT JOIN event_position p ON p.event_id = e.id AND p.owner_id = e.owner_id
     GROUP BY e.id HAVING count(p.position) <> 1
     UNION ALL SELECT event_id FROM pending_event`,
  ),
  invariantView(
    'i13_policy_events',
    'I13 the last event about the state of a policy says the state it has',
    `SELECT p.id, p.status, e.kind FROM policy p JOIN LATERAL (
       SELECT e.kind, s.status FROM event e JOIN ${STATUS_OF_EVENT} ON s.kind = e.kind
       WHERE e.subject_id = p.id ORDER BY e.id DESC LIMIT 1) e ON true
     WHERE e.status <> p.status`,
  ),
];

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'];
const kinships: readonly Kinship[] = [
  { child: 'quote', parent: 'programme', by: 'programme_id', same: ['partner_id'] },
  { child: 'offer', parent: 'quote', by: 'quote_id', same: ['partner_id'] },
  { child: 'offer', parent: 'product_version', by: 'product_version_id', same: ['insurer_id'] },
  { child: 'exposure', parent: 'offer', by: 'offer_id', same: ['partner_id', 'insurer_id', 'quote_id'] },
  { child: 'policy', parent: 'quote', by: 'quote_id', same: ['partner_id', 'lender_id', 'programme_id'] },
  { child: 'policy', parent: 'offer', by: 'offer_id', same: ['partner_id', 'insurer_id', 'quote_id'] },
  ...['policy_role', 'policy_transaction', 'purpose_lock', 'loan', 'claim', 'recovery'].map((child) => ({
    child,
    parent: 'policy',
    by: 'policy_id',
    same: PARTIES,
  })),
  { child: 'earning_segment', parent: 'policy', by: 'policy_id', same: [...PARTIES, 'programme_id', 'currency'] },
  { child: 'risk_transfer', parent: 'policy', by: 'policy_id', same: ['partner_id', 'insurer_id'] },
  { child: 'premium_close', parent: 'programme', by: 'programme_id', same: ['partner_id'] },
  { child: 'instalment', parent: 'loan', by: 'loan_id', same: PARTIES },
  { child: 'loan_report', parent: 'loan', by: 'loan_id', same: PARTIES },
  { child: 'claim', parent: 'loan', by: 'loan_id', same: [...PARTIES, 'policy_id'] },
  { child: 'claim_evidence', parent: 'claim', by: 'claim_id', same: PARTIES },
  { child: 'recovery', parent: 'claim', by: 'claim_id', same: [...PARTIES, 'policy_id'] },
  { child: 'recovery_receipt', parent: 'recovery', by: 'recovery_id', same: PARTIES },
  { child: 'posting', parent: 'journal', by: 'journal_id', same: PARTIES },
  { child: 'event_position', parent: 'event', by: 'event_id', same: ['owner_id', 'insurer_id', 'lender_id', 'kind'] },
];

const tenancy: readonly string[][] = [
  ...kinships.map((kinship) => kinshipView(kinship)),
  // What concerns many policies belongs to none.
  kinshipView({ child: 'journal', parent: 'policy', by: 'policy_id', same: PARTIES }, { optional: true }),
  invariantView(
    'i14_exposure_limits',
    'I14 an exposure uses limits of its own insurer only',
    `SELECT e.id FROM exposure e CROSS JOIN unnest(e.limit_ids) AS used (id)
     LEFT JOIN exposure_limit l ON l.id = used.id
     WHERE (l.insurer_id, l.currency) IS DISTINCT FROM (e.insurer_id, e.currency)`,
  ),
];

const DROP_ALL = `DO $$ DECLARE view name; BEGIN
  FOR view IN SELECT viewname FROM pg_views WHERE schemaname = 'public' AND viewname LIKE 'invariant\\_%' LOOP
    EXECUTE format('DROP VIEW %I', view);
  END LOOP; END $$`;

/** What must hold of all data at any time, as views that return no row. */
export class Invariants1700000034000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [...books, ...uniqueness, ...histories, ...events, ...tenancy].flat());
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [DROP_ALL]);
  }
}
