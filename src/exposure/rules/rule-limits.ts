import { selectList } from '../../database/columns.js';
import type { Transaction } from '../../database/unit-of-work.js';
import { ExposureLimit, InsurerFigures } from '../../entities/index.js';
import { newId } from '../../kernel/index.js';
import { packOf } from '../limit.js';
import { changeCap, findLimit, type LimitSetting, makeLimit } from '../limit-service.js';
import { limitsOfRules, rulesInForce } from './derive.js';
import type { RulePack } from './rule-pack.js';

const NEWEST = {
  name: 'figures.newest',
  text: `SELECT ${selectList(InsurerFigures)} FROM insurer_figures WHERE insurer_id = $1 AND effective_on <= $2
         ORDER BY effective_on DESC, version DESC LIMIT 1`,
};
const PACKS_OF_INSURER = {
  name: 'rule.packsOfInsurer',
  text: `SELECT DISTINCT unnest(g.rule_packs) AS code FROM programme g
         JOIN programme_product p ON p.programme_id = g.id AND p.partner_id = g.partner_id WHERE p.insurer_id = $1`,
};
const RULE_LIMITS = {
  name: 'rule.limits',
  text: `SELECT ${selectList(ExposureLimit)} FROM exposure_limit
         WHERE insurer_id = $1 AND rule LIKE '%:%' AND template_id IS NULL FOR NO KEY UPDATE`,
};

/** Stands for no cap at all, where a rule does not apply any more. */
const LIFTED = 999_999_999_999_999_999n;

export const ruleLimitsOf = (tx: Transaction, insurerId: string): Promise<ExposureLimit[]> =>
  tx.rows<ExposureLimit>(RULE_LIMITS, [insurerId]);

export interface Derivation {
  readonly packs: readonly RulePack[];
  readonly insurerId: string;
  /** Organisation whose statement or selection this follows from. */
  readonly by: string;
  /** Business date. */
  readonly day: string;
  readonly at: Date;
}

/**
 * Brings an insurer's limits of rules to what is in force on a day; returns how many changed. Limits of a pack that this
 * gateway does not know stay as they are. Grants of the insurer must be fenced off.
 */
export async function deriveLimits(tx: Transaction, { packs, insurerId, by, day, at }: Derivation): Promise<number> {
  const [figures] = await tx.rows<InsurerFigures>(NEWEST, [insurerId, day]);
  const codes = (await tx.rows<{ code: string }>(PACKS_OF_INSURER, [insurerId])).map(({ code }) => code);
  const known = await ruleLimitsOf(tx, insurerId);
  const kept = new Set<string>();
  const setting = (capMinor: bigint, reason: string): LimitSetting => ({ capMinor, reason, by, cause: 'rulePack', at });
  let changed = 0;
  for (const { shape, capMinor, statement } of limitsOfRules(rulesInForce(packs, codes, day), { insurerId, figures })) {
    const limit = await findLimit(tx, insurerId, shape);
    if (limit) kept.add(limit.id);
    if (limit?.capMinor === capMinor) continue;
    changed += 1;
    if (limit) await changeCap(tx, limit, setting(capMinor, statement));
    else {
      const made = { ...shape, id: newId('exposureLimit'), insurerId };
      await makeLimit(tx, made, { setting: setting(capMinor, statement), today: day });
    }
  }
  const isKnown = ({ rule }: ExposureLimit): boolean => packs.some(({ code }) => code === packOf(rule));
  for (const limit of known.filter((one) => !kept.has(one.id) && one.capMinor !== LIFTED && isKnown(one))) {
    changed += 1;
    await changeCap(tx, limit, setting(LIFTED, 'The rule does not apply any more.'));
  }
  return changed;
}
