import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** A hop between the program and PostgreSQL that can misbehave. Loopback only. */
export interface TcpProxy {
  readonly port: number;
  /** When the next bytes from the client contain `text`, they are passed on, the answer is swallowed and both cut. */
  swallowAnswerTo(text: string): void;
  /** Cut as soon as the next bytes from the client contain `text`, which is not passed on. */
  cutBefore(text: string): void;
  /** From now on nothing passes in either direction, and nothing is closed. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

type Fault = { readonly kind: 'SWALLOW' | 'CUT'; readonly text: string };

/** Listens on a free port and leads to the unix socket or port of `databaseUrl`. */
export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const state: { fault: Fault | undefined; isFrozen: boolean } = { fault: undefined, isFrozen: false };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connectTo(databaseUrl);
    sockets.add(client).add(upstream);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    let isSwallowing = false;
    client.on('data', (chunk) => {
      if (state.isFrozen) return;
      const { fault } = state;
      if (fault && chunk.includes(fault.text)) {
        state.fault = undefined;
        if (fault.kind === 'CUT') return cut();
        isSwallowing = true;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (isSwallowing) cut();
      else if (!state.isFrozen) client.write(chunk);
    });
    for (const socket of [client, upstream]) socket.on('close', cut).on('error', cut);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: portOf(server),
    swallowAnswerTo: (text) => {
      state.fault = { kind: 'SWALLOW', text };
    },
    cutBefore: (text) => {
      state.fault = { kind: 'CUT', text };
    },
    freeze: () => {
      state.isFrozen = true;
    },
    thaw: () => {
      state.isFrozen = false;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** `databaseUrl` by way of the proxy. */
export function throughProxy(databaseUrl: string, { port }: TcpProxy): string {
  const url = new URL(databaseUrl);
  url.search = '';
  url.host = `127.0.0.1:${port}`;
  return url.toString();
}

function connectTo(databaseUrl: string): Socket {
  const { searchParams, hostname, port } = new URL(databaseUrl);
  const host = searchParams.get('host') ?? hostname;
  const portNumber = searchParams.get('port') ?? port;
  return host.startsWith('/')
    ? createConnection(`${host}/.s.PGSQL.${portNumber}`)
    : createConnection(Number(portNumber), host);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
  return address.port;
}
