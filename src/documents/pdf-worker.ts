import { parentPort } from 'node:worker_threads';
import type { Certificate } from './certificate.js';
import { certificatePdf } from './certificate-pdf.js';
import type { NoticePaper } from './notice.js';
import { noticePdf } from './notice-pdf.js';
import type { StatementPaper } from './statement.js';
import { statementPdf } from './statement-pdf.js';

/** What a `PdfPrinter` sends its thread. */
export type PrintOrder =
  | {
      readonly kind: 'CERTIFICATE';
      readonly certificate: Certificate;
      readonly proof: { readonly keyId: string; readonly sha256: string };
    }
  | { readonly kind: 'NOTICE'; readonly notice: NoticePaper }
  | { readonly kind: 'STATEMENT'; readonly statement: StatementPaper };

/** What it answers. */
export type Printed = { readonly pdf: Uint8Array } | { readonly failure: string };

function print(order: PrintOrder): Promise<Buffer> {
  switch (order.kind) {
    case 'CERTIFICATE':
      return certificatePdf(order.certificate, order.proof);
    case 'NOTICE':
      return noticePdf(order.notice);
    case 'STATEMENT':
      return statementPdf(order.statement);
  }
}

parentPort?.on('message', (order: PrintOrder) => {
  const answer = (printed: Printed): void => parentPort?.postMessage(printed);
  print(order).then(
    (pdf) => answer({ pdf }),
    (error: unknown) => answer({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
