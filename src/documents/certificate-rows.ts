import type { Transaction } from '../database/unit-of-work.js';
import { fileValues, type MadeFile } from './made-file.js';

/** Why cover is over. */
export type CoverEndReason = 'LOAN_REPAID' | 'LOSS_PAID' | 'RAN_OUT' | 'PREMIUM_UNPAID' | 'CANCELLED';

/** Everything a certificate says, as it stood in one snapshot. */
export interface CertificateSource {
  /** Of the last transaction of the policy. */
  readonly sequence: number;
  /** The version to be made. */
  readonly version: number;
  /** Whether cover has ended without a transaction. */
  readonly isFinal: boolean;
  /** Null while cover is in force. */
  readonly ended: { readonly on: string; readonly reason: CoverEndReason } | null;
  readonly policy: {
    readonly id: string;
    readonly number: string;
    readonly partnerId: string;
    readonly insurerId: string;
    readonly lenderId: string;
    readonly scenario: string;
    readonly status: string;
    readonly currency: string;
    readonly sumInsuredMinor: bigint;
    readonly insuredPercentage: string;
    readonly premiumMinor: bigint;
    readonly startsOn: string;
    readonly endsOn: string;
    readonly boundAt: Date;
    readonly activatedAt: Date;
    readonly closedAt: Date | null;
  };
  readonly loan: { readonly reference: string; readonly principalMinor: bigint; readonly waitingDays: number };
  readonly product: { readonly code: string; readonly name: string; readonly version: number };
  readonly parties: readonly {
    readonly role: string;
    readonly name: string | null;
    readonly country: string | null;
    readonly obligorReference: string | null;
  }[];
  readonly coInsurers: readonly { readonly name: string; readonly share: string }[];
  readonly schedule: readonly {
    readonly number: number;
    readonly dueOn: string;
    readonly principalMinor: string;
    readonly interestMinor: string;
  }[];
}

type Row = CertificateSource['policy'] &
  Omit<CertificateSource, 'policy' | 'loan' | 'product'> & {
    readonly loanReference: string;
    readonly principalMinor: bigint;
    readonly waitingDays: number;
    readonly productCode: string;
    readonly productName: string;
    readonly productVersion: number;
  };

// One statement, so that policy, parties and schedule are of one moment. Bigints in JSON are text.
const DUE = {
  name: 'certificate.due',
  text: `SELECT p.id, p.number, p.partner_id AS "partnerId", p.insurer_id AS "insurerId", p.lender_id AS "lenderId",
      p.scenario, p.status, p.currency, p.sum_insured_minor AS "sumInsuredMinor",
      p.insured_percentage AS "insuredPercentage", p.premium_minor AS "premiumMinor", p.starts_on AS "startsOn",
      p.ends_on AS "endsOn", p.bound_at AS "boundAt", p.activated_at AS "activatedAt", p.closed_at AS "closedAt",
      l.reference AS "loanReference", l.principal_minor AS "principalMinor", l.waiting_days AS "waitingDays",
      d.code AS "productCode", d.name AS "productName", v.version AS "productVersion",
      (SELECT max(t.sequence) FROM policy_transaction t
       WHERE t.policy_id = p.id AND t.partner_id = p.partner_id) AS sequence,
      u.is_final AS "isFinal",
      CASE WHEN p.status <> 'ACTIVE' THEN json_build_object(
        'on', CASE p.status WHEN 'EXPIRED' THEN p.ends_on WHEN 'CLOSED' THEN (p.closed_at AT TIME ZONE l.time_zone)::date
          ELSE (SELECT t.effective_on FROM policy_transaction t WHERE t.policy_id = p.id AND t.partner_id = p.partner_id
                ORDER BY t.sequence DESC LIMIT 1) END,
        'reason', CASE p.status WHEN 'EXPIRED' THEN 'RAN_OUT' WHEN 'LAPSED' THEN 'PREMIUM_UNPAID' WHEN 'CANCELLED' THEN 'CANCELLED'
          ELSE CASE l.status WHEN 'CLAIMED' THEN 'LOSS_PAID' ELSE 'LOAN_REPAID' END END) END AS ended,
      (SELECT coalesce(max(c.version), 0) + 1 FROM policy_certificate c
       WHERE c.policy_id = p.id AND c.partner_id = p.partner_id) AS version,
      (SELECT json_agg(json_build_object('role', r.role, 'name', o.name, 'country', o.country,
         'obligorReference', r.obligor_reference) ORDER BY r.role, r.position)
       FROM policy_role r LEFT JOIN organisation o ON o.id = r.organisation_id
       WHERE r.policy_id = p.id AND r.partner_id = p.partner_id) AS parties,
      coalesce((SELECT json_agg(json_build_object('name', o.name, 'share', s.share::text) ORDER BY s.position)
       FROM policy_insurer_share s JOIN organisation o ON o.id = s.insurer_id
       WHERE s.policy_id = p.id AND s.partner_id = p.partner_id), '[]') AS "coInsurers",
      (SELECT json_agg(json_build_object('number', i.number, 'dueOn', i.due_on, 'principalMinor', i.principal_minor::text,
         'interestMinor', i.interest_minor::text) ORDER BY i.number)
       FROM instalment i WHERE i.loan_id = l.id AND i.partner_id = l.partner_id) AS schedule
    FROM certificate_due u
    JOIN policy p ON p.id = u.policy_id AND p.partner_id = u.partner_id
    JOIN loan l ON l.policy_id = p.id AND l.partner_id = p.partner_id
    JOIN product_version v ON v.id = p.product_version_id
    JOIN product d ON d.id = v.product_id AND d.insurer_id = v.insurer_id
    WHERE u.policy_id > $1 ORDER BY u.policy_id LIMIT $2`,
};
// Held until the certificate is written: of two gateways one makes it, and a change made meanwhile stays due.
const LOCK = {
  name: 'certificate.lockDue',
  text: `SELECT u.sequence FROM certificate_due u WHERE u.policy_id = $1 AND u.partner_id = $2
           AND NOT EXISTS (SELECT 1 FROM policy_certificate c
             WHERE c.policy_id = $1 AND c.partner_id = $2
               AND (c.transaction_sequence > $3 OR (c.transaction_sequence = $3 AND c.is_final >= $4)))
         FOR UPDATE`,
};
const STORE = {
  name: 'certificate.store',
  text: `WITH stored AS (
      INSERT INTO document (id, owner_id, partner_id, insurer_id, lender_id, file_name, media_type, size_bytes, sha256,
        content, stored_at, scan_state)
      SELECT f.id, $4, $3, $4, $5, f.file_name, f.media_type, length(f.content), f.sha256, f.content, $9, 'CLEAN'
      FROM unnest($10::text[], $11::text[], $12::text[], $13::text[], $14::bytea[])
        AS f (id, file_name, media_type, sha256, content))
    INSERT INTO policy_certificate (policy_id, version, partner_id, insurer_id, lender_id, transaction_sequence, is_final,
      key_id, json_document_id, pdf_document_id, document_owner_id, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $15, $7, ($10::text[])[1], ($10::text[])[2], $8, $9)`,
};
const DONE = {
  name: 'certificate.done',
  // Cover that ended while this one was made stays due.
  text: `DELETE FROM certificate_due WHERE policy_id = $1 AND partner_id = $2
           AND (sequence < $3 OR (sequence = $3 AND is_final <= $4))`,
};

const sourceOf = ({
  sequence,
  version,
  isFinal,
  ended,
  parties,
  coInsurers,
  schedule,
  loanReference,
  principalMinor,
  waitingDays,
  productCode,
  productName,
  productVersion,
  ...policy
}: Row): CertificateSource => ({
  sequence,
  version,
  isFinal,
  ended,
  policy,
  parties,
  coInsurers,
  schedule,
  loan: { reference: loanReference, principalMinor, waitingDays },
  product: { code: productCode, name: productName, version: productVersion },
});

/** Policies whose certificate is missing or older than their last transaction, in the order of their ids. */
export async function readDue(tx: Transaction, after: string, limit: number): Promise<CertificateSource[]> {
  return (await tx.rows<Row>(DUE, [after, limit])).map(sourceOf);
}

export interface MadeCertificate {
  readonly source: CertificateSource;
  readonly keyId: string;
  readonly madeAt: Date;
  readonly json: MadeFile;
  readonly pdf: MadeFile;
}

/** Keeps both files as the next version, unless somebody else has. */
export async function storeCertificate(tx: Transaction, made: MadeCertificate): Promise<boolean> {
  const { sequence, version, isFinal, policy } = made.source;
  const { id, partnerId, insurerId, lenderId } = policy;
  const [due] = await tx.rows(LOCK, [id, partnerId, sequence, isFinal]);
  if (due) {
    await tx.run(STORE, [
      id,
      version,
      partnerId,
      insurerId,
      lenderId,
      sequence,
      made.keyId,
      insurerId,
      made.madeAt,
      ...fileValues([made.json, made.pdf]),
      isFinal,
    ]);
  }
  await tx.run(DONE, [id, partnerId, sequence, isFinal]);
  return due !== undefined;
}
