import { randomBytes } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

/**
 * What a client may see of an error. Everything thrown in a resolver passes through one formatter: errors with a code
 * from this list are shown as they are, faults that carry `code` and `retryable` are shown as these two and nothing
 * else, the rest becomes `INTERNAL` with a reference that is in the log.
 */
export const clientCodes: readonly string[] = [
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'IDEMPOTENCY_CONFLICT',
  'METHOD_NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'NOT_FOUND',
  'OPERATION_RESOLUTION_FAILURE',
  'OPERATION_TOO_COMPLEX',
  'PAGE_SIZE_INVALID',
  'PAYLOAD_TOO_LARGE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'RATE_LIMITED',
  'RESUME_FROM_CURSOR',
  'SHUTTING_DOWN',
  'STATE_CONFLICT',
  'TOO_MANY_SUBSCRIPTIONS',
  'UNAUTHENTICATED',
  'UNSUPPORTED_MEDIA_TYPE',
];

export type ErrorFormatter = (error: unknown) => GraphQLFormattedError;

interface Fault {
  readonly code: string;
  readonly retryable: boolean;
}

// Both fields are asked for: pg and Node errors carry a `code` too, and theirs is none of the client's business.
const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  typeof value.code === 'string' &&
  'retryable' in value &&
  typeof value.retryable === 'boolean';

function rootCause(error: unknown): unknown {
  let cause = error;
  for (let depth = 0; depth < 8; depth += 1) {
    if (isFault(cause) || !(cause instanceof GraphQLError) || cause.originalError === undefined) return cause;
    cause = cause.originalError;
  }
  return cause;
}

/** The `code` and `retryable` of a fault of ours, however deep it is wrapped; undefined for any other error. */
export function faultOf(error: unknown): Fault | undefined {
  const cause = rootCause(error);
  return isFault(cause) ? cause : undefined;
}

// A database error's properties (`detail`, `parameters`) may hold personal data: only these four reach the log.
const loggable = (cause: unknown) =>
  cause instanceof Error
    ? { name: cause.name, message: cause.message, stack: cause.stack, code: 'code' in cause ? cause.code : undefined }
    : { message: String(cause) };

// Apollo gives every validation error its own code; the rule that refused knew better.
function codeOf(error: GraphQLError, allowed: ReadonlySet<string>): string | undefined {
  const original = error.originalError instanceof GraphQLError ? error.originalError.extensions?.code : undefined;
  const code =
    error.extensions?.code === 'GRAPHQL_VALIDATION_FAILED'
      ? (original ?? error.extensions.code)
      : error.extensions?.code;
  if (error.originalError === undefined && error.message.startsWith(tooManyVariableErrors)) return 'BAD_USER_INPUT';
  return typeof code === 'string' && allowed.has(code) ? code : undefined;
}
// graphql-js stops counting wrong variables after fifty, with an error that names none of them.
const tooManyVariableErrors = 'Too many errors processing variables';

const tokenLimitMessage = /^Syntax Error: Document contains more tha[nt] (\d+) tokens/;

const place = (error: unknown): Pick<GraphQLFormattedError, 'locations' | 'path'> =>
  error instanceof GraphQLError
    ? {
        ...(error.locations === undefined ? {} : { locations: error.locations }),
        ...(error.path === undefined ? {} : { path: error.path }),
      }
    : {};

function shown(error: GraphQLError, code: string): GraphQLFormattedError {
  const tokens = tokenLimitMessage.exec(error.message)?.[1];
  if (tokens !== undefined) {
    const message = `The operation has more than ${tokens} tokens.`;
    return { message, extensions: { code: 'OPERATION_TOO_COMPLEX', limit: 'tokens', maximum: Number(tokens) } };
  }
  const { http: _http, stacktrace: _stacktrace, ...extensions } = error.extensions ?? {};
  return { message: error.message, ...place(error), extensions: { ...extensions, code } };
}

export interface ErrorFormatterOptions {
  readonly log: Logger;
  /** Codes that our own `GraphQLError`s may carry to the client, beside `clientCodes`. */
  readonly additionalCodes?: readonly string[];
}

export function createErrorFormatter({ log, additionalCodes = [] }: ErrorFormatterOptions): ErrorFormatter {
  const allowed = new Set([...clientCodes, ...additionalCodes]);
  return (error) => {
    const code = error instanceof GraphQLError ? codeOf(error, allowed) : undefined;
    if (error instanceof GraphQLError && code !== undefined) return shown(error, code);
    const fault = faultOf(error);
    if (fault !== undefined) {
      log.warn({ code: fault.code, fault: loggable(fault) }, 'fault');
      const message = fault.retryable
        ? 'The outcome is unknown or the service is busy: retry with the same idempotency key.'
        : 'The request cannot be completed.';
      return { message, ...place(error), extensions: { code: fault.code, retryable: fault.retryable } };
    }
    const reference = randomBytes(9).toString('base64url');
    log.error({ reference, ...place(error), error: loggable(rootCause(error)) }, 'internal error');
    const message = 'Internal error. Quote the reference when you report it.';
    return { message, ...place(error), extensions: { code: 'INTERNAL', reference } };
  };
}
