import { parentPort } from 'node:worker_threads';
import type { Certificate } from './certificate.js';
import { certificatePdf } from './certificate-pdf.js';

/** What a `PdfPrinter` sends its thread. */
export interface PrintOrder {
  readonly certificate: Certificate;
  readonly proof: { readonly keyId: string; readonly sha256: string };
}

/** What it answers. */
export type Printed = { readonly pdf: Uint8Array } | { readonly failure: string };

parentPort?.on('message', ({ certificate, proof }: PrintOrder) => {
  const answer = (printed: Printed): void => parentPort?.postMessage(printed);
  certificatePdf(certificate, proof).then(
    (pdf) => answer({ pdf }),
    (error: unknown) => answer({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
