/** A line as it stands, without its end. `number` counts from 1; `text` is undefined when the line is too long. */
export interface SourceLine {
  readonly number: number;
  readonly text: string | undefined;
}

/** Characters of one line; what is longer is no record, and must not fill the memory. */
export const LONGEST_LINE = 1 << 20;

/** The lines of UTF-8 text, read as they are asked for. A byte order mark is left out. */
export async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<SourceLine> {
  const decoder = new TextDecoder();
  const line = (text: string, number: number): SourceLine => ({
    number,
    text: text.length > LONGEST_LINE ? undefined : text.replace(/\r$/, ''),
  });
  let rest = '';
  let number = 1;
  for await (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) yield line(part, number++);
    // One character too many is kept, so that the line is still known as too long when its end comes.
    rest = last.slice(0, LONGEST_LINE + 1);
  }
  rest += decoder.decode();
  if (rest !== '') yield line(rest, number);
}
