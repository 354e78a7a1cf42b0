import { selectList } from '../database/columns.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import { Document, PolicyNotice } from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';

const OF_POLICIES = {
  name: 'notice.ofPolicies',
  text: `SELECT ${selectList(PolicyNotice, undefined, ['said'])} FROM policy_notice WHERE policy_id = ANY ($1)
         ORDER BY policy_id, id`,
};
const DOCUMENTS = {
  name: 'notice.documents',
  text: `SELECT ${selectList(Document, undefined, ['content'])} FROM document WHERE id = ANY ($1)`,
};

type DocumentRow = Omit<Document, 'content'>;

/** A notice with what its print is, once it is made; the content is downloaded. */
export type NoticeRow = Omit<PolicyNotice, 'said'> & { readonly pdf: DocumentRow | null };

/** Reads notices, each viewer its own slice. */
export class NoticeReader {
  constructor(private readonly units: UnitOfWork) {}

  /** By policy, oldest first. */
  ofPolicies(viewer: Viewer, policyIds: readonly string[]): Promise<NoticeRow[]> {
    return this.units.run(
      scopeOf(viewer),
      async (tx) => {
        const notices = await tx.rows<Omit<PolicyNotice, 'said'>>(OF_POLICIES, [policyIds]);
        const ids = notices.flatMap(({ pdfDocumentId }) => pdfDocumentId ?? []);
        const documents = new Map((await tx.rows<DocumentRow>(DOCUMENTS, [ids])).map((row) => [row.id, row]));
        return notices.map((notice) => ({ ...notice, pdf: documents.get(notice.pdfDocumentId ?? '') ?? null }));
      },
      { readOnly: true },
    );
  }
}
