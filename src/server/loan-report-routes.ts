import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type UploadFormat, UploadHeaderError } from '../policies/upload/upload-records.js';
import type { Upload } from '../policies/upload/upload-rows.js';
import type { RecordResult, UploadService } from '../policies/upload/upload-service.js';
import { header, httpRefusal } from './http-refusal.js';
import type { RouteTools } from './options.js';
import { refusal } from './refusal.js';

/** Uploads that run at once in one gateway; each holds up to two database connections. */
const MAX_AT_ONCE = 3;

const FORMATS: Readonly<Record<string, UploadFormat>> = { 'application/x-ndjson': 'NDJSON', 'text/csv': 'CSV' };

const pathOf = (id: string): string => `/loan-reports/${id}`;

const uploadView = ({ ownerId: _, ...upload }: Upload): object => ({
  ...upload,
  results: `${pathOf(upload.id)}/results`,
});

function formatOf(request: FastifyRequest): UploadFormat {
  const type = (header(request, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const format = FORMATS[type];
  if (format) return format;
  const message = `Send ${Object.keys(FORMATS).join(' or ')}.`;
  throw refusal(message, { code: 'UNSUPPORTED_MEDIA_TYPE', status: 415 });
}

async function* linesOf(results: AsyncIterable<RecordResult>, onlyRejected: boolean): AsyncGenerator<string> {
  for await (const { rejection, ...record } of results) {
    if (!onlyRejected || rejection) yield `${JSON.stringify({ ...rejection, ...record })}\n`;
  }
}

/** The bytes of a request; one that ends early is refused, what was taken of it stays. */
async function* bytesOf(request: FastifyRequest): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of (request.body as Readable | undefined) ?? []) yield chunk as Buffer;
  } catch {
    throw refusal('The upload ended early; send it again with the same Idempotency-Key.', {
      code: 'BAD_REQUEST',
      status: 400,
    });
  }
}

/**
 * `POST /loan-reports`: a servicing feed of any length, `application/x-ndjson` or `text/csv`, with an `Idempotency-Key`;
 * answers what was taken when all of it was. `GET /loan-reports/:id`: how far it is. `GET /loan-reports/:id/results`: a
 * line of JSON for each record, only the rejected ones with `?only=rejected`.
 */
export function loanReportRoutes(fastify: FastifyInstance, uploads: UploadService, tools: RouteTools): void {
  let running = 0;

  async function upload(request: FastifyRequest): Promise<Upload> {
    const viewer = tools.viewerOf(request);
    if (viewer.role !== 'PARTNER') {
      throw refusal(`A key of role ${viewer.role} may not do this.`, { code: 'FORBIDDEN', status: 403 });
    }
    const format = formatOf(request);
    if (running >= MAX_AT_ONCE) {
      const message = `This gateway takes ${MAX_AT_ONCE} uploads at once; try again shortly.`;
      throw refusal(message, { code: 'RATE_LIMITED', status: 429, headers: { 'retry-after': '5' } });
    }
    running += 1;
    try {
      const idempotencyKey = header(request, 'idempotency-key') ?? '';
      const outcome = await uploads.upload(viewer, { idempotencyKey, format, bytes: bytesOf(request) });
      if (!outcome.ok) throw httpRefusal(outcome.error);
      return outcome.value;
    } catch (error) {
      if (!(error instanceof UploadHeaderError)) throw error;
      throw refusal(error.message, { code: 'BAD_USER_INPUT', status: 422 });
    } finally {
      running -= 1;
    }
  }

  async function find(request: FastifyRequest, id: string): Promise<Upload> {
    const found = await uploads.find(tools.viewerOf(request), id);
    if (!found) throw refusal('There is no such upload.', { code: 'NOT_FOUND', status: 404 });
    return found;
  }

  fastify.register(async (scope) => {
    const onRequest = tools.authenticated;
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post('/loan-reports', { onRequest }, async (request, reply) => {
      const stored = await upload(request);
      return reply.code(200).header('location', pathOf(stored.id)).send(uploadView(stored));
    });
    scope.get<{ Params: { id: string } }>('/loan-reports/:id', { onRequest }, async (request) =>
      uploadView(await find(request, request.params.id)),
    );
    scope.get<{ Params: { id: string }; Querystring: { only?: string } }>(
      '/loan-reports/:id/results',
      { onRequest },
      async (request, reply): Promise<FastifyReply> => {
        const { id } = await find(request, request.params.id);
        const results = uploads.results(tools.viewerOf(request), id);
        return reply
          .header('content-type', 'application/x-ndjson; charset=utf-8')
          .send(Readable.from(linesOf(results, request.query.only === 'rejected')));
      },
    );
  });
}
