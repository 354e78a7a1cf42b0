import { execFile } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certificateOf } from '../../src/documents/certificate.js';
import { signingKeyOf } from '../../src/documents/signing-key.js';
import { SAMPLE } from '../documents/sample.js';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const key = signingKeyOf('a secret for tests, long enough to be one');
const other = signingKeyOf('another secret, with which nothing here is signed');
const sealed = key.seal(certificateOf(SAMPLE, new Date('2026-03-02T12:00:00Z')));
const { kty, crv, x } = key.publicKey;
const pem = createPublicKey({ key: { kty, crv, x }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'covergraph-verify-'));
  const files = {
    'good.json': sealed,
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
      resolve({ code: Number(error?.code ?? 0), said: (stdout + stderr).split('\n')[0] ?? '' }),
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
    expect(await run([file, '--key', keyFile, '--on', on])).toEqual({ code, said });
  });
});
