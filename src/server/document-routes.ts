import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentService, MAX_DOCUMENT_BYTES } from '../claims/document-service.js';
import { readBody } from './body.js';
import { header, httpRefusal } from './http-refusal.js';
import type { RouteTools } from './options.js';
import { refusal } from './refusal.js';

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** `X-File-Name` (percent-encoded UTF-8) or the file name of `Content-Disposition` (RFC 6266). */
export function fileNameFrom(fileName: string | undefined, disposition: string | undefined): string {
  if (fileName !== undefined) return decoded(fileName);
  const extended = /;\s*filename\*=utf-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  if (extended !== undefined) return decoded(extended.trim());
  const plain = /;\s*filename=(?:"([^"]*)"|([^;\s]+))/i.exec(disposition ?? '');
  return plain?.[1] ?? plain?.[2] ?? '';
}

async function upload(request: FastifyRequest, documents: DocumentService, tools: RouteTools) {
  const viewer = tools.viewerOf(request);
  if (viewer.role === 'DASHBOARD') {
    throw refusal('A key of role DASHBOARD may not do this.', { code: 'FORBIDDEN', status: 403 });
  }
  const outcome = await documents.store(viewer, {
    fileName: fileNameFrom(header(request, 'x-file-name'), header(request, 'content-disposition')),
    mediaType: (header(request, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
    // Without a media type there is no body to parse.
    content: (request.body as Buffer | undefined) ?? Buffer.alloc(0),
    idempotencyKey: header(request, 'idempotency-key'),
    digest: header(request, 'content-digest'),
  });
  if (!outcome.ok) throw httpRefusal(outcome.error);
  const { id, fileName, mediaType, sizeBytes, sha256, storedAt, scanState } = outcome.value;
  const path = `/documents/${id}`;
  return { id, fileName, mediaType, sizeBytes, sha256, storedAt: storedAt.toISOString(), state: scanState, path };
}

async function download(id: string, reply: FastifyReply, read: ReturnType<DocumentService['read']>): Promise<Buffer> {
  const outcome = await read;
  if (!outcome.ok) throw httpRefusal(outcome.error);
  const { fileName, mediaType, content, sha256 } = outcome.value;
  // Always as an attachment, never sniffed: what somebody uploaded does not run in our origin.
  reply
    .header('content-type', mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType)
    .header(
      'content-disposition',
      `attachment; filename*=UTF-8''${encodeURIComponent(fileName).replaceAll("'", '%27')}`,
    )
    .header('etag', `"${sha256}"`)
    .header('x-document-id', id);
  return content;
}

/**
 * `POST /documents`: the file as the raw body with `Content-Type`, `X-File-Name` and, if wanted, `Content-Digest` and, to
 * retry safely, `Idempotency-Key`; 201 with its id. `GET /documents/:id`: the file; 404 for every document the key may not
 * see, 409 with its state for one that was not found clean.
 */
export function documentRoutes(fastify: FastifyInstance, documents: DocumentService, tools: RouteTools): void {
  fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => {
      readBody(payload, MAX_DOCUMENT_BYTES).then((body) => done(null, body), done);
    });
    scope.post(
      '/documents',
      { onRequest: tools.authenticated, bodyLimit: MAX_DOCUMENT_BYTES + 1 },
      async (request, reply) => {
        const stored = await upload(request, documents, tools);
        return reply.code(201).header('location', stored.path).send(stored);
      },
    );
    scope.get<{ Params: { id: string } }>(
      '/documents/:id',
      { onRequest: tools.authenticated },
      async (request, reply) => {
        const { id } = request.params;
        const content = await download(id, reply, documents.read(tools.viewerOf(request), id));
        return reply.send(content);
      },
    );
  });
}
