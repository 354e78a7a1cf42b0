import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from './until.js';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A gateway in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  readonly pid: number;
  readonly isRunning: boolean;
  /** Everything it printed, both streams. */
  readonly output: string;
  /** Resolves when the process is gone. */
  readonly exit: Promise<Exit>;
  /** SIGKILL: nothing is finished, nothing is tidied up. */
  kill(): Promise<Exit>;
  /** SIGTERM: it finishes what runs and leaves. */
  terminate(): Promise<Exit>;
}

const START_TIMEOUT_MS = 30_000;
const LISTENING = /GraphQL\s+(http:\/\/\S+)\/graphql/;
// A killed test run closes the pipe, and the gateway goes with it.
const LEAVE_WITH_PARENT = `data:text/javascript,process.stdin.on('end',()=>process.exit(9)).resume().unref()`;

const ENVIRONMENT = {
  SANDBOX: 'true',
  PORT: '0',
  LOG_LEVEL: 'warn',
  RATE_LIMIT_PER_SECOND: '100000',
  RATE_LIMIT_BURST: '100000',
};

/** The gateways of one test: they share a data folder, where the first one leaves the keys of the sandbox. */
export class Gateways {
  private readonly processes: { readonly child: ChildProcess; readonly exit: Promise<Exit> }[] = [];
  private ofSandbox: Readonly<Record<string, string>> | undefined;

  private constructor(
    readonly dataFolder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** @param databaseUrl its database; without one the gateway starts its own in the data folder */
  static async on(databaseUrl: string | undefined): Promise<Gateways> {
    const dataFolder = await mkdtemp(join(tmpdir(), 'covergraph-gateway-'));
    const given = databaseUrl && {
      DATABASE_URL: databaseUrl,
      COVERGRAPH_SECRET: 'a secret for tests, long enough to be one',
    };
    return new Gateways(dataFolder, { ...ENVIRONMENT, DATA_FOLDER: dataFolder, ...given });
  }

  /** Sandbox keys by name, known once the first gateway is ready. */
  get keys(): Readonly<Record<string, string>> {
    return this.ofSandbox ?? {};
  }

  /** Resolves when the gateway says that it is ready. */
  async start(environment: Readonly<Record<string, string>> = {}): Promise<GatewayProcess> {
    const child = spawn(process.execPath, ['--import', LEAVE_WITH_PARENT, resolve('dist/main.js')], {
      env: { PATH: process.env.PATH, ...this.environment, ...environment },
      stdio: 'pipe',
    });
    const exit = new Promise<Exit>((done) => child.once('exit', (code, signal) => done({ code, signal })));
    this.processes.push({ child, exit });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
    const url = await until(() => {
      const [, address] = LISTENING.exec(output) ?? [];
      if (address === undefined && isRunning()) throw new Error(`the gateway did not start:\n${output}`);
      return address;
    }, START_TIMEOUT_MS);
    if (url === undefined) throw new Error(`the gateway ended instead of starting:\n${output}`);
    await until(async () => (await fetch(`${url}/readyz`)).ok, START_TIMEOUT_MS);
    // Another gateway on the same new database may be the one that is about to write them.
    this.ofSandbox ??= await until(() => this.readKeys());
    const send = (signal: NodeJS.Signals): Promise<Exit> => {
      child.kill(signal);
      return exit;
    };
    return {
      url,
      pid: child.pid ?? 0,
      exit,
      get isRunning() {
        return isRunning();
      },
      get output() {
        return output;
      },
      kill: () => send('SIGKILL'),
      terminate: () => send('SIGTERM'),
    };
  }

  /** Kills what still runs and removes the data folder. */
  async close(): Promise<void> {
    for (const { child } of this.processes) child.kill('SIGKILL');
    await Promise.all(this.processes.map(({ exit }) => exit));
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  private async readKeys(): Promise<Readonly<Record<string, string>>> {
    return JSON.parse(await readFile(join(this.dataFolder, 'sandbox-keys.json'), 'utf8')) as Record<string, string>;
  }
}
