import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { stringify } from 'csv-stringify/sync';

export type CsvValue = string | number | null;

/** A CSV file that is written a line at a time, no faster than the disk takes it. */
export class CsvFile {
  private failure: Error | undefined;

  private constructor(private readonly stream: WriteStream) {
    stream.on('error', (error) => {
      this.failure = error;
    });
  }

  /** Replaces what is there. Throws what the file system says, also later when the disk is full. */
  static async create(path: string, header: readonly string[]): Promise<CsvFile> {
    const stream = createWriteStream(path);
    await once(stream, 'open');
    const file = new CsvFile(stream);
    await file.write(header);
    return file;
  }

  async write(values: readonly CsvValue[]): Promise<void> {
    if (this.failure) throw this.failure;
    // Texts of the input file come back in messages: a spreadsheet must not take them for formulas.
    const text = stringify([[...values]], { escape_formulas: true });
    if (!this.stream.write(text)) await once(this.stream, 'drain');
  }

  async close(): Promise<void> {
    this.stream.end();
    if (!this.stream.closed) await once(this.stream, 'close');
    if (this.failure) throw this.failure;
  }
}
