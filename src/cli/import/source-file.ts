import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

export interface SourceFile {
  readonly path: string;
  /** Hex digest of the bytes: half of what an idempotency key is made of. */
  readonly sha256: string;
  /** Line ends in it, for the estimate of what is left. */
  readonly lines: number;
}

const LINE_FEED = 10;

/** Reads the file once, to know it again and to know how long it is. Throws what the file system says. */
export async function inspectFile(path: string): Promise<SourceFile> {
  const hash = createHash('sha256');
  let lines = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) lines += 1;
  }
  return { path, sha256: hash.digest('hex'), lines };
}
