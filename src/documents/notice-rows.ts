import type { Transaction } from '../database/unit-of-work.js';
import { invariant } from '../kernel/index.js';
import { fileValues, type MadeFile } from './made-file.js';
import type { NoticePaper, NoticeParty } from './notice.js';

/** `policy_notice.said`, as `giveNotices` writes it. */
interface Said {
  readonly policyNumber: string;
  readonly loanReference: string | null;
  readonly from: string;
  readonly to: readonly {
    readonly role: string;
    readonly organisation: string | null;
    readonly obligor: string | null;
  }[];
  readonly figures: NoticePaper['figures'];
}

export interface DueNotice {
  readonly id: string;
  readonly kind: NoticePaper['kind'];
  readonly partnerId: string;
  readonly version: number;
  readonly givenOn: string;
  readonly said: Said;
}

// Organisations never change their names.
const DUE = {
  name: 'notice.due',
  text: `SELECT id, kind, partner_id AS "partnerId", version, given_on AS "givenOn", said
         FROM policy_notice WHERE made_at IS NULL AND id > $1 ORDER BY id LIMIT $2`,
};
const NAMES = { name: 'notice.names', text: 'SELECT id, name, country FROM organisation WHERE id = ANY ($1)' };
const LOCK = {
  name: 'notice.lockDue',
  text: 'SELECT id FROM policy_notice WHERE id = $1 AND partner_id = $2 AND made_at IS NULL FOR NO KEY UPDATE',
};
const KEEP = {
  name: 'notice.keep',
  text: `WITH of AS (SELECT id, partner_id, insurer_id, lender_id FROM policy_notice WHERE id = $1 AND partner_id = $2),
    stored AS (
      INSERT INTO document (id, owner_id, partner_id, insurer_id, lender_id, file_name, media_type, size_bytes, sha256,
        content, stored_at, scan_state)
      SELECT f.id, of.insurer_id, of.partner_id, of.insurer_id, of.lender_id, f.file_name, f.media_type, length(f.content),
        f.sha256, f.content, $3, 'CLEAN'
      FROM of, unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[])
        AS f (id, file_name, media_type, sha256, content))
    UPDATE policy_notice n SET pdf_document_id = ($4::text[])[1], document_owner_id = of.insurer_id, made_at = $3
    FROM of, policy p WHERE n.id = of.id AND n.partner_id = of.partner_id AND p.id = n.policy_id AND p.partner_id = n.partner_id
    RETURNING p.id AS "policyId", p.insurer_id AS "insurerId", p.lender_id AS "lenderId"`,
};

/** The next notices without a print after `after`, in the order of their ids. */
export const dueNotices = (tx: Transaction, after: string, limit: number): Promise<DueNotice[]> =>
  tx.rows<DueNotice>(DUE, [after, limit]);

/** What is printed of a notice; every word of it was said when it was given. */
export async function paperOf(tx: Transaction, notice: DueNotice, madeAt: Date): Promise<NoticePaper> {
  const { id, kind, partnerId, version, givenOn, said } = notice;
  const ids = [partnerId, said.from, ...said.to.flatMap(({ organisation }) => organisation ?? [])];
  const rows = await tx.rows<{ id: string; name: string; country: string }>(NAMES, [ids]);
  const named = (organisation: string, roles: readonly string[]): NoticeParty => {
    const found = rows.find((row) => row.id === organisation);
    invariant(found, `organisation ${organisation} of notice ${id} exists`);
    return { roles, name: found.name, country: found.country };
  };
  // Who plays several roles is named once.
  const keys = [...new Set(said.to.map(({ organisation, obligor }) => organisation ?? obligor ?? ''))];
  const to = keys.map((key) => {
    const played = said.to.filter(({ organisation, obligor }) => (organisation ?? obligor ?? '') === key);
    const roles = played.map(({ role }) => role);
    return played[0]?.organisation ? named(key, roles) : { roles, name: key, country: null };
  });
  const { policyNumber, loanReference, figures } = said;
  const from = named(said.from, []);
  const through = named(partnerId, ['PRODUCER']);
  const paper = { kind, id, version, givenOn, policyNumber, loanReference, from, to, through, figures };
  // Kind and figures were written together.
  return { ...paper, madeAt: madeAt.toISOString() } as NoticePaper;
}

/** Keeps the print of a notice, unless somebody else has; answers whose it is today. */
export async function keepPrint(
  tx: Transaction,
  { id, partnerId }: DueNotice,
  { pdf, at }: { readonly pdf: MadeFile; readonly at: Date },
): Promise<{ readonly policyId: string; readonly insurerId: string; readonly lenderId: string } | undefined> {
  const [due] = await tx.rows(LOCK, [id, partnerId]);
  if (!due) return undefined;
  const [kept] = await tx.rows<{ policyId: string; insurerId: string; lenderId: string }>(KEEP, [
    id,
    partnerId,
    at,
    ...fileValues([pdf]),
  ]);
  return kept;
}
