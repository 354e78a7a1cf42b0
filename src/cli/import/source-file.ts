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

/** A line as it stands, without its end. `number` counts from 1; `text` is undefined when the line is too long. */
export interface SourceLine {
  readonly number: number;
  readonly text: string | undefined;
}

/** Characters of one line; what is longer is no loan application, and must not fill the memory. */
export const LONGEST_LINE = 1 << 20;

/** The lines of a UTF-8 file, read as they are asked for. A byte order mark is left out. */
export async function* linesOf(path: string): AsyncGenerator<SourceLine> {
  const decoder = new TextDecoder();
  const line = (text: string, number: number): SourceLine => ({
    number,
    text: text.length > LONGEST_LINE ? undefined : text.replace(/\r$/, ''),
  });
  let rest = '';
  let number = 1;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) yield line(part, number++);
    // One character too many is kept, so that the line is still known as too long when its end comes.
    rest = last.slice(0, LONGEST_LINE + 1);
  }
  rest += decoder.decode();
  if (rest !== '') yield line(rest, number);
}
