import { selectList } from '../database/columns.js';
import { GroupCommit } from '../database/group-commit.js';
import { type Transaction, tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import { Consent, CreditReport } from '../entities/index.js';

/** What is looked up, and stored, before a bureau may be called. */
export interface BureauCall {
  readonly partnerId: string;
  readonly idempotencyKey: string;
  readonly obligorKey: string;
  /** The oldest report that is still good enough. */
  readonly notBefore: Date;
  readonly consent: Consent;
}

/** KEY_TAKEN: answered before. A report: young enough. CALL: the consent is stored, the bureau may be asked. */
export type CallPermission = 'KEY_TAKEN' | 'CALL' | CreditReport;

// One statement for all requests of a batch. The consent of a request that needs no call travels with its quote.
const PREPARE_CALLS = {
  name: 'creditReport.prepareCalls',
  text: `WITH asked AS (
           SELECT * FROM jsonb_to_recordset($1) AS a (n integer, "partnerId" text, "idempotencyKey" text,
             "obligorKey" text, "notBefore" timestamptz, consent jsonb)),
         looked AS (
           SELECT a.n,
             EXISTS (SELECT FROM idempotency_key k WHERE k.tenant_id = a."partnerId" AND k.key = a."idempotencyKey")
               AS taken, r.*
           FROM asked a LEFT JOIN LATERAL (
             SELECT ${selectList(CreditReport)} FROM credit_report
             WHERE partner_id = a."partnerId" AND obligor_key = a."obligorKey" AND obtained_at >= a."notBefore"
             ORDER BY obtained_at DESC LIMIT 1) r ON true),
         stored AS (
           INSERT INTO consent (id, partner_id, obligor_key, obligor_reference, purpose, given_at, until, reference,
             recorded_at)
           SELECT c.id, c."partnerId", c."obligorKey", c."obligorReference", c.purpose, c."givenAt", c.until, c.reference,
             c."recordedAt"
           FROM asked JOIN looked USING (n), jsonb_to_record(asked.consent) AS c (id text, "partnerId" text,
             "obligorKey" text, "obligorReference" text, purpose text, "givenAt" timestamptz, until date, reference text,
             "recordedAt" timestamptz)
           WHERE NOT taken AND looked.id IS NULL)
         SELECT * FROM looked ORDER BY n`,
};

const WRITE_CONSENTS = {
  name: 'consent.write',
  text: `INSERT INTO consent (id, partner_id, obligor_key, obligor_reference, purpose, given_at, until, reference,
           recorded_at)
         SELECT id, "partnerId", "obligorKey", "obligorReference", purpose, "givenAt", until, reference, "recordedAt"
         FROM jsonb_to_recordset($1) AS c (id text, "partnerId" text, "obligorKey" text, "obligorReference" text,
           purpose text, "givenAt" timestamptz, until date, reference text, "recordedAt" timestamptz)`,
};

const WRITE_REPORTS = {
  name: 'creditReport.write',
  text: `INSERT INTO credit_report (id, partner_id, obligor_key, consent_id, reported_by, figures, identity, obtained_at)
         SELECT id, "partnerId", "obligorKey", "consentId", "reportedBy", figures, identity, "obtainedAt"
         FROM jsonb_to_recordset($1) AS r (id text, "partnerId" text, "obligorKey" text, "consentId" text,
           "reportedBy" text, figures jsonb, identity text, "obtainedAt" timestamptz)`,
};

/** Stores what quotes of one batch learnt about their obligors; no statement when they learnt nothing. */
export async function writeCreditData(
  tx: Transaction,
  consents: readonly Consent[],
  reports: readonly CreditReport[],
): Promise<void> {
  await Promise.all([
    consents.length > 0 && tx.run(WRITE_CONSENTS, [JSON.stringify(consents)]),
    reports.length > 0 && tx.run(WRITE_REPORTS, [JSON.stringify(reports)]),
  ]);
}

type LookedUp = { readonly taken: boolean } & (CreditReport | { readonly id: null });

/** Before each bureau call one look at the database, many requests in one transaction; it is over before the call. */
export class CreditReportStore {
  private readonly calls: GroupCommit<BureauCall, CallPermission>;

  constructor(units: UnitOfWork) {
    this.calls = new GroupCommit(
      (calls) =>
        units.run(tenantScope(...new Set(calls.map(({ partnerId }) => partnerId))), (tx) => prepare(tx, calls)),
      { maxBatch: 64, maxInFlight: 2, minBeside: 1 },
    );
  }

  prepareCall(call: BureauCall): Promise<CallPermission> {
    return this.calls.submit(call);
  }
}

async function prepare(tx: Transaction, calls: readonly BureauCall[]): Promise<CallPermission[]> {
  const rows = await tx.rows<LookedUp>(PREPARE_CALLS, [JSON.stringify(calls.map((call, n) => ({ n, ...call })))]);
  return rows.map(({ taken, ...row }) => {
    if (taken) return 'KEY_TAKEN';
    return row.id === null ? 'CALL' : row;
  });
}
