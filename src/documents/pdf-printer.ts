import { Worker } from 'node:worker_threads';
import type { Printed, PrintOrder } from './pdf-worker.js';

// The compiled thread, wherever this file runs from: `src` and `dist` lie side by side.
const THREAD = new URL('../../dist/documents/pdf-worker.js', import.meta.url);

/**
 * Prints on a thread of its own: letters and pages take a tenth of a second, in which a gateway answers a hundred
 * requests. The thread starts with the first order. One order at a time.
 */
export class PdfPrinter {
  private thread: Worker | undefined;

  print(order: PrintOrder): Promise<Buffer> {
    const thread = this.start();
    return new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error('the printing thread ended before it answered'));
      thread.once('exit', onExit);
      thread.once('message', (printed: Printed) => {
        thread.off('exit', onExit);
        if ('failure' in printed) reject(new Error(printed.failure));
        else resolve(Buffer.from(printed.pdf));
      });
      thread.postMessage(order);
    });
  }

  async close(): Promise<void> {
    await this.thread?.terminate();
  }

  private start(): Worker {
    if (this.thread) return this.thread;
    const thread = new Worker(THREAD);
    thread.unref();
    thread.once('exit', () => {
      this.thread = undefined;
    });
    // Told to who waits by the exit that follows.
    thread.on('error', () => undefined);
    this.thread = thread;
    return thread;
  }
}
