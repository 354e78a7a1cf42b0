import { selectList } from '../database/columns.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import { Document, PolicyCertificate } from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';

const OF_POLICIES = {
  name: 'certificate.ofPolicies',
  text: `SELECT ${selectList(PolicyCertificate)} FROM policy_certificate WHERE policy_id = ANY($1)
         ORDER BY policy_id, version`,
};
const DOCUMENTS = {
  name: 'certificate.documents',
  text: `SELECT ${selectList(Document, undefined, ['content'])} FROM document WHERE id = ANY($1)`,
};

type DocumentRow = Omit<Document, 'content'>;

/** A certificate with what its files are; their content is downloaded. */
export type CertificateRow = PolicyCertificate & { readonly json: DocumentRow; readonly pdf: DocumentRow };

/** Reads certificates, each viewer its own slice. */
export class CertificateReader {
  constructor(private readonly units: UnitOfWork) {}

  /** By policy, oldest first. */
  ofPolicies(viewer: Viewer, policyIds: readonly string[]): Promise<CertificateRow[]> {
    return this.units.run(
      scopeOf(viewer),
      async (tx) => {
        const certificates = await tx.rows<PolicyCertificate>(OF_POLICIES, [policyIds]);
        const ids = certificates.flatMap(({ jsonDocumentId, pdfDocumentId }) => [jsonDocumentId, pdfDocumentId]);
        const documents = new Map((await tx.rows<DocumentRow>(DOCUMENTS, [ids])).map((row) => [row.id, row]));
        return certificates.flatMap((certificate) => {
          const json = documents.get(certificate.jsonDocumentId);
          const pdf = documents.get(certificate.pdfDocumentId);
          return json && pdf ? { ...certificate, json, pdf } : [];
        });
      },
      { readOnly: true },
    );
  }
}
