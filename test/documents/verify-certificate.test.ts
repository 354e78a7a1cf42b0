import { createPublicKey, verify } from 'node:crypto';
import { certificateOf } from '../../src/documents/certificate.js';
import { certificatePdf } from '../../src/documents/certificate-pdf.js';
import { signingKeyOf } from '../../src/documents/signing-key.js';
import { wordsOf } from '../../src/documents/verdict-words.js';
import { type CheckSignature, verifyCertificate } from '../../src/documents/verify-certificate.js';
import { SAMPLE } from './sample.js';

const key = signingKeyOf('a secret for tests, long enough to be one');
const other = signingKeyOf('another secret, with which nothing here is signed');
const SIGNATURE = 'smesK36DYmRxBDr5wLKnFUkDQWLO_Wi_RgVrn5bFl9TjhUz9d9K-O1wzJWwDZh6D6gARKOfWLDrXTf8XQZ7KDg';
const KEY_ID = '2oTl0PsOyjEwavtaMwjNqLnS169R2gjdYbGbp8PFCgk';
const KEY_X = '6784N3r6PMFMgQ_3RdnH6os2Lk2MFOch9LBsjz_BxW0';
const MADE_AT = new Date('2026-03-02T12:00:00.000Z');
const sealed = key.seal(certificateOf(SAMPLE, MADE_AT));

const check: CheckSignature = ({ kty, crv, x }, message, signature) =>
  verify(null, message, createPublicKey({ key: { kty, crv, x }, format: 'jwk' }), Buffer.from(signature, 'base64url'));
const verdictOf = (text: string, today = '2026-06-01', keys = [key.publicKey]) =>
  verifyCertificate(text, { keys, today, check });

describe('a certificate', () => {
  it('is this text, to the byte', () => {
    expect(sealed).toBe(
      `{"certificate":{"coInsurers":[],"cover":{"endsOn":"2026-05-02","insuredPercentage":"0.9","premium":{"amount":"12.34","currency":"USD"},"startsOn":"2026-03-02","sumInsured":{"amount":"1080.00","currency":"USD"},"waitingDays":60},"loan":{"principal":{"amount":"1200.00","currency":"USD"},"reference":"L-1","schedule":[{"dueOn":"2026-04-02","interest":"12.00","number":1,"principal":"597.01"},{"dueOn":"2026-05-02","interest":"6.03","number":2,"principal":"602.99"}]},"madeAt":"2026-03-02T12:00:00.000Z","parties":[{"country":"US","name":"Harbour Bank","role":"INSURED"},{"obligorReference":"customer-1","role":"OBLIGOR"}],"policy":{"activatedAt":"2026-03-02T11:00:00.000Z","boundAt":"2026-03-01T11:00:00.000Z","id":"pol_01h455vb4pex5vsknk084sn02q","number":"CG-2026-2WT8-V5AH","product":{"code":"CHECKOUT","name":"Checkout","version":3},"scenario":"ecommerce","status":"ACTIVE","transaction":2},"title":{"en":"Certificate of credit and guarantee insurance","zh":"信用保证保险凭证"},"type":"covergraph.policy-certificate.v1","version":2},` +
        `"signature":{"algorithm":"Ed25519","keyId":"${key.publicKey.kid}","value":"${SIGNATURE}"}}\n`,
    );
  });

  it('is signed by a key that follows from the secret alone', () => {
    expect(key.publicKey).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      alg: 'EdDSA',
      use: 'sig',
      kid: KEY_ID,
      x: KEY_X,
    });
    expect(other.publicKey.x).not.toBe(key.publicKey.x);
  });

  it('is valid, and says whether the cover is in force, ended or begins later', async () => {
    const facts = {
      number: 'CG-2026-2WT8-V5AH',
      version: 2,
      status: 'ACTIVE',
      sumInsured: '1080.00 USD',
      startsOn: '2026-03-02',
      endsOn: '2026-05-02',
      madeAt: '2026-03-02T12:00:00.000Z',
    };
    expect(await verdictOf(sealed, '2026-05-02')).toEqual({ verdict: 'VALID', cover: 'IN_FORCE', facts });
    expect(await verdictOf(sealed, '2026-05-03')).toEqual({ verdict: 'VALID', cover: 'ENDED', facts });
    expect(await verdictOf(sealed, '2026-03-01')).toEqual({ verdict: 'VALID', cover: 'NOT_STARTED', facts });
    expect(wordsOf(await verdictOf(sealed, '2026-05-03')).split('\n')[0]).toBe(
      'VALID, COVER ENDED: policy CG-2026-2WT8-V5AH is ACTIVE, cover until 2026-05-02, as certificate version 2 of 2026-03-02T12:00:00.000Z says.',
    );
  });

  it('of a cancelled policy is valid and its cover ended, whatever the dates say', async () => {
    const cancelled = { ...SAMPLE, policy: { ...SAMPLE.policy, status: 'CANCELLED' } };
    const verdict = await verdictOf(key.seal(certificateOf(cancelled, MADE_AT)), '2026-04-01');
    expect(verdict).toMatchObject({ verdict: 'VALID', cover: 'ENDED' });
  });

  it('says when and why cover ended, and what may follow', async () => {
    const closed = { on: '2026-04-09', reason: 'LOSS_PAID' as const };
    const paid = { ...SAMPLE, ended: closed, policy: { ...SAMPLE.policy, status: 'CLOSED' } };
    const verdict = await verdictOf(key.seal(certificateOf(paid, MADE_AT)), '2026-04-10');
    expect(verdict).toMatchObject({ cover: 'ENDED', facts: { ended: closed } });
    expect(wordsOf(verdict)).toContain('ended on 2026-04-09: the loss was paid');
    expect(wordsOf(verdict)).toContain('It is the last version');
    const lapsed = { ...paid, ended: { ...closed, reason: 'PREMIUM_UNPAID' as const } };
    const text = key.seal(certificateOf({ ...lapsed, policy: { ...SAMPLE.policy, status: 'LAPSED' } }, MADE_AT));
    expect(wordsOf(await verdictOf(text))).toContain('A later version may say otherwise');
    expect(wordsOf(await verdictOf(sealed, '2026-05-03'))).toContain('A later version says how cover ended');
  });

  it('is judged in Chinese too', async () => {
    const said = async (text: string, today: string, keys = [key.publicKey]) =>
      wordsOf(await verifyCertificate(text, { keys, today, check }), 'zh').split('\n');
    expect(await said(sealed, '2026-05-02')).toEqual([
      '有效：保险单 CG-2026-2WT8-V5AH 在保（凭证第 2 版，出具于 2026-03-02T12:00:00.000Z）。',
      '保险金额 1080.00 USD，保险期间 2026-03-02 至 2026-05-02。',
      '后续版本可能有变更，可由接口的 policy.certificates 列出。',
    ]);
    const closed = { on: '2026-04-09', reason: 'LOSS_PAID' as const };
    const paid = { ...SAMPLE, ended: closed, policy: { ...SAMPLE.policy, status: 'CLOSED' } };
    expect((await said(key.seal(certificateOf(paid, MADE_AT)), '2026-04-10'))[0]).toBe(
      '凭证有效，保险责任已终止：保险单 CG-2026-2WT8-V5AH 的保险责任已于 2026-04-09 终止：赔款已支付（凭证第 2 版，出具于 2026-03-02T12:00:00.000Z）。',
    );
    expect(await said(sealed.replace('1080.00', '9080.00'), '2026-05-02')).toEqual([
      '已被改动：本文件与签名时不一致，请勿采信。',
    ]);
    expect(await said(sealed, '2026-05-02', [])).toEqual(['未知公钥：所给公钥均非本文件所指，无法证明真伪。']);
  });

  it('is never valid with any one of its bytes changed', async () => {
    const bytes = Buffer.from(sealed.trimEnd());
    const verdicts = new Map<string, number>();
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      const { verdict } = await verdictOf(altered.toString());
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    }
    expect(verdicts.has('VALID')).toBe(false);
    expect(verdicts.get('ALTERED')).toBeGreaterThan(500);
  });

  it('is altered when it is written in another way or says something twice', async () => {
    expect(await verdictOf(JSON.stringify(JSON.parse(sealed), null, 2))).toEqual({ verdict: 'ALTERED' });
    const twice = sealed.replace('"status":"ACTIVE"', '"status":"CANCELLED","status":"ACTIVE"');
    expect(await verdictOf(twice)).toEqual({ verdict: 'ALTERED' });
    // Another last letter of the signature that decodes to the same bytes.
    expect(await verdictOf(sealed.replace('WLDrXTf8XQZ7KDg', 'WLDrXTf8XQZ7KDh'))).toEqual({ verdict: 'ALTERED' });
  });

  it('of a key that was not given proves nothing, nor does one that claims that key', async () => {
    expect(await verdictOf(sealed, '2026-04-01', [other.publicKey])).toEqual({ verdict: 'UNKNOWN_KEY' });
    const forged = other.seal(certificateOf(SAMPLE, MADE_AT)).replace(other.publicKey.kid, key.publicKey.kid);
    expect(await verdictOf(forged)).toEqual({ verdict: 'ALTERED' });
  });

  it.each(['', '{}', 'null', '[]', '{"certificate":{},"signature":{}}', '%PDF-1.3'])('is not %j', async (text) => {
    expect(await verdictOf(text)).toEqual({ verdict: 'NOT_A_CERTIFICATE' });
  });
});

describe('the PDF', () => {
  const proof = { keyId: key.publicKey.kid, sha256: 'ab'.repeat(32) };

  it('is one, names the policy, and is the same whenever it is printed', async () => {
    const pdf = await certificatePdf(certificateOf(SAMPLE, MADE_AT), proof);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1')).toContain('(Certificate CG-2026-2WT8-V5AH version 2)');
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(await certificatePdf(certificateOf(SAMPLE, MADE_AT), proof)).toEqual(pdf);
  });

  it('turns the page for a long schedule', async () => {
    const schedule = Array.from({ length: 360 }, (_, at) => ({
      number: at + 1,
      dueOn: '2026-04-02',
      principalMinor: '100',
      interestMinor: '5',
    }));
    const pdf = await certificatePdf(certificateOf({ ...SAMPLE, schedule }, MADE_AT), proof);
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(9);
  });
});
