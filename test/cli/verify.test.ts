import { execFile } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certificateOf } from '../../src/documents/certificate.js';
import type { CertificateSource } from '../../src/documents/certificate-rows.js';
import { signingKeyOf } from '../../src/documents/signing-key.js';
import { SAMPLE } from '../documents/sample.js';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const key = signingKeyOf('a secret for tests, long enough to be one');
const other = signingKeyOf('another secret, with which nothing here is signed');
const sealed = key.seal(certificateOf(SAMPLE, new Date('2026-03-02T12:00:00Z')));
const sealedOf = (changes: Partial<CertificateSource>) =>
  key.seal(certificateOf({ ...SAMPLE, ...changes }, new Date('2026-04-10T12:00:00Z')));
const repaid = {
  version: 3,
  policy: { ...SAMPLE.policy, status: 'CLOSED' },
  ended: { on: '2026-04-09', reason: 'LOAN_REPAID' as const },
};
const { kty, crv, x } = key.publicKey;
const pem = createPublicKey({ key: { kty, crv, x }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'covergraph-verify-'));
  const files = {
    'good.json': sealed,
    'later.json': sealedOf(repaid),
    'another.json': sealedOf({ version: 9, policy: { ...SAMPLE.policy, number: 'CG-2026-0000-0000' } }),
    'altered.json': sealed.replace('1080.00', '1090.00'),
    'text.json': 'hello',
    'keys.json': JSON.stringify({ keys: [other.publicKey, key.publicKey] }),
    'key.json': JSON.stringify(key.publicKey),
    'key.pem': String(pem),
    'other.json': JSON.stringify({ keys: [other.publicKey] }),
    'empty.json': '{"keys":[]}',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
});
afterAll(() => rm(folder, { recursive: true }));

const run = (args: readonly string[]) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    execFile(process.execPath, [CLI, 'verify', ...args], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });

const inForce =
  'VALID: policy CG-2026-2WT8-V5AH is in force, as certificate version 2 of 2026-03-02T12:00:00.000Z says.';

describe('covergraph verify', () => {
  it.each([
    ['good.json', 'keys.json', '2026-04-01', 0, inForce],
    ['good.json', 'key.json', '2026-04-01', 0, inForce],
    ['good.json', 'key.pem', '2026-04-01', 0, inForce],
    ['altered.json', 'keys.json', '2026-04-01', 3, 'ALTERED: this is not the file that was signed. Do not rely on it.'],
    [
      'good.json',
      'other.json',
      '2026-04-01',
      4,
      'UNKNOWN KEY: the file names a key that is none of those given. Nothing is proved.',
    ],
    [
      'good.json',
      'keys.json',
      '2026-05-03',
      5,
      'VALID, COVER ENDED: policy CG-2026-2WT8-V5AH is ACTIVE, cover until 2026-05-02, as certificate version 2 of 2026-03-02T12:00:00.000Z says.',
    ],
    ['text.json', 'keys.json', '2026-04-01', 2, 'NOT A CERTIFICATE: this is not a signed certificate of Covergraph.'],
    ['good.json', 'empty.json', '2026-04-01', 2, 'error: empty.json holds no Ed25519 public key'],
    ['good.json', 'missing.json', '2026-04-01', 2, 'error: missing.json cannot be read'],
    ['good.json', 'keys.json', 'tomorrow', 2, 'error: --on must be a date like 2026-01-31'],
  ])('of %s with %s on %s ends with %i', async (file, keyFile, on, code, said) => {
    const answer = await run([file, '--key', keyFile, '--on', on]);
    expect({ ...answer, said: answer.said.split('\n')[0] }).toEqual({ code, said });
  });

  it('says how cover ended, and that nothing follows', async () => {
    expect(await run(['later.json', '--key', 'keys.json', '--on', '2026-04-10'])).toEqual({
      code: 5,
      said: [
        'VALID, COVER ENDED: cover of policy CG-2026-2WT8-V5AH ended on 2026-04-09: the insured loan was repaid, as certificate version 3 of 2026-04-10T12:00:00.000Z says.',
        'Sum insured 1080.00 USD, cover from 2026-03-02 to 2026-05-02.',
        'It is the last version: such cover does not come back.',
        '',
      ].join('\n'),
    });
  });

  it('tells of several files which one replaces which', async () => {
    const files = ['another.json', 'good.json', 'later.json'];
    const { code, said } = await run([...files, '--key', 'keys.json', '--on', '2026-04-10']);
    expect(code).toBe(6);
    expect(said.split('\n').filter((line) => line.includes('.json: '))).toEqual([
      'another.json: VALID: policy CG-2026-0000-0000 is in force, as certificate version 9 of 2026-04-10T12:00:00.000Z says.',
      'good.json: VALID, BUT REPLACED by version 3 of 2026-04-10T12:00:00.000Z.',
      'later.json: VALID, COVER ENDED: cover of policy CG-2026-2WT8-V5AH ended on 2026-04-09: the insured loan was repaid, as certificate version 3 of 2026-04-10T12:00:00.000Z says.',
    ]);
    expect((await run(['good.json', 'altered.json', '--key', 'keys.json', '--on', '2026-04-10'])).code).toBe(3);
  });
});
