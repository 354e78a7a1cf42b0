import { type Question, systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import { giveNotices, noticeAmount } from '../documents/give-notice.js';
import type { GivenNotice } from '../documents/notice.js';
import { appendEvents, type NewEvent } from '../events/event-log.js';
import { type CalendarDate, type Clock, type CurrencyCode, daysBetween, formatMinor, today } from '../kernel/index.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { anyOverdue, dunningOf, dunningTermsOf, type OverduePremium, overduePremiums } from './overdue.js';

export interface DunningOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly catalogue: { terms(productVersionId: string): Promise<ProductTerms> };
}

interface Reminder {
  readonly overdue: OverduePremium;
  readonly level: number;
  readonly toldOn: CalendarDate;
  /** Null for cover that stays although nobody pays. */
  readonly lapsesOn: CalendarDate | null;
}

const PAGE = 500;
const CAUSE = 'premiumReminders';

// Another gateway may be telling the same: whoever writes the row tells the event.
const TELL = {
  name: 'premium.tellReminders',
  text: `INSERT INTO premium_reminder (policy_id, partner_id, insurer_id, lender_id, oldest_due_on, level, told_on, currency,
           overdue_minor, recorded_at)
         SELECT *, $10::timestamptz FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::integer[],
           $7::date[], $8::text[], $9::bigint[])
         ON CONFLICT DO NOTHING RETURNING policy_id AS "policyId", level`,
};

/** Tells of every reminder of unpaid premium whose day has come, once. Not responsible for how it reaches a person. */
export class DunningService {
  constructor(private readonly options: DunningOptions) {}

  /** Has rows where `tellDue` has something to do. */
  due(): Question[] {
    return anyOverdue(this.options.clock.now());
  }

  /** Answers how many reminders were told. Running it again tells nothing more. */
  async tellDue(): Promise<number> {
    const { units, clock } = this.options;
    let told = 0;
    for (let after = ''; ; ) {
      const at = clock.now();
      const { page, count } = await units.run(systemScope, async (tx) => {
        const found = await overduePremiums(tx, { at, after, limit: PAGE });
        const due = await Promise.all(found.map((overdue) => this.untold(overdue)));
        return { page: found, count: await tell(tx, due.flat(), at) };
      });
      told += count;
      const last = page.at(-1);
      if (!last || page.length < PAGE) return told;
      after = last.policyId;
    }
  }

  private async untold(overdue: OverduePremium): Promise<readonly Reminder[]> {
    const terms = await this.options.catalogue.terms(overdue.productVersionId);
    const toldOn = today(this.options.clock, overdue.timeZone);
    const { notices, lapsesOn } = dunningOf(overdue, dunningTermsOf(terms), toldOn);
    return notices
      .filter((notice) => notice.isDue && notice.toldOn === null)
      .map(({ level }) => ({ overdue, level, toldOn, lapsesOn }));
  }
}

async function tell(tx: Transaction, reminders: readonly Reminder[], at: Date): Promise<number> {
  if (reminders.length === 0) return 0;
  const column = (value: (reminder: Reminder) => string | number) => reminders.map(value);
  const written = await tx.rows<{ policyId: string; level: number }>(TELL, [
    column(({ overdue }) => overdue.policyId),
    column(({ overdue }) => overdue.partnerId),
    column(({ overdue }) => overdue.insurerId),
    column(({ overdue }) => overdue.lenderId),
    column(({ overdue }) => overdue.oldestDueOn),
    column(({ level }) => level),
    column(({ toldOn }) => toldOn),
    column(({ overdue }) => overdue.currency),
    column(({ overdue }) => String(overdue.overdueMinor)),
    at,
  ]);
  const isNew = new Set(written.map(({ policyId, level }) => `${policyId} ${level}`));
  const fresh = reminders.filter(({ overdue, level }) => isNew.has(`${overdue.policyId} ${level}`));
  await appendEvents(
    tx,
    fresh.map((reminder) => reminderEvent(reminder, at)),
  );
  await giveNotices(tx, fresh.map(onPaper), at);
  return fresh.length;
}

const onPaper = ({ overdue, level, toldOn, lapsesOn }: Reminder): GivenNotice => {
  const { policyId, oldestDueOn, overdueMinor, currency } = overdue;
  const unpaid = noticeAmount(overdueMinor, currency);
  const figures = { level, unpaid, dueOn: oldestDueOn, daysOverdue: daysBetween(oldestDueOn, toldOn), lapsesOn };
  return { kind: 'PREMIUM_REMINDER', policyId, about: oldestDueOn, version: level, on: toldOn, figures };
};

const reminderEvent = ({ overdue, level, lapsesOn }: Reminder, at: Date): NewEvent => ({
  ownerId: overdue.partnerId,
  insurerId: overdue.insurerId,
  lenderId: overdue.lenderId,
  kind: 'premium.dunningDue',
  subjectKind: 'policy',
  subjectId: overdue.policyId,
  payload: {
    policy: overdue.policyId,
    level,
    dueOn: overdue.oldestDueOn,
    amount: formatMinor(overdue.overdueMinor, overdue.currency as CurrencyCode),
    currency: overdue.currency,
    lapsesOn,
  },
  occurredAt: at,
  cause: CAUSE,
});
