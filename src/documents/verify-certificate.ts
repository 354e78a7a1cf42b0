// The command and the page run this same file; the page runs it in the browser, so it imports nothing of node.
import { canonicalJson } from '../kernel/canonical-json.js';

/** A public Ed25519 key as a JSON Web Key. */
export interface PublicKey {
  readonly kty: string;
  readonly crv: string;
  readonly alg?: string;
  readonly use?: string;
  readonly kid: string;
  /** 32 bytes, base64url. */
  readonly x: string;
}

/** Whether `signature` (base64url) is the key's over `message`. */
export type CheckSignature = (key: PublicKey, message: Uint8Array, signature: string) => boolean | Promise<boolean>;

export interface CertificateFacts {
  readonly number: string;
  readonly version: number;
  readonly status: string;
  readonly sumInsured: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly madeAt: string;
  /** When and why cover ended; absent when the certificate was made while it was in force. */
  readonly ended?: { readonly on: string; readonly reason: string };
}

export type Verdict =
  /** `cover` is what the certificate says of the day asked for. */
  | {
      readonly verdict: 'VALID';
      readonly cover: 'IN_FORCE' | 'NOT_STARTED' | 'ENDED';
      readonly facts: CertificateFacts;
    }
  | { readonly verdict: 'ALTERED' | 'UNKNOWN_KEY' | 'NOT_A_CERTIFICATE' };

interface SealedFile {
  readonly certificate: {
    readonly type: string;
    readonly version: number;
    readonly madeAt: string;
    readonly policy: { readonly number: string; readonly status: string };
    readonly cover: {
      readonly startsOn: string;
      readonly endsOn: string;
      readonly sumInsured: { readonly amount: string; readonly currency: string };
      readonly ended?: { readonly on: string; readonly reason: string };
    };
  };
  readonly signature: { readonly algorithm: string; readonly keyId: string; readonly value: string };
}

function parse(text: string): SealedFile | undefined {
  try {
    const file = JSON.parse(text) as Partial<SealedFile> | null;
    const isSealed =
      file?.certificate?.type === 'covergraph.policy-certificate.v1' && file.signature?.algorithm === 'Ed25519';
    return isSealed ? (file as SealedFile) : undefined;
  } catch {
    return undefined;
  }
}

// 64 bytes in base64url; of the last letter only two bits count, and the others must be zero.
const SIGNATURE = /^[\w-]{85}[AQgw]$/;

function coverOn(today: string, { policy, cover }: SealedFile['certificate']): 'IN_FORCE' | 'NOT_STARTED' | 'ENDED' {
  if (policy.status !== 'ACTIVE' || cover.endsOn < today) return 'ENDED';
  return cover.startsOn > today ? 'NOT_STARTED' : 'IN_FORCE';
}

/**
 * Checks a certificate file against public keys, without asking anybody. Every byte counts: the file must be the
 * canonical JSON it was made as, so that no two programs can read different things in it.
 *
 * @param today the lender's calendar date, YYYY-MM-DD
 */
export async function verifyCertificate(
  text: string,
  {
    keys,
    today,
    check,
  }: { readonly keys: readonly PublicKey[]; readonly today: string; readonly check: CheckSignature },
): Promise<Verdict> {
  const file = parse(text);
  if (!file) return { verdict: 'NOT_A_CERTIFICATE' };
  const { certificate, signature } = file;
  const isExact = text.trimEnd() === canonicalJson(file) && SIGNATURE.test(String(signature.value));
  if (!isExact) return { verdict: 'ALTERED' };
  const key = keys.find(({ kid }) => kid === signature.keyId);
  if (!key) return { verdict: 'UNKNOWN_KEY' };
  const message = new TextEncoder().encode(canonicalJson(certificate));
  if (!(await check(key, message, signature.value))) return { verdict: 'ALTERED' };
  const { sumInsured, startsOn, endsOn, ended } = certificate.cover;
  return {
    verdict: 'VALID',
    cover: coverOn(today, certificate),
    facts: {
      number: certificate.policy.number,
      version: certificate.version,
      status: certificate.policy.status,
      sumInsured: `${sumInsured.amount} ${sumInsured.currency}`,
      startsOn,
      endsOn,
      madeAt: certificate.madeAt,
      ...(ended ? { ended } : {}),
    },
  };
}

/** The newest valid version of the same policy among `others`, when this one is older. */
export function replacedBy(verdict: Verdict, others: readonly Verdict[]): CertificateFacts | undefined {
  if (verdict.verdict !== 'VALID') return undefined;
  const { number, version } = verdict.facts;
  return others
    .flatMap((other) => (other.verdict === 'VALID' && other.facts.number === number ? other.facts : []))
    .filter((facts) => facts.version > version)
    .sort((a, b) => b.version - a.version)[0];
}
