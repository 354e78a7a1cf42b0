import { checkKey, claimKey } from '../../database/idempotency.js';
import { type Question, systemScope, type Transaction, type UnitOfWork } from '../../database/unit-of-work.js';
import { appendEvents } from '../../events/event-log.js';
import {
  type Clock,
  failure,
  invalidInput,
  isId,
  issue,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
  stateConflict,
  today,
} from '../../kernel/index.js';
import type { Viewer } from '../../partners/viewer.js';
import { fenceOff } from '../limit-service.js';
import { deriveLimits, ruleLimitsOf } from './rule-limits.js';
import type { RulePack } from './rule-pack.js';

const PROGRAMME = {
  name: 'rule.programme',
  text: `SELECT g.id, g.partner_id AS "partnerId", g.code, g.rule_packs AS "rulePacks",
           ARRAY(SELECT insurer_id FROM programme_product p WHERE p.programme_id = g.id ORDER BY 1) AS insurers,
           EXISTS (SELECT 1 FROM exposure e JOIN quote q ON q.id = e.quote_id AND q.partner_id = e.partner_id
                   WHERE q.programme_id = g.id AND e.state IN ('RESERVED', 'UTILISED')) AS "holdsExposure"
         FROM programme g WHERE g.id = $1 FOR NO KEY UPDATE OF g`,
};
const SELECT_PACKS = { name: 'rule.selectPacks', text: 'UPDATE programme SET rule_packs = $2 WHERE id = $1' };
const UNDER_RULES = {
  name: 'rule.insurers',
  text: `SELECT insurer_id AS id FROM insurer_figures UNION SELECT p.insurer_id FROM programme_product p
         JOIN programme g ON g.id = p.programme_id AND g.partner_id = p.partner_id WHERE g.rule_packs <> '{}' ORDER BY 1`,
};
const DEADLINE_MS = 60_000;

/** Which rule packs a programme's business must keep. */
export interface PackSelection {
  readonly programme: string;
  readonly rulePacks: readonly string[];
}

interface ProgrammeRow {
  readonly id: string;
  readonly partnerId: string;
  readonly code: string;
  readonly rulePacks: readonly string[];
  readonly insurers: readonly string[];
  readonly holdsExposure: boolean;
}

/** Selects rule packs and keeps limits of rules as their dates say. Not responsible for what insurers state. */
export class RuleService {
  constructor(
    private readonly options: {
      readonly units: UnitOfWork;
      readonly clock: Clock;
      readonly packs: readonly RulePack[];
    },
  ) {}

  get packs(): readonly RulePack[] {
    return this.options.packs;
  }

  /** By the operator, who sees every programme. */
  async select(
    viewer: Viewer,
    key: string,
    { programme: id, rulePacks }: PackSelection,
  ): Promise<Outcome<PackSelection>> {
    const checked = checkKey(key);
    if (!checked.ok) return checked;
    const issues = rulePacks.flatMap((code, at) =>
      this.packs.some((pack) => pack.code === code)
        ? []
        : [issue(`rulePacks[${at}]`, 'UNKNOWN_RULE_PACK', 'is not a rule pack of this installation')],
    );
    if (issues.length > 0) return failure(invalidInput(issues));
    const selected = [...new Set(rulePacks)].sort();
    const request = { tenantId: viewer.organisationId, key, operation: 'rulePackSelect', input: { id, selected } };
    return outcomeOf(() =>
      this.options.units.run(
        systemScope,
        async (tx) => {
          const first = await claimKey(tx, request, { programme: id });
          const [programme] = isId('programme', id) ? await tx.rows<ProgrammeRow>(PROGRAMME, [id]) : [];
          if (!programme) return refuse(notFound('programme', id));
          if (!first) await this.carryOut(tx, programme, { selected, viewer });
          return { programme: id, rulePacks: selected };
        },
        { deadlineMs: DEADLINE_MS },
      ),
    );
  }

  /** Has rows where `renewAll` has something to do. */
  due(): Question[] {
    return [{ statement: UNDER_RULES, values: [] }];
  }

  /** Brings the limits of rules to what is in force today; returns how many changed. Safe to run any time. */
  async renewAll(): Promise<number> {
    const { units } = this.options;
    const insurers = await units.rows<{ id: string }>(systemScope, UNDER_RULES);
    let changed = 0;
    for (const { id } of insurers) {
      changed += await units.run(systemScope, (tx) => this.derive(tx, id, id), { deadlineMs: DEADLINE_MS });
    }
    return changed;
  }

  private async carryOut(
    tx: Transaction,
    programme: ProgrammeRow,
    { selected, viewer }: { readonly selected: readonly string[]; readonly viewer: Viewer },
  ): Promise<void> {
    for (const insurerId of programme.insurers) await fenceOff(tx, insurerId);
    await guardSelection(tx, programme, selected);
    await tx.run(SELECT_PACKS, [programme.id, selected]);
    for (const insurerId of programme.insurers) await this.derive(tx, insurerId, viewer.organisationId);
    const { id, partnerId, code, rulePacks: instead } = programme;
    if (movedPacks(instead, selected).length === 0) return;
    await appendEvents(tx, [
      {
        kind: 'programme.rulePacksSelected',
        ownerId: partnerId,
        subjectKind: 'programme',
        subjectId: id,
        payload: { code, rulePacks: selected, instead, by: viewer.keyId },
        occurredAt: this.options.clock.now(),
        cause: 'rulePackSelect',
      },
    ]);
  }

  private async derive(tx: Transaction, insurerId: string, by: string): Promise<number> {
    const { clock, packs } = this.options;
    await fenceOff(tx, insurerId);
    return deriveLimits(tx, { packs, insurerId, by, day: today(clock, 'UTC'), at: clock.now() });
  }
}

/** Packs that are in one of two selections only. */
const movedPacks = (before: readonly string[], after: readonly string[]): string[] =>
  [...before, ...after].filter((code) => before.includes(code) !== after.includes(code));

// A limit counts all business of the programmes of its pack: one that holds something cannot come or go unnoticed.
async function guardSelection(tx: Transaction, programme: ProgrammeRow, selected: readonly string[]): Promise<void> {
  if (!programme.holdsExposure) return;
  const moved = movedPacks(programme.rulePacks, selected);
  for (const insurerId of programme.insurers) {
    const limits = await ruleLimitsOf(tx, insurerId);
    if (limits.some(({ rule }) => moved.some((code) => rule.startsWith(`${code}:`)))) {
      refuse(stateConflict('programme', 'HOLDING_EXPOSURE', 'UNDER_OTHER_RULES'));
    }
  }
}
