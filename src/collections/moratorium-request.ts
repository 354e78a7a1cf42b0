import type { Transaction } from '../database/unit-of-work.js';
import type { Moratorium } from '../entities/index.js';
import { addDays, type CalendarDate, type FieldIssue, issue, notFound, refuse } from '../kernel/index.js';
import type { Viewer } from '../partners/viewer.js';
import { checkNote, refuseIssues } from './collection-recorder.js';

export interface MoratoriumInput {
  readonly programme: string | null;
  readonly lender: string | null;
  readonly reason: string;
  readonly from: CalendarDate;
  readonly until: CalendarDate;
  readonly postponeMonths: number | null;
  readonly isInterestCharged: boolean;
  readonly note: string | null;
}

/** Whom a sound request reaches. */
export type AskedMoratorium = Pick<
  Moratorium,
  'programmeId' | 'partnerId' | 'lenderId' | 'insurerId' | 'heldFrom' | 'heldUntil'
>;

const MAX_DAYS = 366;
// Each organisation finds the programmes and lenders that it has to do with.
const PROGRAMME = {
  name: 'moratorium.programme',
  text: `SELECT partner_id AS "partnerId" FROM programme WHERE id = $1
         UNION SELECT partner_id FROM programme_lender WHERE programme_id = $1
         UNION SELECT partner_id FROM programme_product WHERE programme_id = $1`,
};
const LENDER = {
  name: 'moratorium.lender',
  text: `SELECT 1 WHERE EXISTS (SELECT 1 FROM programme_lender WHERE lender_id = $1)
           OR EXISTS (SELECT 1 FROM policy WHERE lender_id = $1)`,
};

function periodIssues({ from, until, postponeMonths }: MoratoriumInput, on: CalendarDate): FieldIssue[] {
  const issues: FieldIssue[] = [];
  const latest = addDays(on, MAX_DAYS);
  if (from < on || from > latest) issues.push(issue('from', 'OUT_OF_RANGE', `must lie from ${on} to ${latest}`));
  const last = addDays(from, MAX_DAYS - 1);
  if (until < from || until > last) issues.push(issue('until', 'OUT_OF_RANGE', `must lie from ${from} to ${last}`));
  if (postponeMonths !== null && (postponeMonths < 1 || postponeMonths > 12)) {
    issues.push(issue('postponeMonths', 'OUT_OF_RANGE', 'must be from 1 to 12'));
  }
  return issues;
}

const lends = async (tx: Transaction, organisation: string): Promise<boolean> =>
  (await tx.rows(LENDER, [organisation])).length > 0;

/** The loan is the lender's and the law's to postpone; an insurer can only wait, a partner that lends nothing has nobody to. */
async function rightIssues(tx: Transaction, { organisationKind, organisationId }: Viewer, input: MoratoriumInput) {
  const { programme, lender, postponeMonths } = input;
  const issues: FieldIssue[] = [];
  if (isForItself(organisationKind)) {
    const isOwn = lender === null || lender === organisationId;
    if (!isOwn || !(await lends(tx, organisationId))) {
      issues.push(issue('lender', 'NOT_YOURS', 'a moratorium is over loans of your own'));
    }
    return issues;
  }
  if (programme === null && lender === null) issues.push(issue('programme', 'REQUIRED', 'or lender must say for whom'));
  if (lender !== null && !(await lends(tx, lender))) issues.push(issue('lender', 'UNKNOWN_LENDER', 'names no lender'));
  if (organisationKind === 'INSURER' && postponeMonths !== null) {
    issues.push(issue('postponeMonths', 'NOT_YOURS', 'the loan is the lender’s or the law’s to postpone'));
  }
  return issues;
}

/** A partner can lend itself. */
const isForItself = (kind: Viewer['organisationKind']): boolean => kind === 'PARTNER' || kind === 'LENDER';

/** Refuses what cannot be; each organisation reaches its own policies alone. */
export async function readRequest(
  tx: Transaction,
  viewer: Viewer,
  { input, on }: { readonly input: MoratoriumInput; readonly on: CalendarDate },
): Promise<AskedMoratorium> {
  const { organisationKind: kind, organisationId } = viewer;
  const { programme: programmeId, lender } = input;
  refuseIssues([...(await rightIssues(tx, viewer, input)), ...periodIssues(input, on), ...checkNote(input.note)]);
  const [programme] = programmeId === null ? [] : await tx.rows<{ partnerId: string }>(PROGRAMME, [programmeId]);
  if (programmeId !== null && !programme) return refuse(notFound('programme', programmeId));
  return {
    programmeId,
    partnerId: programme?.partnerId ?? null,
    lenderId: isForItself(kind) ? organisationId : lender,
    insurerId: kind === 'INSURER' ? organisationId : null,
    heldFrom: input.from,
    heldUntil: input.until,
  };
}
