import { createPublicKey, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { publicKeyOf } from '../documents/signing-key.js';
import { wordsOf } from '../documents/verdict-words.js';
import {
  type CheckSignature,
  type PublicKey,
  replacedBy,
  type Verdict,
  verifyCertificate,
} from '../documents/verify-certificate.js';
import { isCalendarDate } from '../kernel/index.js';
import { exitCodes } from './exit-codes.js';

/** 0 is "valid and in force or about to be"; everything else must not pass for it in a script. */
const VERDICT_CODES = {
  ALTERED: 3,
  UNKNOWN_KEY: 4,
  ENDED: 5,
  REPLACED: 6,
  NOT_A_CERTIFICATE: exitCodes.unusableInput,
} as const;

const HELP = `
Works offline. The key file is what the insurer's installation serves at /.well-known/covergraph-keys.json, one JSON Web
Key of it, or a public key in PEM; get it once, over a channel you trust. Of several files, each is told whether another of
them is a later version of the same certificate.
Exit codes: 0 valid, 2 unusable input, 3 altered, 4 unknown key, 5 valid but the cover ended as stated, 6 valid but
replaced by another of the files. Of several files, the first that is not 0.`;

interface VerifyFlags {
  readonly key: string;
  readonly on?: string;
}

/** `covergraph verify`: whether a certificate is what the installation with this key signed. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('verify policy certificates offline')
    .argument('<certificates...>', 'the signed JSON files')
    .requiredOption('--key <file>', 'public keys of who signed it: a JSON Web Key Set, one JSON Web Key, or PEM')
    .option('--on <date>', 'day the cover is asked for, YYYY-MM-DD; today in UTC when not given')
    .addHelpText('after', HELP)
    .action(async (paths: string[], { key, on }: VerifyFlags, command: Command) => {
      const refuse = (message: string): never =>
        command.error(`error: ${message}`, { exitCode: exitCodes.unusableInput });
      const read = (file: string) => readFile(file, 'utf8').catch(() => refuse(`${file} cannot be read`));
      const today = on ?? new Date().toISOString().slice(0, 10);
      if (!isCalendarDate(today)) refuse('--on must be a date like 2026-01-31');
      const keys = readKeys(await read(key)) ?? refuse(`${key} holds no Ed25519 public key`);
      const texts = await Promise.all(paths.map(read));
      const verdicts = await Promise.all(texts.map((text) => verifyCertificate(text, { keys, today, check })));
      for (const [at, verdict] of verdicts.entries()) {
        const name = paths.length > 1 ? `${paths[at]}: ` : '';
        process.stdout.write(`${name}${said(verdict, verdicts)}\n`);
      }
      process.exitCode = verdicts.map((verdict) => codeOf(verdict, verdicts)).find((code) => code !== 0) ?? 0;
    });
}

function said(verdict: Verdict, all: readonly Verdict[]): string {
  const later = replacedBy(verdict, all);
  return later ? `VALID, BUT REPLACED by version ${later.version} of ${later.madeAt}.` : wordsOf(verdict);
}

function codeOf(verdict: Verdict, all: readonly Verdict[]): number {
  if (verdict.verdict !== 'VALID') return VERDICT_CODES[verdict.verdict];
  if (replacedBy(verdict, all)) return VERDICT_CODES.REPLACED;
  return verdict.cover === 'ENDED' ? VERDICT_CODES.ENDED : 0;
}

const check: CheckSignature = ({ kty, crv, x }, message, signature) =>
  verify(null, message, createPublicKey({ key: { kty, crv, x }, format: 'jwk' }), Buffer.from(signature, 'base64url'));

/** The keys of a file in any of its three forms; undefined when there is none. */
function readKeys(text: string): readonly PublicKey[] | undefined {
  try {
    if (text.includes('-----BEGIN')) return [ed25519(createPublicKey(text))];
    const file = JSON.parse(text) as { readonly keys?: readonly object[] };
    const keys = (file.keys ?? [file]).map((key) => ed25519(createPublicKey({ key: { ...key }, format: 'jwk' })));
    return keys.length > 0 ? keys : undefined;
  } catch {
    return undefined;
  }
}

/** Named by its own thumbprint, whatever id the file gives it. */
function ed25519(key: ReturnType<typeof createPublicKey>): PublicKey {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  return publicKeyOf(key);
}
