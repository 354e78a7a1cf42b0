import type { Transaction } from '../database/unit-of-work.js';
import type { Loan } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { newId } from '../kernel/index.js';
import { collectionEvent, partiesOf } from './collection-rows.js';

export type WarningGrade = 'WATCH' | 'WARNING' | 'ALARM';

/** Signs that a loan may go wrong, and how grave each is. */
export const WARNING_GRADES = {
  REPEATEDLY_LATE: 'WATCH',
  NOTICE_NOT_GIVEN: 'WATCH',
  THIRTY_DAYS_LATE: 'WARNING',
  PROMISE_BROKEN: 'WARNING',
  CONTACT_RULE_BROKEN: 'WARNING',
  SIXTY_DAYS_LATE: 'ALARM',
  FIRST_PAYMENT_MISSED: 'ALARM',
} as const satisfies Readonly<Record<string, WarningGrade>>;

export type WarningKind = keyof typeof WARNING_GRADES;

type WarnedLoan = Pick<Loan, 'id' | 'policyId' | 'partnerId' | 'insurerId' | 'lenderId'>;

export interface NewWarning {
  readonly loan: WarnedLoan;
  readonly kind: WarningKind;
  /** What it is about, once for each: an overdue by its date, a promise, a contact. */
  readonly about: string;
}

const INSERT = {
  name: 'warning.insert',
  text: `INSERT INTO monitoring_warning (id, loan_id, partner_id, insurer_id, lender_id, kind, grade, about, raised_at)
         SELECT id, "loanId", "partnerId", "insurerId", "lenderId", kind, grade, about, $2
         FROM jsonb_to_recordset($1) AS w (id text, "loanId" text, "partnerId" text, "insurerId" text, "lenderId" text,
           kind text, grade text, about text)
         ON CONFLICT ON CONSTRAINT monitoring_warning_once DO NOTHING RETURNING id`,
};

/** Raises warnings that nobody raised before, and tells of them; answers how many. */
export async function raiseWarnings(
  tx: Transaction,
  warnings: readonly NewWarning[],
  context: { readonly at: Date; readonly cause: string },
): Promise<number> {
  if (warnings.length === 0) return 0;
  const rows = warnings.map(({ loan, kind, about }) => ({
    id: newId('monitoringWarning'),
    ...partiesOf(loan),
    kind,
    grade: WARNING_GRADES[kind],
    about,
  }));
  const inserted = await tx.rows<{ id: string }>(INSERT, [JSON.stringify(rows), context.at]);
  const raised = new Set(inserted.map(({ id }) => id));
  await appendEvents(
    tx,
    rows.flatMap(({ id, kind, grade }, at) => {
      const loan = warnings[at]?.loan;
      if (!loan || !raised.has(id)) return [];
      const payload = { kind, grade };
      return collectionEvent(
        loan,
        { kind: 'warning.raised', subjectKind: 'monitoringWarning', subjectId: id, payload },
        context,
      );
    }),
  );
  return raised.size;
}
