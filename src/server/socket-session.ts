import type { WebSocket } from 'ws';
import type { Visitor } from './door.js';

/** Close codes: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md and RFC 6455, 7.4.1. */
export const closeCodes = {
  goingAway: 1001,
  tryAgainLater: 1013,
  internalError: 4500,
  unauthorized: 4401,
  forbidden: 4403,
  tooManyRequests: 4429,
} as const;

/** A reader that takes nothing for this long is closed: what waits for it would only grow. */
const stalledMs = 10_000;
/** Time for the closing handshake of a peer that may not read any more. */
const closingMs = 2_000;
const messagesPerSecond = 200;

export const resumeReason = 'fell behind: resume from cursor';

/** Thrown by `send` once the socket is closing; ends the subscriptions that still produce. */
export class SocketClosed extends Error {}

/** One socket: who is behind it, and how much waits to be sent. */
export class SocketSession {
  authorization: string | undefined;
  visitor: Visitor | undefined;
  isAlive = true;
  /** Why we closed it; undefined when the peer did. */
  closedWith: { readonly code: number; readonly reason: string } | undefined;
  private pendingSends = 0;
  private lastSentMs = 0;
  private secondStartedMs = 0;
  private messagesThisSecond = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly bufferedBytes: number,
  ) {}

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Resolves when the message has left the process, so that a subscription never runs ahead of its reader. */
  send(data: string): Promise<void> {
    if (!this.isOpen) return Promise.reject(new SocketClosed());
    if (this.socket.bufferedAmount + data.length > this.bufferedBytes) {
      this.close(closeCodes.tryAgainLater, resumeReason);
      return Promise.reject(new SocketClosed());
    }
    if (this.pendingSends === 0) this.lastSentMs = performance.now();
    this.pendingSends += 1;
    return new Promise((resolve, reject) => {
      this.socket.send(data, (error) => {
        this.pendingSends -= 1;
        this.lastSentMs = performance.now();
        if (error === undefined || error === null) resolve();
        else reject(new SocketClosed());
      });
    });
  }

  close(code: number, reason: string): void {
    this.closedWith ??= { code, reason };
    this.socket.close(code, reason);
    const timer = setTimeout(() => this.socket.terminate(), closingMs);
    this.socket.once('close', () => clearTimeout(timer));
  }

  terminate(): void {
    this.socket.terminate();
  }

  /** Counts a message of the client; closes the socket when there are too many. */
  allowsMessage(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.secondStartedMs > 1000) {
      this.secondStartedMs = nowMs;
      this.messagesThisSecond = 0;
    }
    this.messagesThisSecond += 1;
    if (this.messagesThisSecond <= messagesPerSecond) return true;
    if (this.isOpen) this.close(closeCodes.tooManyRequests, 'too many messages');
    return false;
  }

  closeIfStalled(): void {
    if (this.isOpen && this.pendingSends > 0 && performance.now() - this.lastSentMs > stalledMs) {
      this.close(closeCodes.tryAgainLater, resumeReason);
    }
  }

  /** Asks for a sign of life; a peer that gave none since the last time is gone. */
  ping(): void {
    if (!this.isOpen) return;
    if (!this.isAlive) {
      this.socket.terminate();
      return;
    }
    this.isAlive = false;
    this.socket.ping();
  }
}
