import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';

export interface RefusalOptions {
  readonly code: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The numbers that decided, shown to the client. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A request that is turned away before execution: a GraphQL-shaped error that knows its HTTP status. */
export const refusal = (message: string, { code, status, headers = {}, details = {} }: RefusalOptions): GraphQLError =>
  new GraphQLError(message, {
    extensions: { ...details, code, http: { status, headers: new HeaderMap(Object.entries(headers)) } },
  });

export const unauthenticated = (): GraphQLError =>
  refusal('A valid key is required: Authorization: Bearer cg_...', {
    code: 'UNAUTHENTICATED',
    status: 401,
    headers: { 'www-authenticate': 'Bearer realm="covergraph"' },
  });

export const rateLimited = (retryAfterMs: number): GraphQLError => {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return refusal('Too many requests with this key.', {
    code: 'RATE_LIMITED',
    status: 429,
    headers: { 'retry-after': String(seconds) },
    details: { retryAfterSeconds: seconds },
  });
};
