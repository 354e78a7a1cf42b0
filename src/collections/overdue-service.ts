import { giveNotices } from '../documents/give-notice.js';
import type { ChargeOff, OverdueNotice } from '../entities/index.js';
import { type CalendarDate, formatMinor, issue, type Money, type Outcome, refuse } from '../kernel/index.js';
import { daysBehind } from '../policies/delinquency.js';
import {
  type CollectionCommand,
  type CollectionRecorder,
  checkNote,
  checkOwed,
  notBehind,
  refuseIssues,
} from './collection-recorder.js';
import { partiesOf, rowsOfLoans } from './collection-rows.js';

export interface NoticeInput {
  readonly policy: string;
  readonly note: string | null;
}

export interface ChargeOffInput {
  readonly policy: string;
  readonly on: CalendarDate;
  readonly amount: Money;
  readonly note: string | null;
}

/** What the lender says about an overdue: notice to the insurer, and the charge-off in its own books. */
export class OverdueService {
  constructor(private readonly recorder: CollectionRecorder) {}

  /** Tells the insurer of the overdue that runs now; once for each overdue. */
  giveNotice(command: CollectionCommand, input: NoticeInput): Promise<Outcome<OverdueNotice>> {
    const { policy, note } = input;
    const what = {
      table: 'overdue_notice',
      kind: 'overdueNotice',
      operation: 'overdueNoticeGive',
      policy,
      input,
    } as const;
    return this.recorder.record(command, what, async ({ tx, loan, at, on }, id) => {
      refuseIssues(checkNote(note));
      const overdueSince = loan.oldestUnpaidDueOn as CalendarDate | null;
      const daysPastDue = daysBehind(overdueSince, on, loan.stoppedDays);
      if (overdueSince === null || daysPastDue === 0) return refuse(notBehind);
      const given = await rowsOfLoans(tx, 'overdue_notice', [loan.id]);
      if (given.some((notice) => notice.overdueSince === overdueSince)) {
        const message = `Notice of the overdue since ${overdueSince} was given already.`;
        return refuse({ problem: 'StateConflict', message, from: 'NOTICE_GIVEN', to: 'NOTICE_GIVEN' });
      }
      const givenBy = command.viewer.keyId;
      const row = { id, ...partiesOf(loan), overdueSince, givenOn: on, daysPastDue, note, givenBy, recordedAt: at };
      const payload = { overdueSince, daysPastDue };
      const from = command.viewer.organisationId;
      const said = {
        policyId: loan.policyId,
        about: id,
        version: 1,
        on,
        from,
        figures: { overdueSince, daysPastDue, note },
      };
      const followed = () => giveNotices(tx, [{ kind: 'OVERDUE_NOTICE', ...said }], at);
      return { row, event: { kind: 'loan.noticeGiven', subjectKind: 'loan', subjectId: loan.id, payload }, followed };
    });
  }

  /** The lender takes the loan off its books. Moves no balance, ends no cover and writes off no recovery. */
  chargeOff(command: CollectionCommand, input: ChargeOffInput): Promise<Outcome<ChargeOff>> {
    const { policy, amount, note } = input;
    const keyed = { ...input, amount: { minor: String(amount.minor), currency: amount.currency } };
    const what = {
      table: 'charge_off',
      kind: 'chargeOff',
      operation: 'chargeOffRecord',
      policy,
      input: keyed,
    } as const;
    return this.recorder.record(command, what, async ({ tx, loan, at, on }, id) => {
      const issues = [...checkNote(note), ...(await checkOwed(tx, loan, amount))];
      if (input.on > on) issues.push(issue('on', 'DATE_IN_FUTURE', `must not be after ${on}`));
      refuseIssues(issues);
      if ((await rowsOfLoans(tx, 'charge_off', [loan.id])).length > 0) {
        const message = 'The loan is charged off already.';
        return refuse({ problem: 'StateConflict', message, from: 'CHARGED_OFF', to: 'CHARGED_OFF' });
      }
      const { currency } = loan;
      const row = {
        id,
        ...partiesOf(loan),
        chargedOffOn: input.on,
        currency,
        amountMinor: amount.minor,
        note,
        recordedAt: at,
      };
      const payload = { amount: formatMinor(amount.minor, amount.currency), currency, on: input.on };
      return { row, event: { kind: 'loan.chargedOff', subjectKind: 'loan', subjectId: loan.id, payload } };
    });
  }
}
