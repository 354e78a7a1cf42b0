import { systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import { addDays, type CalendarDate, type Clock, type CurrencyCode, newId, today } from '../kernel/index.js';
import { cededEarned, premiumEarned } from '../ledger/entries.js';
import { type JournalDraft, postJournals } from '../ledger/journal.js';
import type { EarningAmounts } from './segments.js';

/** What a close books for one insurer and lender of a programme: what was earned since the close before. */
export interface EarnedPremium extends EarningAmounts {
  readonly programmeId: string;
  readonly partnerId: string;
  readonly insurerId: string;
  readonly lenderId: string;
  readonly currency: string;
}

/** What the closes of the days through `through` come to. */
export interface ClosePreview {
  readonly programmeId: string;
  /** The last day that is closed; null when none is. */
  readonly closedOn: CalendarDate | null;
  /** Yesterday in the programme's time zone. */
  readonly through: CalendarDate;
  readonly figures: readonly EarnedPremium[];
}

export interface CloseOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
}

interface Programme {
  readonly id: string;
  readonly partnerId: string;
  readonly timeZone: string;
}

type Figures = 'earned' | 'commission' | 'ceded' | 'cedingCommission';
/** Cumulative, as text: a sum of bigint is numeric. */
type EarnedRow = Readonly<Record<Figures | `${Figures}Before`, string>> &
  Pick<EarnedPremium, 'insurerId' | 'lenderId' | 'currency'>;

const PROGRAMMES = {
  name: 'close.programmes',
  text: `SELECT p.id, p.partner_id AS "partnerId", p.time_zone AS "timeZone" FROM programme p
         WHERE EXISTS (SELECT 1 FROM earning_segment s WHERE s.programme_id = p.id) ORDER BY p.id`,
};
const PROGRAMME = {
  name: 'close.programme',
  text: `SELECT p.id, p.partner_id AS "partnerId", p.time_zone AS "timeZone", c.closed_on AS "closedOn" FROM programme p
         LEFT JOIN closing c ON c.programme_id = p.id AND c.partner_id = p.partner_id WHERE p.id = $1`,
};
const BEGIN = {
  name: 'close.begin',
  text: `INSERT INTO closing (programme_id, partner_id, closed_on)
         SELECT $1, $2, min(booked_on) - 1 FROM earning_segment WHERE programme_id = $1
         ON CONFLICT (programme_id, partner_id) DO NOTHING`,
};
// Two gateways close the same day one after the other; the second finds it closed.
const LAST_CLOSED = {
  name: 'close.last',
  text: 'SELECT closed_on AS "closedOn" FROM closing WHERE programme_id = $1 FOR NO KEY UPDATE',
};
const SET_CLOSED = { name: 'close.set', text: 'UPDATE closing SET closed_on = $2 WHERE programme_id = $1' };
// A close over all policies of a programme takes longer than a request may.
const TAKE_TIME = { name: 'close.takeTime', text: `SELECT set_config('statement_timeout', '120s', true)` };
const earned = (column: string): string => `sum(earned_minor(${column}, from_on, to_on, $2::date))`;
const EARNED = {
  name: 'close.earned',
  text: `WITH target AS (
           SELECT insurer_id, lender_id, currency, ${earned('premium_minor')} AS earned,
             ${earned('commission_minor')} AS commission, ${earned('ceded_minor')} AS ceded,
             ${earned('ceding_commission_minor')} AS ceding
           FROM earning_segment WHERE programme_id = $1 AND booked_on <= $2::date GROUP BY insurer_id, lender_id, currency)
         SELECT t.insurer_id AS "insurerId", t.lender_id AS "lenderId", t.currency,
           t.earned::text, t.commission::text, t.ceded::text, t.ceding::text AS "cedingCommission",
           coalesce(c.earned_minor, 0)::text AS "earnedBefore", coalesce(c.commission_minor, 0)::text AS "commissionBefore",
           coalesce(c.ceded_minor, 0)::text AS "cededBefore", coalesce(c.ceding_commission_minor, 0)::text AS "cedingCommissionBefore"
         FROM target t LEFT JOIN LATERAL (
           SELECT * FROM premium_close p WHERE p.programme_id = $1 AND p.insurer_id = t.insurer_id
             AND p.lender_id = t.lender_id AND p.currency = t.currency AND p.closed_on <= $2::date
           ORDER BY p.closed_on DESC LIMIT 1) c ON true
         ORDER BY t.insurer_id, t.lender_id, t.currency`,
};
const INSERT = {
  name: 'close.insert',
  text: `INSERT INTO premium_close (id, partner_id, programme_id, closed_on, closed_at, insurer_id, lender_id, currency,
           earned_minor, commission_minor, ceded_minor, ceding_commission_minor)
         SELECT c.id, $2, $3, $4, $5, c.insurer, c.lender, c.currency, c.earned, c.commission, c.ceded, c.ceding
         FROM unnest($1::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
           AS c (id, insurer, lender, currency, earned, commission, ceded, ceding)`,
};

const DEADLINE_MS = 300_000;

const difference = (row: EarnedRow): EarningAmounts => ({
  premiumMinor: BigInt(row.earned) - BigInt(row.earnedBefore),
  commissionMinor: BigInt(row.commission) - BigInt(row.commissionBefore),
  cededMinor: BigInt(row.ceded) - BigInt(row.cededBefore),
  cedingCommissionMinor: BigInt(row.cedingCommission) - BigInt(row.cedingCommissionBefore),
});

const hasMoved = (row: EarnedRow): boolean => Object.values(difference(row)).some((minor) => minor !== 0n);

/**
 * Books the premium of every business date that is over, day by day and programme by programme, with commission and
 * what reinsurers have of it. Each day is one transaction that remembers how far the books are closed: a close that
 * was interrupted goes on where it stopped, one that runs again finds nothing to do, and days on which no gateway ran
 * are made up for. What a change did to days already closed is booked with the next close.
 */
export class EarningClose {
  constructor(private readonly options: CloseOptions) {}

  /** Closes every day before today in each programme's time zone; answers how many days were closed. */
  async closeAll(): Promise<number> {
    const { units, clock } = this.options;
    let closed = 0;
    for (const programme of await this.programmes()) {
      for (;;) {
        const yesterday = addDays(today(clock, programme.timeZone), -1);
        const day = await units.run(systemScope, (tx) => this.closeNext(tx, programme, yesterday), {
          deadlineMs: DEADLINE_MS,
        });
        if (!day) break;
        closed += 1;
        if (day === yesterday) break;
      }
    }
    return closed;
  }

  /** What closing every day through yesterday would book of a programme now, without booking it. */
  async preview(programmeId: string): Promise<ClosePreview | undefined> {
    const { units, clock } = this.options;
    return units.run(
      systemScope,
      async (tx) => {
        await tx.rows(TAKE_TIME);
        const [programme] = await tx.rows<Programme & Pick<ClosePreview, 'closedOn'>>(PROGRAMME, [programmeId]);
        if (!programme) return undefined;
        const { closedOn } = programme;
        const through = addDays(today(clock, programme.timeZone), -1);
        // What a change did to days that are closed is booked with the next day.
        const isClosed = closedOn !== null && closedOn >= through;
        const rows = isClosed ? [] : await tx.rows<EarnedRow>(EARNED, [programmeId, through]);
        const figures = rows.filter(hasMoved).map((row) => earnedPremium(programme, row));
        return { programmeId, closedOn, through, figures };
      },
      { readOnly: true, deadlineMs: DEADLINE_MS },
    );
  }

  private programmes(): Promise<Programme[]> {
    return this.options.units.rows<Programme>(systemScope, PROGRAMMES);
  }

  /** The day it closed; undefined when all days through `until` are closed. */
  private async closeNext(
    tx: Transaction,
    programme: Programme,
    until: CalendarDate,
  ): Promise<CalendarDate | undefined> {
    await tx.rows(TAKE_TIME);
    await tx.run(BEGIN, [programme.id, programme.partnerId]);
    const [last] = await tx.rows<{ closedOn: CalendarDate }>(LAST_CLOSED, [programme.id]);
    if (!last || last.closedOn >= until) return undefined;
    const day = addDays(last.closedOn, 1);
    const moved = (await tx.rows<EarnedRow>(EARNED, [programme.id, day])).filter(hasMoved);
    await this.book(tx, programme, day, moved);
    await tx.run(SET_CLOSED, [programme.id, day]);
    return day;
  }

  private async book(
    tx: Transaction,
    programme: Programme,
    closedOn: CalendarDate,
    rows: readonly EarnedRow[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const at = this.options.clock.now();
    const ids = rows.map(() => newId('premiumClose') as string);
    await tx.run(INSERT, [
      ids,
      programme.partnerId,
      programme.id,
      closedOn,
      at,
      rows.map(({ insurerId }) => insurerId),
      rows.map(({ lenderId }) => lenderId),
      rows.map(({ currency }) => currency),
      rows.map((row) => row.earned),
      rows.map((row) => row.commission),
      rows.map((row) => row.ceded),
      rows.map((row) => row.cedingCommission),
    ]);
    await postJournals(
      tx,
      rows.flatMap((row, index) => journalsOf(earnedPremium(programme, row), { id: ids[index] ?? '', closedOn, at })),
    );
  }
}

const earnedPremium = ({ id, partnerId }: Programme, row: EarnedRow): EarnedPremium => ({
  programmeId: id,
  partnerId,
  insurerId: row.insurerId,
  lenderId: row.lenderId,
  currency: row.currency,
  ...difference(row),
});

function journalsOf(
  figures: EarnedPremium,
  close: { readonly id: string; readonly closedOn: CalendarDate; readonly at: Date },
): JournalDraft[] {
  const { insurerId, partnerId, lenderId } = figures;
  const currency = figures.currency as CurrencyCode;
  const common = {
    insurerId,
    partnerId,
    lenderId,
    policyId: null,
    subjectId: close.id,
    bookedOn: close.closedOn,
    recordedAt: close.at,
  };
  const drafts: JournalDraft[] = [
    {
      ...common,
      kind: 'PREMIUM_EARNED',
      postings: premiumEarned(currency, figures.premiumMinor, figures.commissionMinor),
    },
    {
      ...common,
      kind: 'CEDED_PREMIUM_EARNED',
      postings: cededEarned(currency, figures.cededMinor, figures.cedingCommissionMinor),
    },
  ];
  return drafts.filter(({ postings }) => postings.length > 0);
}
