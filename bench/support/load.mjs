import { connect } from 'node:net';

const CONTENT_LENGTH = /\r\ncontent-length: (\d+)/i;

/** Reads the answers of one keep-alive connection: status line, headers, a body of `content-length` bytes. */
class AnswerReader {
  pending = Buffer.alloc(0);

  /** @param {Buffer} chunk @returns {{ status: number, body: Buffer } | undefined} */
  push(chunk) {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const end = this.pending.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const head = this.pending.toString('latin1', 0, end);
    const length = Number(CONTENT_LENGTH.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) throw new Error(`an answer without content-length: ${head}`);
    const total = end + 4 + length;
    if (this.pending.length < total) return undefined;
    const body = this.pending.subarray(end + 4, total);
    this.pending = this.pending.subarray(total);
    return { status: Number(head.slice(9, 12)), body };
  }
}

/** The bytes of a POST of JSON on a keep-alive connection. */
export function postOf(url, headers, body) {
  const { host, pathname } = new URL(url);
  const lines = Object.entries({
    host,
    'content-type': 'application/json',
    accept: 'application/json',
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  });
  return `POST ${pathname} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

/**
 * @typedef {object} Load
 * @property {string} url
 * @property {number} connections each sends its next request when the last one is answered
 * @property {number} seconds
 * @property {() => string} request bytes of the next request
 * @property {(body: Buffer) => boolean} isRight
 *
 * @param {Load} load
 * @returns {Promise<{ requests: number, perSecond: number, p50Ms: number, p99Ms: number, bytes: number }>}
 */
export async function runLoad({ url, connections, seconds, request, isRight }) {
  const { hostname, port } = new URL(url);
  const latencies = [];
  let bytes = 0;
  const startMs = performance.now();
  const endMs = startMs + seconds * 1000;
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      const reader = new AnswerReader();
      let sentMs = 0;
      const send = () => {
        sentMs = performance.now();
        if (sentMs < endMs) socket.write(request());
        else socket.end(resolve);
      };
      socket.once('connect', send);
      socket.once('error', reject);
      socket.on('data', (chunk) => {
        const answer = reader.push(chunk);
        if (!answer) return;
        if (answer.status !== 200 || !isRight(answer.body)) {
          reject(new Error(`wrong answer, status ${answer.status}: ${answer.body.toString().slice(0, 2000)}`));
          socket.destroy();
          return;
        }
        latencies.push(performance.now() - sentMs);
        bytes = answer.body.length;
        send();
      });
    });
  await Promise.all(Array.from({ length: connections }, one));
  const elapsed = (performance.now() - startMs) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { requests: latencies.length, perSecond: latencies.length / elapsed, p50Ms: at(0.5), p99Ms: at(0.99), bytes };
}
