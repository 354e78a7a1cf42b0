import { selectList } from '../database/columns.js';
import type { Question, Transaction } from '../database/unit-of-work.js';
import { CancellationNotice } from '../entities/index.js';
import { type CalendarDate, invalidInput, issue, refuse } from '../kernel/index.js';
import { type CancellationNoticeState, cancellationNoticeLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import type { ChangeDraft } from './change-draft.js';

const SELECT = `SELECT ${selectList(CancellationNotice)} FROM cancellation_notice`;
const BY_ID = { name: 'cancellationNotice.byId', text: `${SELECT} WHERE id = $1` };
const GIVEN = { name: 'cancellationNotice.given', text: `${SELECT} WHERE policy_id = $1 AND state = 'GIVEN'` };
const OF_POLICIES = {
  name: 'cancellationNotice.ofPolicies',
  text: `${SELECT} WHERE policy_id = ANY ($1) ORDER BY policy_id, id`,
};
// The last day is over where the programme is.
const DUE = {
  name: 'cancellationNotice.due',
  text: `${SELECT} n WHERE n.state = 'GIVEN' AND n.id > $2 AND n.last_day_of_cover < ($1::timestamptz AT TIME ZONE (
           SELECT g.time_zone FROM policy p JOIN programme g ON g.id = p.programme_id AND g.partner_id = p.partner_id
           WHERE p.id = n.policy_id AND p.partner_id = n.partner_id))::date
         ORDER BY n.id LIMIT $3`,
};

export async function readNotice(tx: Transaction, id: string): Promise<CancellationNotice | undefined> {
  const [notice] = await tx.rows<CancellationNotice>(BY_ID, [id]);
  return notice;
}

/** The notice that stands; a policy has one at a time. */
export async function givenNotice(tx: Transaction, policyId: string): Promise<CancellationNotice | undefined> {
  const [notice] = await tx.rows<CancellationNotice>(GIVEN, [policyId]);
  return notice;
}

export const noticesOfPolicies = (tx: Transaction, policyIds: readonly string[]): Promise<CancellationNotice[]> =>
  tx.rows<CancellationNotice>(OF_POLICIES, [policyIds]);

/** Has rows where the last day of cover of a notice that stands is over. */
export const anyNoticeDue = (at: Date): Question[] => [{ statement: DUE, values: [at, '', 1] }];

/** Notices that stand and whose last day of cover is over, by id. */
export const dueNotices = (
  tx: Transaction,
  { at, after, limit }: { readonly at: Date; readonly after: string; readonly limit: number },
): Promise<CancellationNotice[]> => tx.rows<CancellationNotice>(DUE, [at, after, limit]);

export const moveNotice = (
  tx: Transaction,
  notice: CancellationNotice,
  to: CancellationNoticeState,
  { at, cause }: { readonly at: Date; readonly cause: string },
): Promise<void> =>
  transition<CancellationNoticeState>(tx, {
    machine: cancellationNoticeLifecycle,
    table: 'cancellation_notice',
    id: notice.id,
    to,
    cause,
    at,
    parties: notice,
  });

/** Refuses a cancellation by the insurer that no notice announced, or that comes before the day it announced. */
export async function requireNotice(
  tx: Transaction,
  policyId: string,
  draft: ChangeDraft,
  on: CalendarDate,
): Promise<void> {
  if (draft.change !== 'CANCELLATION' || draft.by !== 'INSURER' || draft.noticeGivenOn === null) return;
  const notice = await givenNotice(tx, policyId);
  if (notice?.givenOn !== draft.noticeGivenOn) {
    const message = 'is not the day of a notice that stands; give one with cancellationNoticeGive';
    refuse(invalidInput([issue('noticeGivenOn', 'NO_NOTICE', message)]));
  } else if (notice.reason !== draft.reason) {
    refuse(invalidInput([issue('reason', 'NOT_NOTICED', `the notice that stands says ${notice.reason}`)]));
  } else if (on < notice.lastDayOfCover) {
    const message = `the notice promises cover until ${notice.lastDayOfCover}`;
    refuse(invalidInput([issue('effectiveOn', 'NOTICE_TOO_SHORT', message)]));
  }
}

/** A notice that stands when cover ends has done its work, or is of no use any more. */
export async function settleNotice(
  tx: Transaction,
  policyId: string,
  { at, cause, byInsurer }: { readonly at: Date; readonly cause: string; readonly byInsurer: boolean },
): Promise<void> {
  const notice = await givenNotice(tx, policyId);
  if (notice) await moveNotice(tx, notice, byInsurer ? 'EFFECTIVE' : 'OBSOLETE', { at, cause });
}
