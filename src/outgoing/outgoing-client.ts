import { promises as dns, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { failure, type Result, success } from '../kernel/index.js';
import { type AddressRules, isAllowedAddress, refusedTarget } from './address.js';

export interface OutgoingRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For everything: name, connection, answer to its last byte. */
  readonly deadlineMs: number;
  /** 64 KB when not given. */
  readonly maxAnswerBytes?: number;
  /** Ends the call early, as ABORTED. */
  readonly signal?: AbortSignal;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export type OutgoingFailureReason =
  | 'FORBIDDEN_TARGET'
  | 'UNREACHABLE'
  | 'TIMED_OUT'
  | 'ABORTED'
  | 'REDIRECTED'
  | 'TOO_LARGE'
  | 'BROKEN_OFF';

/** Why there is no answer. The message is for operators and holds nothing that was sent. */
export class OutgoingFailure extends Error {
  override readonly name = 'OutgoingFailure';

  constructor(
    readonly reason: OutgoingFailureReason,
    message: string,
  ) {
    super(message);
  }
}

export interface OutgoingOptions extends AddressRules {
  /** How names are resolved; the system's resolver when not given. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
}

const MAX_ANSWER_BYTES = 65_536;
const MAX_SOCKETS_PER_HOST = 64;

/**
 * Calls URLs that others chose, safely: https only, the name resolved once, every address it has checked, connected to a
 * checked one, no redirect followed, answers small and within a deadline. Not responsible for retries or meaning.
 */
export class OutgoingClient {
  private readonly agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS_PER_HOST }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS_PER_HOST }),
  };
  private readonly resolve: (host: string) => Promise<readonly LookupAddress[]>;

  constructor(private readonly options: OutgoingOptions) {
    this.resolve = options.resolve ?? ((host) => dns.lookup(host, { all: true }));
  }

  async send(outgoing: OutgoingRequest): Promise<Result<OutgoingAnswer, OutgoingFailure>> {
    const refused = refusedTarget(outgoing.url, this.options);
    if (refused) return failure(new OutgoingFailure('FORBIDDEN_TARGET', `the URL ${refused}`));
    try {
      return success(await this.exchange(new URL(outgoing.url), outgoing));
    } catch (error) {
      return failure(failureOf(error));
    }
  }

  /** Ends idle connections. */
  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private exchange(url: URL, outgoing: OutgoingRequest): Promise<OutgoingAnswer> {
    const { method, headers, body, deadlineMs, signal } = outgoing;
    const isPlain = url.protocol === 'http:';
    const options = {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
      agent: isPlain ? this.agents['http:'] : this.agents['https:'],
      lookup: this.lookup,
      ...(signal ? { signal } : {}),
    };
    return new Promise((resolve, reject) => {
      const request = isPlain ? httpRequest(url, options) : httpsRequest(url, options);
      const timer = setTimeout(() => {
        request.destroy(new OutgoingFailure('TIMED_OUT', `no answer within ${deadlineMs} ms`));
      }, deadlineMs);
      request.once('close', () => clearTimeout(timer));
      request.once('error', reject);
      request.once('response', (response) => {
        readAnswer(response, outgoing.maxAnswerBytes ?? MAX_ANSWER_BYTES).then(resolve, (error: unknown) => {
          reject(error);
          request.destroy();
        });
      });
      request.end(body);
    });
  }

  /** For sockets: what they connect to is what was checked here, whatever the name says a moment later. */
  private readonly lookup: LookupFunction = (host, { all }: LookupOptions, done) => {
    this.resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (first && addresses.every(({ address }) => isAllowedAddress(address, this.options))) {
          if (all) done(null, [...addresses]);
          else done(null, first.address, first.family);
        } else done(new OutgoingFailure('FORBIDDEN_TARGET', 'the name leads to a private address'), '', 0);
      },
      () => done(new OutgoingFailure('UNREACHABLE', 'the name could not be resolved'), '', 0),
    );
  };
}

/** The whole body as text. Redirects are refused unread. */
async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<OutgoingAnswer> {
  const { statusCode: status = 0, headers } = response;
  if (status >= 300 && status < 400) throw new OutgoingFailure('REDIRECTED', `answered ${status}; not followed`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new OutgoingFailure('TOO_LARGE', `answered more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return { status, headers, body: Buffer.concat(chunks).toString('utf8') };
}

function failureOf(error: unknown): OutgoingFailure {
  if (error instanceof OutgoingFailure) return error;
  const { name, code = 'an error' } = error as NodeJS.ErrnoException;
  if (name === 'AbortError') return new OutgoingFailure('ABORTED', 'ended by the caller');
  const isBrokenOff = code === 'ECONNRESET' || code === 'EPIPE' || String(code).startsWith('HPE_');
  return new OutgoingFailure(isBrokenOff ? 'BROKEN_OFF' : 'UNREACHABLE', `the connection failed: ${code}`);
}
