import { type ApolloServer, type BaseContext, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Executed, Passage, Passages } from './apollo.js';
import { readBody } from './body.js';
import type { Visitor } from './door.js';
import type { ErrorFormatter } from './errors.js';
import { sendError } from './http-errors.js';
import type { KnownOperations } from './known-operations.js';
import { maximumBodyBytes } from './limits/limits.js';
import type { ContextFor, RouteTools } from './options.js';
import { refusal } from './refusal.js';
import { Turns } from './turns.js';

export interface GraphQLRouteOptions {
  readonly path: string;
  readonly apollo: ApolloServer<BaseContext>;
  readonly answerKnown: KnownOperations;
  readonly passages: Passages;
  readonly contextFor: ContextFor;
  readonly authenticated: RouteTools['authenticated'];
  readonly visitorOf: (request: FastifyRequest) => Visitor;
  readonly format: ErrorFormatter;
  readonly isClosing: () => boolean;
}

function headersOf(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return headers;
}

// GraphQL over HTTP: an `application/json` answer to a well-formed request has status 200 even when the operation
// cannot be parsed, is invalid or has wrong variables; `application/graphql-response+json` says 400.
const mended = (status: number, contentType: string | undefined, isPlainFailure: boolean): number =>
  status === 400 && isPlainFailure && contentType?.startsWith('application/json') === true ? 200 : status;

/** Characters from which an answer is sent as bytes. */
const LONG_TEXT = 4_096;
const maximumAcceptLength = 200;
const maximumAccepts = 100;

/** Which media type Apollo chose for an `accept` header: negotiating is its own business, and done once for each. */
class ChosenMediaTypes {
  private readonly chosen = new Map<string | undefined, string>();

  for(accept: string | undefined): string | undefined {
    return this.chosen.get(accept);
  }

  learn(accept: string | undefined, mediaType: string | undefined): void {
    if (mediaType === undefined || (accept?.length ?? 0) > maximumAcceptLength) return;
    this.chosen.set(accept, mediaType);
    for (const oldest of this.chosen.keys()) {
      if (this.chosen.size <= maximumAccepts) return;
      this.chosen.delete(oldest);
    }
  }
}

// Nothing a browser sends to another origin without asking first, which is what Apollo's CSRF prevention is about.
const isPlainJson = ({ headers }: FastifyRequest): boolean =>
  headers['content-type'] === 'application/json' || headers['content-type'] === 'application/json; charset=utf-8';

/** POST /graphql through Apollo; anything else on the path is 405, any body that is not JSON 415. */
export function graphQLRoute(fastify: FastifyInstance, options: GraphQLRouteOptions): void {
  const { path, apollo, answerKnown, passages, contextFor, authenticated, visitorOf, format, isClosing } = options;
  const parseJson = fastify.getDefaultJsonParser('error', 'error');

  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', (request, payload, done) => {
    readBody(payload, maximumBodyBytes).then((body) => parseJson(request, body.toString('utf8'), done), done);
  });

  const mediaTypes = new ChosenMediaTypes();
  const turns = new Turns();

  const throughApollo = async (request: FastifyRequest, reply: FastifyReply, executed?: Executed): Promise<unknown> => {
    const visitor = visitorOf(request);
    const httpGraphQLRequest: HTTPGraphQLRequest = {
      method: 'POST',
      headers: headersOf(request),
      body: request.body,
      search: '',
    };
    const passage: Passage = { visitor, isPlainFailure: false };
    passages.set(httpGraphQLRequest, passage);
    const { viewer } = visitor;
    const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest,
      context: async () => executed ?? (viewer === undefined ? {} : contextFor({ viewer, requestId: request.id })),
    });
    if (status === undefined) mediaTypes.learn(request.headers.accept, headers.get('content-type'));
    for (const [name, value] of headers) reply.header(name, value);
    if (isClosing()) reply.header('connection', 'close');
    reply.code(mended(status ?? 200, headers.get('content-type'), passage.isPlainFailure));
    // Incremental delivery, the only chunked answer, does not exist in this graphql version.
    return reply.send(body.kind === 'complete' ? body.string : '');
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    await turns.next();
    const mediaType = isPlainJson(request) ? mediaTypes.for(request.headers.accept) : undefined;
    if (mediaType === undefined) return throughApollo(request, reply);
    const known = await answerKnown({ body: request.body, visitor: visitorOf(request), requestId: request.id });
    if (typeof known !== 'string') return throughApollo(request, reply, known);
    reply.header('content-type', mediaType);
    if (isClosing()) reply.header('connection', 'close');
    // Node sets a text behind the headers and writes both at once: for a long one that is a copy too many.
    return reply.send(known.length < LONG_TEXT ? known : Buffer.from(known));
  };

  fastify.route({ method: 'POST', url: path, onRequest: authenticated, handler: answer });
  fastify.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: path,
    handler: async (request, reply) => {
      const error = refusal('GraphQL is served on POST, subscriptions on a WebSocket.', {
        code: 'METHOD_NOT_ALLOWED',
        status: 405,
        headers: { allow: 'POST' },
      });
      return sendError(request, reply, error, format);
    },
  });
}
