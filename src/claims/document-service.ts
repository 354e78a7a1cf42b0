import { createHash } from 'node:crypto';
import { selectList } from '../database/columns.js';
import { checkKey, claimKey } from '../database/idempotency.js';
import {
  type Question,
  type Statement,
  systemScope,
  type Transaction,
  type UnitOfWork,
} from '../database/unit-of-work.js';
import { Document } from '../entities/index.js';
import {
  type Clock,
  type FieldIssue,
  failure,
  invalidInput,
  isId,
  issue,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
} from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { acceptingScanner, type DocumentScanner, scanState } from './document-scanner.js';
import { contentMatches, fileNameOf, isMediaType, MEDIA_TYPES } from './document-types.js';

/** 10 MiB. */
export const MAX_DOCUMENT_BYTES = 10 * 1024 * 1024;

const INSERT = {
  name: 'document.insert',
  text: `INSERT INTO document (id, owner_id, file_name, media_type, size_bytes, sha256, content, stored_at, scan_state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};
const WITHOUT_CONTENT = {
  name: 'document.withoutContent',
  text: `SELECT ${selectList(Document).replace('content, ', '')} FROM document WHERE id = $1`,
};
const WITH_CONTENT = {
  name: 'document.withContent',
  text: `SELECT ${selectList(Document)} FROM document WHERE id = $1`,
};

const PENDING = {
  name: 'document.pending',
  text: `SELECT ${selectList(Document)} FROM document WHERE scan_state = 'PENDING' AND id > $1 ORDER BY id LIMIT 1`,
};
// What infects does not stay in the database.
const SCANNED = {
  name: 'document.scanned',
  text: `UPDATE document SET scan_state = $2, content = CASE WHEN $2 = 'INFECTED' THEN ''::bytea ELSE content END
         WHERE id = $1 AND scan_state = 'PENDING'`,
};

export type DocumentRow = Omit<Document, 'content'>;

export interface Upload {
  readonly fileName: string;
  /** Without parameters: `application/pdf`. */
  readonly mediaType: string;
  /** 1 byte to 10 MiB. */
  readonly content: Buffer;
  /** Same key, same file: answers the document stored first. */
  readonly idempotencyKey?: string | undefined;
  /** `Content-Digest` (RFC 9530) of the content; a SHA-256 in it must be right. */
  readonly digest?: string | undefined;
}

export interface DocumentDependencies {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  /** Accepts everything when not given. */
  readonly scanner?: DocumentScanner;
  /** Runs in the transaction that ends a file's waiting, e.g. to count it as evidence. */
  readonly afterScan?: (tx: Transaction, documentId: string) => Promise<void>;
}

/**
 * Keeps files that prove something. Only the organisation that uploaded a file sees it, until it is given as evidence;
 * nobody reads one that was not found clean. Not responsible for what a file proves.
 */
export class DocumentService {
  private readonly scanner: DocumentScanner;

  constructor(private readonly dependencies: DocumentDependencies) {
    this.scanner = dependencies.scanner ?? acceptingScanner;
  }

  store(viewer: Viewer, upload: Upload): Promise<Outcome<DocumentRow>> {
    const { units, clock } = this.dependencies;
    return outcomeOf(async () => {
      const { mediaType, content, idempotencyKey } = upload;
      const fileName = fileNameOf(upload.fileName);
      const sha256 = createHash('sha256').update(content).digest('hex');
      checkUpload({ ...upload, fileName }, sha256);
      // Before the transaction: a scanner may be slow, a connection is dear.
      const state = await scanState(this.scanner, { fileName, mediaType, sha256, content });
      if (state === 'INFECTED')
        refuse(invalidInput([issue('content', 'INFECTED', 'carries malware; nothing was stored')]));
      const id = newId('document');
      return units.run(scopeOf(viewer), async (tx) => {
        const tenantId = viewer.organisationId;
        const input = { fileName, mediaType, sha256 };
        const first =
          idempotencyKey === undefined
            ? undefined
            : await claimKey(tx, { tenantId, key: idempotencyKey, operation: 'documentStore', input }, { id });
        if (!first) {
          const values = [id, tenantId, fileName, mediaType, content.length, sha256, content, clock.now(), state];
          await tx.run(INSERT, values);
        }
        const [stored] = await tx.rows<DocumentRow>(WITHOUT_CONTENT, [first?.id ?? id]);
        return stored ?? refuse(notFound('document', first?.id ?? id));
      });
    });
  }

  /** With its content, once it was found clean; a document of others does not exist. */
  async read(viewer: Viewer, id: string): Promise<Outcome<Document>> {
    const found = await this.find<Document>(viewer, WITH_CONTENT, id);
    if (!found.ok || found.value.scanState === 'CLEAN') return found;
    const { scanState: from } = found.value;
    const message =
      from === 'PENDING'
        ? 'The document waits for the malware scan; ask again later.'
        : 'Malware was found in the document; it can no longer be read.';
    return failure({ problem: 'StateConflict', message, from, to: 'CLEAN' });
  }

  /** Has rows where `scanPending` has something to do. */
  due(): Question[] {
    return [{ statement: PENDING, values: [''] }];
  }

  /** Asks the scanner again about every file that waits for it. Answers how many have a verdict now. */
  async scanPending(): Promise<number> {
    const { units, afterScan } = this.dependencies;
    let scanned = 0;
    for (let after = ''; ; ) {
      const [file] = await units.rows<Document>(systemScope, PENDING, [after]);
      if (!file) return scanned;
      after = file.id;
      const state = await scanState(this.scanner, file);
      if (state === 'PENDING') continue;
      await units.run(systemScope, async (tx) => {
        if ((await tx.run(SCANNED, [file.id, state])) === 1) await afterScan?.(tx, file.id);
      });
      scanned += 1;
    }
  }

  /** Without its content. */
  describe(viewer: Viewer, id: string): Promise<Outcome<DocumentRow>> {
    return this.find<DocumentRow>(viewer, WITHOUT_CONTENT, id);
  }

  private find<Row>(viewer: Viewer, statement: Statement, id: string): Promise<Outcome<Row>> {
    return outcomeOf(async () => {
      if (!isId('document', id)) return refuse(notFound('document', id));
      const [row] = await this.dependencies.units.rows<Row>(scopeOf(viewer), statement, [id]);
      return row ?? refuse(notFound('document', id));
    });
  }
}

// The members of a dictionary (RFC 8941) whose values are byte sequences.
const SHA256_DIGEST = /(?:^|,)\s*sha-256=([^,]*)/i;
const BYTES = /^:([A-Za-z0-9+/]{43}=):\s*$/;

function digestIssue(digest: string | undefined, sha256: string): FieldIssue | undefined {
  const said = SHA256_DIGEST.exec(digest ?? '')?.[1];
  if (said === undefined) return undefined;
  const base64 = BYTES.exec(said)?.[1];
  if (base64 === undefined) return issue('digest', 'MALFORMED_DIGEST', 'must be sha-256=:base64 of the SHA-256:');
  if (Buffer.from(base64, 'base64').toString('hex') === sha256) return undefined;
  return issue('digest', 'CONTENT_ALTERED', 'is not that of the bytes that arrived');
}

function checkUpload({ fileName, mediaType, content, idempotencyKey, digest }: Upload, sha256: string): void {
  const issues = [];
  const altered = digestIssue(digest, sha256);
  if (altered) issues.push(altered);
  if (fileName === '') issues.push(issue('fileName', 'BAD_FILE_NAME', 'must have 1 to 200 printable characters'));
  if (!isMediaType(mediaType)) {
    issues.push(issue('mediaType', 'MEDIA_TYPE_NOT_ALLOWED', `must be one of ${MEDIA_TYPES.join(', ')}`));
  } else if (content.length > 0 && !contentMatches(mediaType, content)) {
    issues.push(issue('content', 'CONTENT_MISMATCH', `is not ${mediaType}`));
  }
  if (content.length === 0) issues.push(issue('content', 'EMPTY', 'must not be empty'));
  if (content.length > MAX_DOCUMENT_BYTES) {
    issues.push(issue('content', 'TOO_LARGE', `must have at most ${MAX_DOCUMENT_BYTES} bytes`));
  }
  if (issues.length > 0) refuse(invalidInput(issues));
  const key = idempotencyKey === undefined ? undefined : checkKey(idempotencyKey);
  if (key && !key.ok) refuse(key.error);
}
