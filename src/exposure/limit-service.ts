import { selectList } from '../database/columns.js';
import { checkKey, claimKey } from '../database/idempotency.js';
import { systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import { ExposureLimit } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import {
  type Clock,
  type FieldIssue,
  failure,
  invalidInput,
  invariant,
  isId,
  issue,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
  today,
} from '../kernel/index.js';
import type { Viewer } from '../partners/viewer.js';
import { cessionsInForce, statedRates } from './capacity-store.js';
import { BY_TERMS, EACH, isPattern } from './limit.js';
import { type AttachSetting, createLimit } from './limit-attachment.js';
import { takeOver } from './limit-counting.js';
import { capOf, type LimitRequest, type LimitShape, requestIssues, shapeOf } from './limit-request.js';
import { mustBeInsurer, subjectIssue } from './limit-subject.js';

export interface LimitServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  /** Goes on counting what was there before a limit, for some time at most. */
  readonly counting: { finish(limitId: string, forMs: number): Promise<void> };
  /** Codes of the installed scenarios. */
  readonly scenarios: readonly string[];
  /** Reads an obligor as quotes do: what they know it by, and what is wrong with it. */
  readonly readObligor: (obligor: NonNullable<LimitRequest['obligor']>) => {
    readonly key: string;
    readonly issues: readonly FieldIssue[];
  };
}

// Alone with the insurer's limits: grants, which share this lock, come before or after, never in between. A pattern may have
// made a limit for everybody, so that a statement may take as long as the unit.
const FENCE_OFF = {
  name: 'limit.fenceOff',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('covergraph.limits.' || $1, 0)), set_config('statement_timeout', '55s', true)`,
};
const BY_ID = {
  name: 'limit.byIdLocked',
  text: `SELECT ${selectList(ExposureLimit)} FROM exposure_limit WHERE id = $1 FOR NO KEY UPDATE`,
};
const BY_SHAPE = {
  name: 'limit.byShape',
  text: `SELECT ${selectList(ExposureLimit)} FROM exposure_limit
         WHERE (insurer_id, dimension, subject, currency, rule, measure, window_days, basis, obligor_kind)
           = ($1, $2, $3, $4, $5, $6, $7, $8, $9) FOR NO KEY UPDATE`,
};
// A cap below the use takes no new business; what is there runs off.
const CARRIED =
  'CASE WHEN l.reserved_minor + l.utilised_minor > $2 THEN l.reserved_minor + l.utilised_minor ELSE 0 END';
const SET_CAP = {
  name: 'limit.setCap',
  text: `UPDATE exposure_limit l SET cap_minor = $2, carried_minor = ${CARRIED}, revision = revision + 1, template_id = NULL
         WHERE id = $1`,
};
const SET_CAPS_OF_PATTERN = {
  name: 'limit.setCapsOfPattern',
  text: `UPDATE exposure_limit l SET cap_minor = $2, carried_minor = ${CARRIED}, revision = revision + 1 WHERE template_id = $1`,
};
const RECORD = {
  name: 'limit.recordChange',
  text: `INSERT INTO limit_change (limit_id, insurer_id, revision, cap_minor, used_minor, reason, changed_by, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};
const DEADLINE_MS = 60_000;
const PATIENCE_MS = 10_000;

/** What a limit is set to, by whom and why. */
export interface LimitSetting {
  readonly capMinor: bigint;
  readonly reason: string;
  readonly by: string;
  readonly cause: string;
  readonly at: Date;
}

/**
 * Sets the limits of insurers. Not responsible for granting from them, nor for what rules derive; both go through the
 * same statements.
 */
export class LimitService {
  constructor(private readonly options: LimitServiceOptions) {}

  async set(viewer: Viewer, idempotencyKey: string, request: LimitRequest): Promise<Outcome<string>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const insurerId = viewer.role === 'OPERATOR' ? request.insurer : viewer.organisationId;
    const obligor = request.obligor && this.options.readObligor(request.obligor);
    const ofObligor = (obligor?.issues ?? []).map((one) => ({ ...one, path: `obligor.${one.path}` }));
    const issues: FieldIssue[] = [...requestIssues(request), ...ofObligor];
    if (viewer.role === 'OPERATOR' && !insurerId) issues.push(issue('insurer', 'REQUIRED', 'must say whose limit'));
    if (viewer.role !== 'OPERATOR' && request.insurer && request.insurer !== viewer.organisationId) {
      issues.push(issue('insurer', 'UNKNOWN_INSURER', 'is not the insurer of this key'));
    }
    if (issues.length > 0 || !insurerId) return failure(invalidInput(issues));
    const { units, clock } = this.options;
    // Who the limit is about goes by its key: a hash of an identity number would not keep it.
    const input = {
      ...request,
      obligor: obligor?.key ?? null,
      cap: request.cap && { minor: String(request.cap.minor), in: request.cap.currency },
    };
    const outcome = await outcomeOf(() =>
      units.run(
        // Exposures are matched by what their quotes say, which an insurer does not see; everything below names it.
        systemScope,
        async (tx) => {
          const claim = { tenantId: viewer.organisationId, key: idempotencyKey, operation: 'limitSet', input };
          const answer = { limit: request.limit ?? newId('exposureLimit') };
          await mustBeInsurer(tx, insurerId);
          await fenceOff(tx, insurerId);
          const known = await this.known(tx, request, insurerId);
          const first = await claimKey(tx, claim, { limit: known?.id ?? answer.limit });
          if (first) return first.limit;
          const capMinor = this.capFor(request, known);
          const setting: LimitSetting = {
            capMinor,
            reason: request.reason.trim(),
            by: viewer.organisationId,
            cause: 'limitSet',
            at: clock.now(),
          };
          if (known) {
            await changeCap(tx, known, setting);
            return known.id;
          }
          const shape = this.shape(request, insurerId);
          await makeLimit(tx, { ...shape, id: answer.limit, insurerId }, { setting, today: today(clock, 'UTC') });
          return answer.limit;
        },
        { deadlineMs: DEADLINE_MS },
      ),
    );
    // A book too large for one transaction is gone through in many, the answer waiting for them a while.
    if (outcome.ok) await this.options.counting.finish(outcome.value, PATIENCE_MS);
    return outcome;
  }

  private shape(request: LimitRequest, insurerId: string): LimitShape {
    const { obligor } = request;
    return shapeOf(request, insurerId, obligor ? this.options.readObligor(obligor).key : undefined);
  }

  /** The limit that is meant, if it is there; refuses what is another insurer's, made by rules, or of nothing known. */
  private async known(tx: Transaction, request: LimitRequest, insurerId: string): Promise<ExposureLimit | undefined> {
    if (request.limit) {
      const [limit] = isId('exposureLimit', request.limit) ? await tx.rows<ExposureLimit>(BY_ID, [request.limit]) : [];
      if (!limit || limit.insurerId !== insurerId) return refuse(notFound('limit', request.limit));
      if (limit.rule !== '' && limit.rule !== BY_TERMS) {
        refuse(invalidInput([issue('limit', 'MADE_BY_RULE', 'follows from a rule; state other figures instead')]));
      }
      return limit;
    }
    const shape = this.shape(request, insurerId);
    const problem = await subjectIssue(tx, shape, { insurerId, scenarios: this.options.scenarios });
    if (problem) refuse(invalidInput([problem]));
    return findLimit(tx, insurerId, shape);
  }

  private capFor(request: LimitRequest, known: ExposureLimit | undefined): bigint {
    const isCount = known ? known.measure === 'COUNT' : request.measure === 'COUNT';
    const wrong = isCount
      ? request.capCount === null
      : request.cap === null || (known && known.currency !== request.cap.currency);
    if (wrong) {
      const message = isCount ? 'must say how many' : `must be an amount${known ? ` in ${known.currency}` : ''}`;
      refuse(invalidInput([issue(isCount ? 'capCount' : 'cap', 'CAP_MISMATCH', message)]));
    }
    const capMinor = capOf(request);
    if (capMinor < 0n)
      refuse(invalidInput([issue(isCount ? 'capCount' : 'cap.amount', 'OUT_OF_RANGE', 'must be zero or more')]));
    return capMinor;
  }
}

export async function findLimit(
  tx: Transaction,
  insurerId: string,
  shape: LimitShape,
): Promise<ExposureLimit | undefined> {
  const { dimension, subject, currency, rule, measure, windowDays, basis, obligorKind } = shape;
  const key = [insurerId, dimension, subject, currency, rule, measure, windowDays, basis, obligorKind];
  const [limit] = await tx.rows<ExposureLimit>(BY_SHAPE, key);
  return limit;
}

/** Makes a limit that counts what is there already. Grants of the insurer must be fenced off. */
export async function makeLimit(
  tx: Transaction,
  limit: LimitShape & { readonly id: string; readonly insurerId: string },
  { setting, today: day }: { readonly setting: LimitSetting; readonly today: string },
): Promise<void> {
  const insurers = [limit.insurerId];
  const attach: AttachSetting = {
    rates: await statedRates(tx, insurers),
    cessions: await cessionsInForce(tx, insurers, day),
    today: day,
  };
  await createLimit(tx, { ...limit, capMinor: setting.capMinor, templateId: null }, attach);
  if (isPattern(limit.subject) && limit.subject !== EACH) {
    await takeOver(tx, limit);
  }
  const [made] = await tx.rows<ExposureLimit>(BY_ID, [limit.id]);
  invariant(made, `limit ${limit.id} was made`);
  await record(tx, made, setting);
}

/** Sets the cap of a limit, and of every limit made from it when it is a pattern. */
export async function changeCap(tx: Transaction, limit: ExposureLimit, setting: LimitSetting): Promise<void> {
  await tx.run(SET_CAP, [limit.id, String(setting.capMinor)]);
  if (isPattern(limit.subject)) await tx.run(SET_CAPS_OF_PATTERN, [limit.id, String(setting.capMinor)]);
  await record(tx, { ...limit, capMinor: setting.capMinor, revision: limit.revision + 1 }, setting);
}

export const fenceOff = async (tx: Transaction, insurerId: string): Promise<void> => {
  await tx.rows(FENCE_OFF, [insurerId]);
};

async function record(tx: Transaction, limit: ExposureLimit, { reason, by, cause, at }: LimitSetting): Promise<void> {
  const usedMinor = limit.reservedMinor + limit.utilisedMinor;
  const values = [limit.id, limit.insurerId, limit.revision, String(limit.capMinor), String(usedMinor), reason, by, at];
  await tx.run(RECORD, values);
  await appendEvents(tx, [
    {
      ownerId: limit.insurerId,
      insurerId: limit.insurerId,
      kind: 'limit.changed',
      subjectKind: 'limit',
      subjectId: limit.id,
      payload: {
        dimension: limit.dimension,
        rule: limit.rule,
        currency: limit.currency,
        capMinor: String(limit.capMinor),
        usedMinor: String(usedMinor),
        revision: limit.revision,
        reason,
      },
      occurredAt: at,
      cause,
    },
  ]);
}
