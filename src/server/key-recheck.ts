import type { Logger } from 'pino';
import type { Authenticate } from './options.js';
import { closeCodes, type SocketSession } from './socket-session.js';

export interface RecheckOptions {
  readonly sessions: ReadonlyMap<unknown, SocketSession>;
  readonly authenticate: Authenticate;
  readonly log: Logger;
  readonly everyMs: number;
}

/** Keys looked up at the same time. */
const concurrency = 20;

/**
 * Closes sockets whose key was revoked, expired or changed: each distinct key is looked up once a round, rounds never
 * overlap. When nobody can tell (the database is away) the sockets of that key stay as they are until the next round.
 *
 * @returns stops it
 */
export function recheckKeys({ sessions, authenticate, log, everyMs }: RecheckOptions): () => void {
  let timer: NodeJS.Timeout | undefined;

  const recheck = async (authorization: string, ofKey: readonly SocketSession[]): Promise<void> => {
    const now = await authenticate(authorization);
    for (const session of ofKey) {
      const before = session.visitor?.viewer;
      const isSame = now !== undefined && now.keyId === before?.keyId && now.role === before.role;
      if (!isSame) session.close(closeCodes.forbidden, 'the key is no longer valid');
    }
  };

  const round = async (): Promise<void> => {
    const byKey = new Map<string, SocketSession[]>();
    for (const session of sessions.values()) {
      session.closeIfStalled();
      if (session.authorization === undefined || !session.isOpen) continue;
      const same = byKey.get(session.authorization);
      if (same === undefined) byKey.set(session.authorization, [session]);
      else same.push(session);
    }
    const keys = [...byKey];
    for (let from = 0; from < keys.length; from += concurrency) {
      const settled = await Promise.allSettled(keys.slice(from, from + concurrency).map((one) => recheck(...one)));
      const failed = settled.find((one) => one.status === 'rejected');
      if (failed !== undefined) log.warn({ reason: String(failed.reason) }, 'keys of open sockets not checked');
    }
  };

  const schedule = (): void => {
    timer = setTimeout(() => {
      round().finally(() => {
        if (timer !== undefined) schedule();
      });
    }, everyMs);
  };
  schedule();
  return () => {
    clearTimeout(timer);
    timer = undefined;
  };
}
