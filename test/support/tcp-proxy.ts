import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** A hop between the program and PostgreSQL that can misbehave. Loopback only. */
export interface TcpProxy {
  readonly port: number;
  /** When the next bytes from the client contain `text`, they are passed on, the answer is swallowed and both cut. */
  swallowAnswerTo(text: string): void;
  /** Cut as soon as the next bytes from the client contain `text`, which is not passed on. */
  cutBefore(text: string): void;
  /**
   * The next COMMIT of a client that has sent `statement` waits here: before the database has it, or after, when
   * `isPassedOn`. Then no answer comes back until it is let go.
   */
  holdCommitAfter(statement: string, isPassedOn: boolean): Promise<HeldCommit>;
  /** From now on nothing passes in either direction, and nothing is closed. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

/** A COMMIT between a client and its answer. */
export interface HeldCommit {
  /** Goes on as if nothing had been. */
  release(): void;
  /** The client never hears of it. */
  cut(): void;
}

interface Hold {
  readonly statement: string;
  readonly isPassedOn: boolean;
  readonly held: (commit: HeldCommit) => void;
}

type Fault = { readonly kind: 'SWALLOW' | 'CUT'; readonly text: string };

/** Listens on a free port and leads to the unix socket or port of `databaseUrl`. */
export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const state: { fault: Fault | undefined; isFrozen: boolean; readonly holds: Set<Hold> } = {
    fault: undefined,
    isFrozen: false,
    holds: new Set(),
  };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connectTo(databaseUrl);
    sockets.add(client).add(upstream);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    let isSwallowing = false;
    // Set on the one connection whose COMMIT is to be held, and gathers what the server answers up to it.
    let hold: Hold | undefined;
    let answers: { readonly chunks: Buffer[]; readonly held: Hold['held'] } | undefined;
    client.on('data', (chunk) => {
      if (state.isFrozen) return;
      hold ??= [...state.holds].find(({ statement }) => chunk.includes(statement));
      if (hold) state.holds.delete(hold);
      if (hold && chunk.includes('COMMIT')) {
        const { isPassedOn, held } = hold;
        hold = undefined;
        if (!isPassedOn) return held({ cut, release: () => upstream.write(chunk) });
        answers = { chunks: [], held };
      }
      const { fault } = state;
      if (fault && chunk.includes(fault.text)) {
        state.fault = undefined;
        if (fault.kind === 'CUT') return cut();
        isSwallowing = true;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (answers) {
        const { chunks, held } = answers;
        chunks.push(chunk);
        if (!Buffer.concat(chunks).includes('COMMIT')) return;
        answers = undefined;
        held({ cut, release: () => client.write(Buffer.concat(chunks)) });
      } else if (isSwallowing) cut();
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
    holdCommitAfter: (statement, isPassedOn) =>
      new Promise((held) => {
        state.holds.add({ statement, isPassedOn, held });
      }),
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
