import { selectList } from '../database/columns.js';
import { checkKey, claimKey } from '../database/idempotency.js';
import { type Question, systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import { CommissionAgreement } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import {
  addMonths,
  type CalendarDate,
  type Clock,
  dateClamped,
  type FieldIssue,
  invalidInput,
  invariant,
  issue,
  type Money,
  monthOf,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
  today,
  yearOf,
} from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { bookBounds, commissionPeriods } from './commission-periods.js';
import { lockPayee, type Payee } from './payout.js';

export interface AgreementInput {
  readonly partner: string;
  /** For this programme instead of what is agreed for all others; null: for all. */
  readonly programme: string | null;
  readonly currency: string;
  readonly period: CommissionAgreement['period'];
  /** None when null. */
  readonly minimum: Money | null;
  readonly maximum: Money | null;
  /** The first day of a period, not before the first of the present one and at most a year ahead. */
  readonly fromOn: CalendarDate;
}

const COLUMNS = selectList(CommissionAgreement);
const SELLS = {
  name: 'commission.sells',
  text: `SELECT 1 AS found FROM programme_product WHERE insurer_id = $1 AND partner_id = $2
           AND ($3::text IS NULL OR programme_id = $3) LIMIT 1`,
};
const LATEST = {
  name: 'commission.latestAgreement',
  text: `SELECT ${COLUMNS} FROM commission_agreement WHERE insurer_id = $1 AND partner_id = $2 AND currency = $3
           AND programme_id IS NOT DISTINCT FROM $4 ORDER BY from_on DESC, id DESC LIMIT 1`,
};
const INSERT = {
  name: 'commission.agree',
  text: `INSERT INTO commission_agreement (id, insurer_id, partner_id, programme_id, currency, period, minimum_minor, maximum_minor,
           from_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const BY_ID = {
  name: 'commission.agreement',
  text: `SELECT ${COLUMNS} FROM commission_agreement WHERE id = $1`,
};
const OF_VIEWER = {
  name: 'commission.agreements',
  text: `SELECT ${COLUMNS} FROM commission_agreement WHERE ($1::text IS NULL OR partner_id = $1) ORDER BY id LIMIT 500`,
};
const PAYEES = {
  name: 'commission.boundPayees',
  text: `SELECT DISTINCT insurer_id AS "insurerId", partner_id AS "partnerId", currency FROM commission_agreement
         ORDER BY insurer_id, partner_id, currency`,
};
const DEADLINE_MS = 60_000;
const TAKE_TIME = { name: 'commission.takeTime', text: `SELECT set_config('statement_timeout', '60s', true)` };

const MONTHS_AHEAD = 12;
const MONTHS = { MONTH: 1, QUARTER: 3, YEAR: 12 } as const;

/** The first day of the period that `date` is in. */
function periodStart(date: CalendarDate, period: CommissionAgreement['period']): CalendarDate {
  const month = monthOf(date) - 1;
  return dateClamped(yearOf(date), month - (month % MONTHS[period]) + 1, 1);
}

function boundIssues({ minimum, maximum, currency }: AgreementInput): FieldIssue[] {
  const issues: FieldIssue[] = [];
  for (const [path, money] of Object.entries({ minimum, maximum })) {
    if (money && money.currency !== currency) {
      issues.push(issue(`${path}.currency`, 'CURRENCY_MISMATCH', `must be ${currency}`));
    }
    if (money && money.minor < 0n) issues.push(issue(`${path}.amount`, 'NEGATIVE', 'must be zero or more'));
  }
  if (maximum && (minimum?.minor ?? 0n) > maximum.minor) {
    issues.push(issue('minimum.amount', 'OUT_OF_RANGE', 'must not be above the maximum'));
  }
  return issues;
}

/** A period never has two agreements: the new one begins where one of the old ones ends. */
function dateIssues(
  { fromOn, period }: AgreementInput,
  on: CalendarDate,
  latest: CommissionAgreement | undefined,
): FieldIssue[] {
  const isStart = fromOn === periodStart(fromOn, period);
  if (!isStart) return [issue('fromOn', 'NOT_A_PERIOD_START', `must be the first day of a ${period.toLowerCase()}`)];
  const earliest = periodStart(on, period);
  if (fromOn < earliest) return [issue('fromOn', 'DATE_TOO_EARLY', `must not be before ${earliest}`)];
  const last = addMonths(on, MONTHS_AHEAD);
  // What is agreed for later cannot be preceded any more: a typing error would shut the partner out for good.
  if (fromOn > last) return [issue('fromOn', 'DATE_TOO_LATE', `must not be after ${last}`)];
  if (!latest) return [];
  if (fromOn < latest.fromOn || (fromOn === latest.fromOn && period !== latest.period)) {
    return [issue('fromOn', 'DATE_ORDER', `must be after ${latest.fromOn}, from when something else is agreed`)];
  }
  return fromOn === periodStart(fromOn, latest.period)
    ? []
    : [
        issue(
          'fromOn',
          'NOT_A_PERIOD_START',
          `must be the first day of a ${latest.period.toLowerCase()}, as was agreed`,
        ),
      ];
}

/**
 * Keeps the bounds an insurer agrees on the commission of a payout period, for a partner or one of its programmes, and books
 * what they come to. Bounds of a single policy are its product's.
 */
export class CommissionAgreementService {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  set(viewer: Viewer, key: string, input: AgreementInput): Promise<Outcome<CommissionAgreement>> {
    const { units, clock } = this.options;
    const insurerId = viewer.organisationId;
    return outcomeOf(async () => {
      const checked = checkKey(key);
      if (!checked.ok) refuse(checked.error);
      const issues = boundIssues(input);
      if (issues.length > 0) refuse(invalidInput(issues));
      return units.run(scopeOf(viewer), async (tx) => {
        const id = newId('commissionAgreement') as string;
        const claim = { tenantId: insurerId, key, operation: 'commissionAgreementSet', input: keyed(input) };
        const first = await claimKey(tx, claim, { id });
        if (first) return readAgreement(tx, first.id);
        const { partner, programme, currency } = input;
        const [found] = await tx.rows(SELLS, [insurerId, partner, programme]);
        if (!found) refuse(programme ? notFound('programme', programme) : notFound('organisation', partner));
        await lockPayee(tx, { insurerId, partnerId: partner, currency });
        const [latest] = await tx.rows<CommissionAgreement>(LATEST, [insurerId, partner, currency, programme]);
        const wrong = dateIssues(input, today(clock, 'UTC'), latest);
        if (wrong.length > 0) refuse(invalidInput(wrong));
        await this.keep(tx, viewer, { id, ...input });
        return readAgreement(tx, id);
      });
    });
  }

  /** The viewer's agreements, oldest first, of one partner or all; at most 500. */
  list(viewer: Viewer, partner: string | null): Promise<CommissionAgreement[]> {
    return this.options.units.rows<CommissionAgreement>(scopeOf(viewer), OF_VIEWER, [partner]);
  }

  /** Has rows where `bookDue` has something to do. */
  due(): Question[] {
    return [{ statement: PAYEES, values: [] }];
  }

  /** Books what the bounds come to by now; answers for how many periods something was booked. */
  async bookDue(): Promise<number> {
    const { units, clock } = this.options;
    const payees = await units.rows<Payee>(systemScope, PAYEES);
    let booked = 0;
    for (const payee of payees) {
      const moment = { on: today(clock, 'UTC'), at: clock.now() };
      const work = async (tx: Transaction): Promise<number> => {
        await tx.rows(TAKE_TIME);
        await lockPayee(tx, payee);
        return bookBounds(tx, payee, await commissionPeriods(tx, payee, moment.on), moment);
      };
      booked += await units.run(systemScope, work, { deadlineMs: DEADLINE_MS });
    }
    return booked;
  }

  private async keep(tx: Transaction, viewer: Viewer, agreed: AgreementInput & { readonly id: string }): Promise<void> {
    const { id, partner, programme, currency, period, minimum, maximum, fromOn } = agreed;
    const at = this.options.clock.now();
    const bounds = [String(minimum?.minor ?? 0n), maximum && String(maximum.minor)];
    await tx.run(INSERT, [id, viewer.organisationId, partner, programme, currency, period, ...bounds, fromOn, at]);
    await appendEvents(tx, [
      {
        kind: 'commission.agreed',
        ownerId: partner,
        insurerId: viewer.organisationId,
        subjectKind: 'commissionAgreement',
        subjectId: id,
        payload: { programme, currency, period, fromOn },
        occurredAt: at,
        cause: 'commissionAgreementSet',
      },
    ]);
  }
}

async function readAgreement(tx: Transaction, id: string): Promise<CommissionAgreement> {
  const [agreement] = await tx.rows<CommissionAgreement>(BY_ID, [id]);
  invariant(agreement, `agreement ${id} of an answered key exists`);
  return agreement;
}

const keyed = ({ minimum, maximum, ...input }: AgreementInput): object => ({
  ...input,
  minimum: minimum && String(minimum.minor),
  maximum: maximum && String(maximum.minor),
});
