import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import {
  ChargeOff,
  CollectionContact,
  type Loan,
  MonitoringWarning,
  OverdueNotice,
  PaymentPromise,
  PolicyHold,
} from '../entities/index.js';
import type { NewEvent } from '../events/event-log.js';

/** Everything that is done about loans that are behind, by table. */
export const COLLECTION_ENTITIES = {
  overdue_notice: OverdueNotice,
  monitoring_warning: MonitoringWarning,
  collection_contact: CollectionContact,
  payment_promise: PaymentPromise,
  charge_off: ChargeOff,
  policy_hold: PolicyHold,
} as const;

export type CollectionTable = keyof typeof COLLECTION_ENTITIES;
export type CollectionRow<Table extends CollectionTable> = InstanceType<(typeof COLLECTION_ENTITIES)[Table]>;

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Writes one row; its properties are those of its entity. */
export async function insertRow<Table extends CollectionTable>(
  tx: Transaction,
  table: Table,
  row: CollectionRow<Table>,
): Promise<void> {
  const entries = Object.entries(row);
  const columns = entries.map(([name]) => snakeCase(name)).join(', ');
  const places = entries.map((_, at) => `$${at + 1}`).join(', ');
  const values = entries.map(([, value]) => (typeof value === 'bigint' ? String(value) : value));
  await tx.run({ name: `${table}.insert`, text: `INSERT INTO ${table} (${columns}) VALUES (${places})` }, values);
}

/** The visible rows with these ids. */
export const rowsById = <Table extends CollectionTable>(
  tx: Transaction,
  table: Table,
  ids: readonly string[],
): Promise<CollectionRow<Table>[]> =>
  tx.rows<CollectionRow<Table>>(
    {
      name: `${table}.byIds`,
      text: `SELECT ${selectList(COLLECTION_ENTITIES[table])} FROM ${table} WHERE id = ANY($1)`,
    },
    [ids],
  );

/** The visible rows of loans, oldest first. */
export const rowsOfLoans = <Table extends CollectionTable>(
  tx: Transaction,
  table: Table,
  loanIds: readonly string[],
): Promise<CollectionRow<Table>[]> =>
  tx.rows<CollectionRow<Table>>(
    {
      name: `${table}.ofLoans`,
      text: `SELECT ${selectList(COLLECTION_ENTITIES[table])} FROM ${table} WHERE loan_id = ANY($1) ORDER BY loan_id, id`,
    },
    [loanIds],
  );

/** The parties of a loan's row. */
export const partiesOf = ({
  id,
  partnerId,
  insurerId,
  lenderId,
}: Pick<Loan, 'id' | 'partnerId' | 'insurerId' | 'lenderId'>) => ({
  loanId: id,
  partnerId,
  insurerId,
  lenderId,
});

export interface CollectionEvent {
  readonly kind: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** An event about collecting a loan, told to its partner, insurer and lender. */
export const collectionEvent = (
  loan: Pick<Loan, 'id' | 'policyId' | 'partnerId' | 'insurerId' | 'lenderId'>,
  { kind, subjectKind, subjectId, payload }: CollectionEvent,
  { at, cause }: { readonly at: Date; readonly cause: string },
): NewEvent => ({
  ownerId: loan.partnerId,
  insurerId: loan.insurerId,
  lenderId: loan.lenderId,
  kind,
  subjectKind,
  subjectId,
  payload: { loan: loan.id, policy: loan.policyId, ...payload },
  occurredAt: at,
  cause,
});
