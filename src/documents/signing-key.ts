import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from 'node:crypto';
import { canonicalJson } from '../kernel/index.js';
import type { PublicKey } from './verify-certificate.js';

/** PKCS #8 around a raw Ed25519 private key (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PURPOSE = 'covergraph certificate signing key 1';

/** The key an installation signs certificates with. */
export interface SigningKey {
  readonly publicKey: PublicKey;
  /** The file a lender keeps: canonical JSON of the content and its signature. */
  seal(certificate: object): string;
}

/**
 * Follows from the installation's secret, so that every gateway of it signs with one key and a restored backup with
 * the same one. HKDF keeps it apart from what else the secret is used for.
 */
export function signingKeyOf(secret: string): SigningKey {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = publicKeyOf(createPublicKey(privateKey));
  return {
    publicKey,
    seal: (certificate) => {
      const value = sign(null, Buffer.from(canonicalJson(certificate)), privateKey).toString('base64url');
      return `${canonicalJson({ certificate, signature: { algorithm: 'Ed25519', keyId: publicKey.kid, value } })}\n`;
    },
  };
}

/** As a JSON Web Key (RFC 8037) whose id is its thumbprint (RFC 7638): whoever has the key can compute the id. */
export function publicKeyOf(key: KeyObject): PublicKey {
  const { x = '' } = key.export({ format: 'jwk' });
  const kid = createHash('sha256')
    .update(canonicalJson({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid, x };
}
