import type { IncomingMessage } from 'node:http';
import { refusal } from './refusal.js';

/** What is read and thrown away of a body that is too large, so that the client can finish and read the refusal. */
const maximumDrainedBytes = 64 * 1024 * 1024;
/** Time for a whole body; slower clients get 408. */
const bodyTimeoutMs = 60_000;

const tooLarge = (maximumBytes: number) =>
  refusal(`The request body is larger than ${maximumBytes} bytes.`, {
    code: 'PAYLOAD_TOO_LARGE',
    status: 413,
    details: { maximumBytes },
  });

/**
 * Reads a request body of at most `maximumBytes`. A larger one is drained first and refused with 413 then: answering
 * and closing while the client still writes would reset the connection before it sees the answer.
 */
export function readBody(payload: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => {
      reject(refusal('The request body took too long to arrive.', { code: 'BAD_REQUEST', status: 408 }));
      payload.destroy();
    }, bodyTimeoutMs);
    payload.on('close', () => clearTimeout(timer));
    payload.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maximumBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (bytes > maximumDrainedBytes) {
        reject(tooLarge(maximumBytes));
        payload.destroy();
      }
    });
    payload.on('end', () => (bytes > maximumBytes ? reject(tooLarge(maximumBytes)) : resolve(Buffer.concat(chunks))));
    payload.on('error', reject);
    payload.on('aborted', () => reject(refusal('The request ended early.', { code: 'BAD_REQUEST', status: 400 })));
  });
}
