import { selectList } from '../database/columns.js';
import { checkKey, claimKey } from '../database/idempotency.js';
import { tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import { Treaty } from '../entities/index.js';
import {
  type CalendarDate,
  type Clock,
  decimal,
  type FieldIssue,
  invalidInput,
  invariant,
  isDecimalText,
  issue,
  newId,
  type Outcome,
  outcomeOf,
  refuse,
} from '../kernel/index.js';
import type { Viewer } from '../partners/viewer.js';

/** A quota share as it is agreed. */
export interface TreatyInput {
  /** 1 to 200 characters. */
  readonly reinsurer: string;
  /** Above 0, at most 1, decimal text with at most 6 decimals. */
  readonly share: string;
  /** Of the ceded premium: at least 0, below 1. */
  readonly cedingCommission: string;
  /** The first day on which policies come under it; those written before stay as they are. */
  readonly fromOn: CalendarDate;
  /** The first day on which none does any more; null: until there is a later treaty. */
  readonly toOn: CalendarDate | null;
}

const OWN = {
  name: 'treaty.own',
  text: `SELECT ${selectList(Treaty)} FROM treaty WHERE insurer_id = $1 ORDER BY from_on, id`,
};
const BY_ID = { name: 'treaty.byId', text: `SELECT ${selectList(Treaty)} FROM treaty WHERE id = $1` };
const INSERT = {
  name: 'treaty.insert',
  text: `INSERT INTO treaty (id, insurer_id, reinsurer, share, ceding_commission, from_on, to_on, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

const hasSixDecimals = (text: string): boolean => isDecimalText(text) && decimal(text).decimalPlaces() <= 6;

function issuesOf({ reinsurer, share, cedingCommission, fromOn, toOn }: TreatyInput): FieldIssue[] {
  const issues: FieldIssue[] = [];
  const length = reinsurer.trim().length;
  if (length < 1 || length > 200) issues.push(issue('reinsurer', 'BAD_LENGTH', 'must have 1 to 200 characters'));
  if (!hasSixDecimals(share) || decimal(share).lessThanOrEqualTo(0) || decimal(share).greaterThan(1)) {
    issues.push(issue('share', 'OUT_OF_RANGE', 'must be above 0 and at most 1, with at most 6 decimals'));
  }
  if (!hasSixDecimals(cedingCommission) || decimal(cedingCommission).lessThan(0) || decimal(cedingCommission).gte(1)) {
    issues.push(issue('cedingCommission', 'OUT_OF_RANGE', 'must be at least 0 and below 1, with at most 6 decimals'));
  }
  if (toOn !== null && toOn <= fromOn) issues.push(issue('toOn', 'DATE_ORDER', 'must be after the first day'));
  return issues;
}

/** Keeps an insurer's quota-share treaties. What comes under them is decided when a premium is first written. */
export class TreatyService {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  create(viewer: Viewer, idempotencyKey: string, input: TreatyInput): Promise<Outcome<Treaty>> {
    const { units, clock } = this.options;
    const insurerId = viewer.organisationId;
    return outcomeOf(async () => {
      const checked = checkKey(idempotencyKey);
      if (!checked.ok) refuse(checked.error);
      const issues = issuesOf(input);
      if (issues.length > 0) refuse(invalidInput(issues));
      return units.run(tenantScope(insurerId), async (tx) => {
        const id = newId('treaty') as string;
        const request = { tenantId: insurerId, key: idempotencyKey, operation: 'treatyCreate', input };
        const first = await claimKey(tx, request, { id });
        const { reinsurer, share, cedingCommission, fromOn, toOn } = input;
        const values = [id, insurerId, reinsurer.trim(), share, cedingCommission, fromOn, toOn, clock.now()];
        if (!first) await tx.run(INSERT, values);
        const [treaty] = await tx.rows<Treaty>(BY_ID, [first?.id ?? id]);
        invariant(treaty, 'a treaty of an answered key exists');
        return treaty;
      });
    });
  }

  /** The viewer's own, by their first day. */
  own(viewer: Viewer): Promise<Treaty[]> {
    const { organisationId } = viewer;
    return this.options.units.rows<Treaty>(tenantScope(organisationId), OWN, [organisationId]);
  }
}
