import { systemScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { Clock } from '../kernel/index.js';
import { certificateOf } from './certificate.js';
import { type CertificateSource, type MadeCertificate, readDue, storeCertificate } from './certificate-rows.js';
import { DocumentMaker } from './document-maker.js';
import { madeFile } from './made-file.js';
import type { SigningKey } from './signing-key.js';

const AT_ONCE = 20;

/** Makes certificates of policies as they stand. */
export class CertificateMaker extends DocumentMaker<CertificateSource> {
  protected readonly what = 'certificates';

  constructor(
    private readonly options: { readonly units: UnitOfWork; readonly clock: Clock; readonly signingKey: SigningKey },
  ) {
    super();
  }

  protected due(after: string): Promise<readonly CertificateSource[]> {
    return this.options.units.run(systemScope, (tx) => readDue(tx, after, AT_ONCE), { readOnly: true });
  }

  protected idOf({ policy }: CertificateSource): string {
    return policy.id;
  }

  protected async make(source: CertificateSource): Promise<boolean> {
    const made = await this.print(source);
    return this.options.units.run(systemScope, (tx) => storeCertificate(tx, made));
  }

  private async print(source: CertificateSource): Promise<MadeCertificate> {
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
