import { PdfPrinter } from './pdf-printer.js';

/** Makes documents that wait for it, one at a time. Safe to run anywhere, again, and to be cut off. */
export abstract class DocumentMaker<Due> {
  protected readonly printer = new PdfPrinter();
  private stopped = false;

  /** What is made, in the plural. */
  protected abstract readonly what: string;
  /** The next that wait, in the order of their ids. */
  protected abstract due(after: string): Promise<readonly Due[]>;
  protected abstract idOf(due: Due): string;
  /** Whether it was made here; of two gateways one keeps its files. */
  protected abstract make(due: Due): Promise<boolean>;

  /** Leaves the one it is at; what was not made stays due. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.printer.close();
  }

  /** Answers how many were made. One that cannot be made does not keep the others waiting; it is told at the end. */
  async makeDue(): Promise<number> {
    const failures: unknown[] = [];
    let count = 0;
    for (let page = await this.due(''); page.length > 0; ) {
      for (const due of page) {
        if (this.stopped) return count;
        try {
          if (await this.make(due)) count += 1;
        } catch (error) {
          if (this.stopped) return count;
          failures.push(error);
        }
      }
      page = await this.due(page.map((due) => this.idOf(due)).at(-1) ?? '');
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} ${this.what} could not be made`);
    return count;
  }
}
