import { systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import { appendEvents } from '../events/event-log.js';
import { type CalendarDate, type Clock, laterOf } from '../kernel/index.js';
import type { OverdueState } from '../lifecycle/machines.js';
import { businessDays } from '../partners/business-days.js';
import { hasCounted } from './delinquency.js';
import { overdueEvent } from './loan-events.js';

/** How many loans came to each state. */
export type DayRoll = Readonly<Record<OverdueState, number>>;

export interface RollOptions {
  /** Only loans whose business dates are of these IANA zones; all loans when not given. */
  readonly timeZones?: readonly string[];
}

interface MovedLoan {
  readonly id: string;
  readonly policyId: string;
  readonly partnerId: string;
  readonly insurerId: string;
  readonly lenderId: string;
  readonly from: OverdueState;
  readonly to: OverdueState;
  readonly oldestUnpaidDueOn: CalendarDate | null;
  readonly waitingDays: number;
  readonly stoppedDays: string;
}

const LOANS_AT_ONCE = 2_000;
const DEADLINE_MS = 30_000;
const BEFORE_ALL = '-infinity';
const CAUSE = 'dayRoll';

// The same rule as overdueStateOf, for loans by the hundred thousand.
const IS_BEHIND = hasCounted('1', '$1::date');
const STATE = `CASE WHEN ${hasCounted('l.waiting_days', '$1::date')} THEN 'CLAIMABLE'
                    WHEN ${hasCounted('l.notice_days', '$1::date')} THEN 'NOTICE_DUE'
                    WHEN ${IS_BEHIND} THEN 'LATE' ELSE 'CURRENT' END`;

// A loan whose cover has ended is nobody's overdue any more.
const COVERED = `EXISTS (SELECT 1 FROM policy p WHERE p.id = l.policy_id AND p.partner_id = l.partner_id AND p.status = 'ACTIVE')`;

const moving = (name: string, due: string) => ({
  name: `delinquency.${name}`,
  text: `WITH due AS (${due} LIMIT $3 FOR NO KEY UPDATE OF l SKIP LOCKED),
    moved AS (
      UPDATE loan SET overdue_state = due.to_state FROM due WHERE loan.id = due.id AND loan.partner_id = due.partner_id
      RETURNING loan.id, loan.policy_id, loan.partner_id, loan.insurer_id, loan.lender_id, due.from_state, due.to_state,
        loan.oldest_unpaid_due_on, loan.waiting_days, loan.stopped_days),
    recorded AS (
      INSERT INTO state_change (machine, subject_id, partner_id, insurer_id, lender_id, from_state, to_state, cause, occurred_at)
      SELECT 'Overdue', id, partner_id, insurer_id, lender_id, from_state, to_state, '${CAUSE}', $4 FROM moved)
    SELECT id, policy_id AS "policyId", partner_id AS "partnerId", insurer_id AS "insurerId", lender_id AS "lenderId",
      from_state AS "from", to_state AS "to", oldest_unpaid_due_on AS "oldestUnpaidDueOn", waiting_days AS "waitingDays",
      stopped_days AS "stoppedDays"
    FROM moved`,
});

// Walks the index of oldest unpaid due dates in pieces that begin at the date where the last one ended; loans that were
// moved do not match again.
const FALL_BEHIND = moving(
  'fallBehind',
  `SELECT l.id, l.partner_id, l.overdue_state AS from_state, ${STATE} AS to_state FROM loan l
   WHERE l.status = 'ACTIVE' AND l.oldest_unpaid_due_on < $1::date AND l.oldest_unpaid_due_on >= $5::date
     AND l.overdue_state <> ${STATE}
     AND ($2::text[] IS NULL OR l.time_zone = ANY ($2)) AND ${COVERED}
   ORDER BY l.oldest_unpaid_due_on`,
);
const CURE = moving(
  'cure',
  `SELECT l.id, l.partner_id, l.overdue_state AS from_state, 'CURRENT' AS to_state FROM loan l
   WHERE l.status = 'ACTIVE' AND l.overdue_state <> 'CURRENT'
     AND (l.oldest_unpaid_due_on IS NULL OR NOT ${IS_BEHIND})
     AND ($2::text[] IS NULL OR l.time_zone = ANY ($2))`,
);

/**
 * Lets time pass over the loans in force: who fell behind, whose notice is due, where a claim may be made. Not
 * responsible for what servicers report (loan reports) nor for opening claims.
 */
export class DelinquencyService {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  /** Rolls the loans of every time zone to the date it is there. Answers how many loans were moved. */
  async rollAll(): Promise<number> {
    const { units, clock } = this.options;
    const days = await units.run(systemScope, (tx) => businessDays(tx, clock.now()), { readOnly: true });
    let moved = 0;
    for (const { on, timeZones } of days) {
      const counts = await this.rollDay(on, { timeZones });
      moved += Object.values(counts).reduce((sum, count) => sum + count, 0);
    }
    return moved;
  }

  /**
   * Brings every covered loan to its overdue state on the business date `on`, up to 2,000 that fell behind and as many
   * that caught up in a transaction. Loans locked by others are left to them. Rolling a day again moves nothing.
   */
  async rollDay(on: CalendarDate, options: RollOptions = {}): Promise<DayRoll> {
    const counts: Record<OverdueState, number> = { CURRENT: 0, LATE: 0, NOTICE_DUE: 0, CLAIMABLE: 0 };
    for (let rest: Rest | undefined = ALL; rest; ) {
      const { behind, cured } = await this.batch(rest, on, options);
      for (const { to } of [...behind, ...cured]) counts[to] += 1;
      rest = restAfter(behind, cured);
    }
    return counts;
  }

  private batch(
    { behindFrom, mayBeCured }: Rest,
    on: CalendarDate,
    { timeZones }: RollOptions,
  ): Promise<{ readonly behind: readonly MovedLoan[]; readonly cured: readonly MovedLoan[] }> {
    const { units, clock } = this.options;
    const at = clock.now();
    const values = [on, timeZones ?? null, LOANS_AT_ONCE, at];
    const move = async (tx: Transaction, statement: typeof CURE, from: readonly string[] = []) => {
      const moved = await tx.rows<MovedLoan>(statement, [...values, ...from]);
      await appendEvents(
        tx,
        moved.map((loan) => overdueEvent(loan, { ...loan, today: on }, { at, cause: CAUSE })),
      );
      return moved;
    };
    return units.run(
      systemScope,
      async (tx) => ({
        behind: behindFrom === undefined ? [] : await move(tx, FALL_BEHIND, [behindFrom]),
        cured: mayBeCured ? await move(tx, CURE) : [],
      }),
      { deadlineMs: DEADLINE_MS },
    );
  }
}

/** What is left to look at: late loans from a due date on, and whether any may have caught up. */
interface Rest {
  readonly behindFrom: string | undefined;
  readonly mayBeCured: boolean;
}

const ALL: Rest = { behindFrom: BEFORE_ALL, mayBeCured: true };

/** Undefined when the last batches were not full. */
function restAfter(behind: readonly MovedLoan[], cured: readonly MovedLoan[]): Rest | undefined {
  const behindFrom = nextDate(behind);
  const mayBeCured = cured.length === LOANS_AT_ONCE;
  return behindFrom !== undefined || mayBeCured ? { behindFrom, mayBeCured } : undefined;
}

/** The due date at which the next batch begins; undefined when this one was the last. */
function nextDate(moved: readonly MovedLoan[]): string | undefined {
  if (moved.length < LOANS_AT_ONCE) return undefined;
  return moved.flatMap(({ oldestUnpaidDueOn }) => oldestUnpaidDueOn ?? []).reduce(laterOf);
}
