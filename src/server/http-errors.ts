import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { type ErrorFormatter, faultOf } from './errors.js';
import { refusal } from './refusal.js';

interface Head {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
}

const isHead = (value: unknown): value is { status?: number; headers?: Iterable<readonly [string, string]> } =>
  typeof value === 'object' && value !== null && 'status' in value;

function headOf(error: unknown): Head {
  const http = error instanceof GraphQLError ? error.extensions?.http : undefined;
  if (isHead(http)) return { status: http.status ?? 400, headers: http.headers ?? [] };
  return faultOf(error)?.retryable === true
    ? { status: 503, headers: [['retry-after', '1']] }
    : { status: 500, headers: [] };
}

/** The media type an error is sent with: the newer one only to those who ask for it. */
const mediaTypeFor = (accept: string | undefined): string =>
  accept?.includes('application/graphql-response+json') === true && !accept.includes('application/json')
    ? 'application/graphql-response+json; charset=utf-8'
    : 'application/json; charset=utf-8';

/** Answers `{"errors": [...]}` with the status the error asks for. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: unknown, format: ErrorFormatter) {
  const { status, headers } = headOf(error);
  for (const [name, value] of headers) reply.header(name, value);
  reply.header('content-type', mediaTypeFor(request.headers.accept));
  return reply.code(status).send(JSON.stringify({ errors: [format(error)] }));
}

const codesByStatus: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
};

/** Fastify's own refusals (wrong media type, no JSON, too large) in the shape of all others. */
export function fromFastify(error: FastifyError | Error): unknown {
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (error instanceof GraphQLError || status === undefined || status < 400 || status >= 500) return error;
  return refusal(error.message, { code: codesByStatus[status] ?? 'BAD_REQUEST', status });
}
