import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { runAll } from './run-all.js';

const LIVE_POLICY = `p.status IN ('PENDING_ACTIVATION', 'ACTIVE', 'LAPSED')`;

const REPLACED = ['i8_limits', 'i8_policies', 'i14_exposure_of_offer', 'i14_exposure_limits'];

/** What an exposure counts in one of its limits, `used`. */
const COUNTED = `coalesce((e.counted->used.id->>'minor')::bigint, e.amount_minor)`;

/** Invariants of limits in every dimension, of moves that wait to be folded in, and of several insurers on one policy. */
export class ExposureInvariants1700000090000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      ...REPLACED.map((name) => `DROP VIEW invariant_${name}`),
      ...invariantView(
        'i8_limits',
        'I8 the counters of a limit, with what waits to be folded in, are the sum of its live exposures, within the cap',
        `WITH moved AS (
           SELECT limit_id, sum(reserved_minor) AS reserved, sum(utilised_minor) AS utilised FROM limit_move GROUP BY limit_id),
         live AS (
           SELECT used.id, e.insurer_id, sum(${COUNTED}) FILTER (WHERE e.state = 'RESERVED') AS reserved,
             sum(${COUNTED}) FILTER (WHERE e.state = 'UTILISED') AS utilised
           FROM exposure e CROSS JOIN unnest(e.limit_ids) AS used (id)
           WHERE NOT coalesce(e.counted->used.id ? 'day', false) GROUP BY used.id, e.insurer_id)
         SELECT l.id, l.reserved_minor::text AS reserved, l.utilised_minor::text AS utilised FROM exposure_limit l
         LEFT JOIN moved m ON m.limit_id = l.id LEFT JOIN live e ON e.id = l.id AND e.insurer_id = l.insurer_id
         WHERE l.reserved_minor + coalesce(m.reserved, 0) <> coalesce(e.reserved, 0)
           OR l.utilised_minor + coalesce(m.utilised, 0) <> coalesce(e.utilised, 0)
           OR l.reserved_minor + l.utilised_minor > greatest(l.cap_minor, l.carried_minor)`,
      ),
      ...invariantView(
        'i8_volumes',
        'I8 the new business of a day is what was taken on it, less what nobody took up',
        `SELECT limit_id, day, v.used_minor::text AS used FROM limit_volume v
         FULL JOIN (
           SELECT used.id AS limit_id, (e.counted->used.id->>'day')::date AS day, sum(${COUNTED}) AS taken
           FROM exposure e CROSS JOIN unnest(e.limit_ids) AS used (id)
           WHERE e.counted->used.id ? 'day' AND (e.policy_id IS NOT NULL OR e.state IN ('RESERVED', 'UTILISED'))
           GROUP BY 1, 2) e USING (limit_id, day)
         WHERE coalesce(v.used_minor, 0) <> coalesce(e.taken, 0)`,
      ),
      ...invariantView(
        'i8_policies',
        'I8 a policy holds its exposure as long as it lives: reserved before activation, utilised after',
        `SELECT p.id, p.status FROM policy p LEFT JOIN exposure e ON e.policy_id = p.id AND e.partner_id = p.partner_id
         GROUP BY p.id, p.partner_id
         HAVING bool_or(e.offer_id IS DISTINCT FROM p.offer_id OR e.state <>
             CASE WHEN p.status = 'PENDING_ACTIVATION' THEN 'RESERVED' WHEN ${LIVE_POLICY} THEN 'UTILISED' ELSE 'RELEASED' END)
           OR (${LIVE_POLICY} AND sum(e.amount_minor) <> p.sum_insured_minor)`,
      ),
      ...invariantView(
        'i14_exposure_of_offer',
        'I14 an exposure belongs to whom its offer belongs to, or to a co-insurer of it',
        `SELECT e.offer_id FROM exposure e LEFT JOIN offer o ON o.id = e.offer_id
         WHERE o.id IS NULL OR (e.partner_id, e.quote_id) IS DISTINCT FROM (o.partner_id, o.quote_id)
           OR (e.insurer_id <> o.insurer_id AND NOT coalesce(
             o.insurer_shares @> jsonb_build_array(jsonb_build_object('insurerId', e.insurer_id)), false))`,
      ),
      ...invariantView(
        'i14_exposure_limits',
        'I14 an exposure uses limits of its own insurer only',
        `SELECT e.id FROM exposure e CROSS JOIN unnest(e.limit_ids) AS used (id)
         LEFT JOIN exposure_limit l ON l.id = used.id
         WHERE l.insurer_id IS DISTINCT FROM e.insurer_id
           OR (l.currency <> e.currency AND NOT l.converts AND l.measure <> 'COUNT')`,
      ),
      ...invariantView(
        'i8_shares',
        'I8 the shares of a policy of several insurers add up to all of it',
        `SELECT s.policy_id FROM policy_insurer_share s JOIN policy p ON p.id = s.policy_id AND p.partner_id = s.partner_id
         GROUP BY s.policy_id, p.sum_insured_minor
         HAVING sum(s.share) <> 1 OR sum(s.sum_insured_minor) <> p.sum_insured_minor`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [...[...REPLACED, 'i8_volumes', 'i8_shares'].map((name) => `DROP VIEW invariant_${name}`)]);
  }
}
