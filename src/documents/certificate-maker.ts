import { systemScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { Clock } from '../kernel/index.js';
import { certificateOf } from './certificate.js';
import { type CertificateSource, type MadeCertificate, readDue, storeCertificate } from './certificate-rows.js';
import { madeFile } from './made-file.js';
import { PdfPrinter } from './pdf-printer.js';
import type { SigningKey } from './signing-key.js';

const AT_ONCE = 20;

/** Makes the certificates that wait for it, one at a time. Safe to run anywhere, again, and to be cut off. */
export class CertificateMaker {
  private readonly printer = new PdfPrinter();
  private stopped = false;

  constructor(
    private readonly options: { readonly units: UnitOfWork; readonly clock: Clock; readonly signingKey: SigningKey },
  ) {}

  /** Leaves the one it is at; what was not made stays due. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.printer.close();
  }

  /** Answers how many were made. One that cannot be made does not keep the others waiting; it is told at the end. */
  async makeDue(): Promise<number> {
    const { units } = this.options;
    const failures: unknown[] = [];
    let count = 0;
    for (let after = ''; ; ) {
      const due = await units.run(systemScope, (tx) => readDue(tx, after, AT_ONCE), { readOnly: true });
      for (const source of due) {
        if (this.stopped) return count;
        try {
          const made = await this.make(source);
          if (await units.run(systemScope, (tx) => storeCertificate(tx, made))) count += 1;
        } catch (error) {
          if (this.stopped) return count;
          failures.push(error);
        }
        after = source.policy.id;
      }
      if (due.length < AT_ONCE) break;
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} certificates could not be made`);
    return count;
  }

  private async make(source: CertificateSource): Promise<MadeCertificate> {
    const { clock, signingKey } = this.options;
    const madeAt = clock.now();
    const certificate = certificateOf(source, madeAt);
    const name = `${source.policy.number}-v${source.version}`;
    const json = madeFile(`${name}.json`, 'application/json', Buffer.from(signingKey.seal(certificate)));
    const { kid: keyId } = signingKey.publicKey;
    const pdf = await this.printer.print({ kind: 'CERTIFICATE', certificate, proof: { keyId, sha256: json.sha256 } });
    return { source, madeAt, keyId, json, pdf: madeFile(`${name}.pdf`, 'application/pdf', pdf) };
  }
}
