import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface Listener {
  // biome-ignore lint/suspicious/noExplicitAny: what is received is asserted whole; its shape is the assertion.
  readonly received: any[];
  /** How the socket ended. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  stop(): Promise<void>;
}

/** A subscription that never reconnects; resolves when its socket is accepted. */
export async function listen(
  url: string,
  token: string,
  { query, variables = {} }: { readonly query: string; readonly variables?: Record<string, unknown> },
): Promise<Listener> {
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  const received: any[] = [];
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    client.on('closed', (event) => resolve(event as { code: number; reason: string }));
  });
  const accepted = new Promise<void>((resolve) => {
    client.on('connected', () => resolve());
  });
  client.subscribe(
    { query, variables },
    { next: (answer) => received.push(answer), error: () => undefined, complete: () => undefined },
  );
  await Promise.race([accepted, closed]);
  return { received, closed, stop: async () => client.dispose() };
}
