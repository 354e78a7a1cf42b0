import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Context as ConnectionContext, handleProtocols, makeServer } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ErrorFormatter } from './errors.js';
import type { Executor } from './jit/executor.js';
import { recheckKeys } from './key-recheck.js';
import { maximumMessageBytes } from './limits/limits.js';
import type { Authenticate, ContextFor, SubscriptionOptions } from './options.js';
import { refusal } from './refusal.js';
import { closeCodes, SocketClosed, SocketSession } from './socket-session.js';
import { createSubscriptionRequests, type SubscriptionRequestOptions } from './subscription-request.js';
import { failing, openResultStream, type SubscriptionArgs, SubscriptionRefused } from './subscription-stream.js';

export interface SubscriptionsOptions extends SubscriptionRequestOptions {
  readonly path: string;
  readonly server: HttpServer;
  readonly executor: Executor;
  readonly authenticate: Authenticate;
  readonly contextFor: ContextFor;
  readonly format: ErrorFormatter;
  readonly log: Logger;
  readonly settings?: Partial<SubscriptionOptions> | undefined;
}

export interface Subscriptions {
  /** Refuses new sockets and closes the open ones with 1001. */
  close(): Promise<void>;
}

interface Extra {
  readonly session: SocketSession;
  readonly request: IncomingMessage;
}

const defaults: SubscriptionOptions = {
  recheckMs: 2_000,
  pingMs: 12_000,
  connectionInitMs: 3_000,
  subscriptionsPerSocket: 20,
  sockets: 10_000,
  bufferedBytes: 1024 * 1024,
};

const authorizationOf = ({ connectionParams, extra }: ConnectionContext<Record<string, unknown>, Extra>) => {
  const given = connectionParams?.authorization ?? connectionParams?.Authorization;
  return typeof given === 'string' ? given : extra.request.headers.authorization;
};

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The protocol's hooks: who connects, what may be subscribed, how errors look. */
function createProtocol(options: SubscriptionsOptions, settings: SubscriptionOptions) {
  const { executor, door, contextFor, format } = options;
  const prepare = createSubscriptionRequests(options);
  return makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: settings.connectionInitMs,
    onConnect: async (context) => {
      const { session, request } = context.extra;
      const authorization = authorizationOf(context);
      try {
        const visitor = await door.enter(authorization, request.socket.remoteAddress ?? '');
        if (visitor.viewer === undefined) session.close(closeCodes.unauthorized, 'Unauthorized');
        session.authorization = authorization;
        session.visitor = visitor;
        return visitor.viewer !== undefined;
      } catch (error) {
        const code = format(error).extensions?.code;
        if (code === 'UNAUTHENTICATED') session.close(closeCodes.unauthorized, 'Unauthorized');
        else if (code === 'RATE_LIMITED') session.close(closeCodes.tooManyRequests, 'Too many requests');
        else session.close(closeCodes.tryAgainLater, 'Try again later');
        return false;
      }
    },
    onSubscribe: (context, _id, payload) => {
      const { visitor } = context.extra.session;
      const viewer = visitor?.viewer;
      if (visitor === undefined || viewer === undefined) throw new Error('a subscription before its connection');
      if (Object.keys(context.subscriptions).length > settings.subscriptionsPerSocket) {
        const message = `At most ${settings.subscriptionsPerSocket} subscriptions a socket.`;
        return [refusal(message, { code: 'TOO_MANY_SUBSCRIPTIONS', status: 429 })];
      }
      const requestId = crypto.randomUUID();
      return prepare(payload, visitor, () => contextFor({ viewer, requestId }));
    },
    subscribe: async (args) => {
      const withContext = args as SubscriptionArgs;
      try {
        const contextValue = await withContext.freshContext();
        return await openResultStream({ ...withContext, contextValue }, executor);
      } catch (error) {
        return failing(error);
      }
    },
    onNext: (_context, _id, _payload, _args, { errors, ...result }) =>
      errors === undefined ? undefined : { ...result, errors: errors.map(format) },
    onError: (_context, _id, _payload, errors) =>
      errors
        .flatMap((error) => (error.originalError instanceof SubscriptionRefused ? error.originalError.errors : [error]))
        .map(format),
  });
}

/** Subscriptions over WebSocket (graphql-transport-ws), and nothing but subscriptions. */
export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { path, server, authenticate, format, log } = options;
  const settings = { ...defaults, ...options.settings };
  const sessions = new Map<WebSocket, SocketSession>();
  const protocol = createProtocol(options, settings);
  let isClosing = false;

  const open = (socket: WebSocket, request: IncomingMessage): void => {
    const session = new SocketSession(socket, settings.bufferedBytes);
    sessions.set(socket, session);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => session.send(data),
        close: (code = closeCodes.internalError, reason = '') => session.close(code, reason),
        onMessage: (handle) => {
          socket.on('message', (data) => {
            if (!session.isOpen || !session.allowsMessage()) return;
            handle(String(data)).catch((error: unknown) => {
              if (error instanceof SocketClosed || !session.isOpen) return;
              log.error({ error: format(error) }, 'websocket message');
              session.close(closeCodes.internalError, 'Internal error');
            });
          });
        },
      },
      { session, request },
    );
    socket.on('pong', () => {
      session.isAlive = true;
    });
    // A broken frame or a message that is too large: ws closes the socket itself, with the right code.
    socket.on('error', (error) => log.debug({ message: error.message }, 'websocket'));
    socket.once('close', (code, reason) => {
      sessions.delete(socket);
      log.debug({ code, closedWith: session.closedWith, keyId: session.visitor?.viewer?.keyId }, 'socket closed');
      closed(code, String(reason)).catch((error: unknown) => log.error({ error: format(error) }, 'websocket close'));
    });
  };

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maximumMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols,
  });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?', 1)[0] !== path) refuseUpgrade(socket, '404 Not Found');
    else if (isClosing || sessions.size >= settings.sockets) refuseUpgrade(socket, '503 Service Unavailable');
    else sockets.handleUpgrade(request, socket, head, open);
  };
  server.on('upgrade', upgrade);

  const pings = setInterval(() => {
    for (const session of sessions.values()) session.ping();
  }, settings.pingMs);
  const stopRechecking = recheckKeys({ sessions, authenticate, log, everyMs: settings.recheckMs });

  return {
    close: async () => {
      isClosing = true;
      clearInterval(pings);
      stopRechecking();
      const closed = [...sessions.keys()].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const session of sessions.values()) session.close(closeCodes.goingAway, 'going away: resume from cursor');
      await Promise.all(closed);
      server.off('upgrade', upgrade);
    },
  };
}
