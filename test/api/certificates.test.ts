import { createPublicKey, verify } from 'node:crypto';
import { CertificateMaker } from '../../src/documents/certificate-maker.js';
import { signingKeyOf } from '../../src/documents/signing-key.js';
import { type CheckSignature, type PublicKey, verifyCertificate } from '../../src/documents/verify-certificate.js';
import { readAll } from '../policies/policy-fixture.js';
import { startApi, TEST_NOW, type TestApi } from '../support/api.js';
import { usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const CERTIFICATES = `query ($id: ID!) { policy(id: $id) { number certificates { version transaction isFinal keyId madeAt
  json { id mediaType sha256 state path } pdf { id mediaType fileName path } } } }`;
const CHANGE = `mutation ($key: String!, $policy: ID!, $input: PolicyChangeInput!) {
  policyChange(idempotencyKey: $key, policy: $policy, input: $input) { __typename ... on Problem { message } } }`;

const REPORT = `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) { accepted } }`;

const clock = { now: () => TEST_NOW };
const signingKey = signingKeyOf('a secret for tests, long enough to be one');

let api: TestApi;
let maker: CertificateMaker;
beforeAll(async () => {
  api = await startApi();
  maker = new CertificateMaker({ units: api.testDatabase.unitOfWork, clock, signingKey });
});
afterAll(async () => {
  await maker.stop();
  await api.close();
});

const download = (path: string, key: string) =>
  fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${api.keys[key] ?? key}` } });
const certificatesOf = async (key: string, id: string) =>
  (await api.data(key, CERTIFICATES, { id })).policy.certificates;
const check: CheckSignature = ({ kty, crv, x }, message, signature) =>
  verify(null, message, createPublicKey({ key: { kty, crv, x }, format: 'jwk' }), Buffer.from(signature, 'base64url'));

describe('certificates of a policy', () => {
  it('are made after activation, once, verifiable with the keys that anybody may read', async () => {
    const id = await activePolicy(api, 'certified');
    expect(await certificatesOf('merchant', id)).toEqual([]);
    expect(await maker.makeDue()).toBe(1);
    expect(await maker.makeDue()).toBe(0);

    const { policy } = await api.data('lender', CERTIFICATES, { id });
    expect(policy.certificates).toEqual([
      {
        version: 1,
        transaction: 1,
        isFinal: false,
        keyId: signingKey.publicKey.kid,
        madeAt: TEST_NOW.toISOString(),
        json: expect.objectContaining({ mediaType: 'application/json', state: 'CLEAN' }),
        pdf: expect.objectContaining({ mediaType: 'application/pdf', fileName: `${policy.number}-v1.pdf` }),
      },
    ]);
    const [{ json, pdf }] = policy.certificates;
    const served = await fetch(`${api.url}/.well-known/covergraph-keys.json`);
    const { keys } = (await served.json()) as { keys: PublicKey[] };
    expect(keys).toEqual([signingKey.publicKey]);
    const answer = await download(json.path, 'lender');
    expect(answer.headers.get('content-type')).toBe('application/json');
    const text = await answer.text();
    expect(await verifyCertificate(text, { keys, today: '2026-03-02', check })).toMatchObject({
      verdict: 'VALID',
      cover: 'IN_FORCE',
      facts: { number: policy.number, version: 1, startsOn: '2026-03-02' },
    });
    const { certificate } = JSON.parse(text);
    expect(certificate.loan.schedule).toHaveLength(12);
    expect(certificate.loan.schedule[0]).toEqual({
      number: 1,
      dueOn: '2026-04-02',
      principal: '94.62',
      interest: '12.00',
    });
    const printed = Buffer.from(await (await download(pdf.path, 'lender')).arrayBuffer()).toString('latin1');
    expect(printed.slice(0, 5)).toBe('%PDF-');
    expect(printed).toContain(`(Certificate ${policy.number} version 1)`);
  });

  it('are made again when the policy changes, and both versions stay', async () => {
    const id = await activePolicy(api, 'changed');
    await maker.makeDue();
    const input = { extension: { dueFrom: '2026-06-02', by: { unit: 'MONTH', count: 1 } } };
    const { policyChange } = await api.data('lender', CHANGE, { key: 'extend', policy: id, input });
    expect(policyChange).toEqual({ __typename: 'PolicyChange' });
    expect(await maker.makeDue()).toBe(1);
    const certificates = await certificatesOf('merchant', id);
    expect(certificates).toMatchObject([
      { version: 1, transaction: 1 },
      { version: 2, transaction: 2 },
    ]);
    const texts = await Promise.all(
      certificates.map(async ({ json }: { json: { path: string } }) => (await download(json.path, 'merchant')).json()),
    );
    expect(texts.map(({ certificate }) => certificate.policy.transaction)).toEqual([1, 2]);
    expect(texts.map(({ certificate }) => certificate.cover.endsOn)).toEqual(['2027-06-01', '2027-07-02']);
    expect(texts.map(({ certificate }) => certificate.loan.schedule[11].dueOn)).toEqual(['2027-03-02', '2027-04-02']);
  });

  it('are those of their parties alone: for others neither the policy nor the files exist', async () => {
    const id = await activePolicy(api, 'private');
    await maker.makeDue();
    const [{ json, pdf }] = await certificatesOf('merchant', id);
    for (const path of [json.path, pdf.path]) {
      expect((await download(path, 'dealer')).status).toBe(404);
      expect((await download(path, 'not a key')).status).toBe(401);
    }
    expect((await api.data('dealer', CERTIFICATES, { id })).policy).toBeNull();
  });

  it('are made once when several gateways are at it', async () => {
    const ids = [await activePolicy(api, 'raced-1'), await activePolicy(api, 'raced-2')];
    const second = new CertificateMaker({ units: api.testDatabase.unitOfWork, clock, signingKey });
    const [one, two] = await Promise.all([maker.makeDue(), second.makeDue()]);
    await second.stop();
    expect(one + two).toBe(2);
    for (const id of ids) expect(await certificatesOf('merchant', id)).toHaveLength(1);
  });

  it('do not wait for one that cannot be made, which is tried again', async () => {
    const ids = [await activePolicy(api, 'broken'), await activePolicy(api, 'sound')];
    const [broken = '', sound = ''] = ids.sort();
    const seal = (certificate: object): string => {
      if (JSON.stringify(certificate).includes(broken)) throw new Error('no ink');
      return signingKey.seal(certificate);
    };
    const units = api.testDatabase.unitOfWork;
    const short = new CertificateMaker({ units, clock, signingKey: { ...signingKey, seal } });
    await expect(short.makeDue()).rejects.toThrow('1 certificates could not be made');
    await short.stop();
    expect(await certificatesOf('merchant', sound)).toHaveLength(1);
    expect(await certificatesOf('merchant', broken)).toEqual([]);
    expect(await maker.makeDue()).toBe(1);
    expect(await certificatesOf('merchant', broken)).toHaveLength(1);
  });

  it('go on where a stopped task left them', async () => {
    const id = await activePolicy(api, 'resumed');
    const stopped = new CertificateMaker({ units: api.testDatabase.unitOfWork, clock, signingKey });
    await stopped.stop();
    expect(await stopped.makeDue()).toBe(0);
    expect(await certificatesOf('merchant', id)).toEqual([]);
    expect(await maker.makeDue()).toBe(1);
    expect(await certificatesOf('merchant', id)).toHaveLength(1);
  });

  describe('say how cover ended', () => {
    const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { now } }`);
    const newest = async (id: string) => {
      const certificates = await certificatesOf('merchant', id);
      const { version, transaction, isFinal, json } = certificates.at(-1);
      const { certificate } = JSON.parse(await (await download(json.path, 'merchant')).text());
      const { status } = certificate.policy;
      return { version, transaction, isFinal, status, ended: certificate.cover.ended };
    };
    const report = async (policy: string, fact: object) => {
      const reports = [{ policy, sequence: 1, effectiveOn: '2026-03-02', ...fact }];
      const { loanReport } = await api.data('lender', REPORT, { reports });
      expect(loanReport.accepted).toBe(1);
    };

    it('when the loan is repaid', async () => {
      const id = await activePolicy(api, 'repaid');
      await maker.makeDue();
      await report(id, { settled: { amount: usd('1200.00') } });
      expect(await maker.makeDue()).toBe(1);
      expect(await maker.makeDue()).toBe(0);
      const ended = { on: '2026-03-02', reason: 'LOAN_REPAID' };
      expect(await newest(id)).toEqual({ version: 2, transaction: 1, isFinal: true, status: 'CLOSED', ended });
    });

    it('also when it ended while another version was being made', async () => {
      const id = await activePolicy(api, 'meanwhile');
      const units = api.testDatabase.unitOfWork;
      let isReported = false;
      const slow = new CertificateMaker({
        units: {
          // What is stored was read before the report.
          run: async (scope: never, work: never, options?: { readonly readOnly: true }) => {
            if (!options?.readOnly && !isReported) {
              isReported = true;
              await report(id, { settled: { amount: usd('1200.00') } });
            }
            return units.run(scope, work, options);
          },
        } as never,
        clock,
        signingKey,
      });
      expect(await slow.makeDue()).toBe(1);
      await slow.stop();
      expect(await newest(id)).toMatchObject({ version: 1, isFinal: false, status: 'ACTIVE' });
      expect(await maker.makeDue()).toBe(1);
      expect(await newest(id)).toMatchObject({ version: 2, transaction: 1, isFinal: true, status: 'CLOSED' });
    });

    it('by cancellation, and no longer when it is put back in force', async () => {
      const id = await activePolicy(api, 'cancelled');
      const CANCEL = `mutation ($policy: ID!) { policyCancel(idempotencyKey: "c", policy: $policy, input: {
        reason: POLICYHOLDER_REQUEST }) { __typename } }`;
      const REINSTATE = `mutation ($policy: ID!) { policyReinstate(idempotencyKey: "r", policy: $policy, input: {
        isFreeOfLoss: true, statement: "Paid." }) { __typename } }`;
      await api.data('merchant', CANCEL, { policy: id });
      await maker.makeDue();
      const ended = { on: '2026-03-02', reason: 'CANCELLED' };
      expect(await newest(id)).toEqual({ version: 1, transaction: 2, isFinal: false, status: 'CANCELLED', ended });
      await api.data('merchant', REINSTATE, { policy: id });
      await maker.makeDue();
      expect(await newest(id)).toEqual({ version: 2, transaction: 3, isFinal: false, status: 'ACTIVE' });
    });

    it('when its time is over', async () => {
      const id = await activePolicy(api, 'run-out');
      const reports = Array.from({ length: 12 }, (_, at) => ({
        policy: id,
        sequence: at + 1,
        effectiveOn: '2026-03-02',
        repayment: { amount: usd('100.00') },
      }));
      // All but a little of the last instalment is paid.
      await api.data('lender', REPORT, { reports });
      await maker.makeDue();
      await readAll(
        api.testDatabase.unitOfWork,
        `UPDATE policy SET ends_on = '2026-03-05' WHERE id = $1 RETURNING id`,
        [id],
      );
      await advance(5);
      await maker.makeDue();
      const ended = { on: '2026-03-05', reason: 'RAN_OUT' };
      expect(await newest(id)).toMatchObject({ isFinal: true, status: 'EXPIRED', ended });
    });
  });
});
