import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { bureauRequest, bureauResponse } from '../../src/underwriting/sources/bureau-contract.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { checkoutRequest, goodObligor, homeRequest } from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const QUOTE = `mutation ($key: String!, $input: QuoteCreateInput!) {
  quoteCreate(idempotencyKey: $key, input: $input) {
    __typename
    ... on Quote {
      id status
      decision { outcome reasons { code hard cure } }
      creditData { source gap reportedBy obtainedAt identity consent { obligorReference purpose givenAt until reference recordedAt } }
    }
    ... on InvalidInput { issues { path code } }
    ... on Problem { code }
  }
}`;

let count = 0;
async function quote(obligor: object, key = `key-${++count}`) {
  const input = checkoutRequest(`O-${count}`, { obligor: { ...goodObligor, ...obligor } });
  return (await api.data('merchant', QUOTE, { key, input })).quoteCreate;
}

const read = <Row>(text: string): Promise<Row[]> =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.rows<Row>({ name: '', text }));

const rows = async (table: string): Promise<number> => {
  const [row] = await read<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`);
  return row?.count ?? -1;
};

const CONSENT = { purpose: 'CREDIT_ASSESSMENT', until: '2026-09-30' };

describe('consent', () => {
  it('lets the bureau be asked, and is stored with who, what for, when and until', async () => {
    const answer = await quote({
      identityNumber: 'SANDBOX-FAIR',
      consent: { ...CONSENT, givenAt: '2026-03-01T09:30:00Z', reference: 'terms-7/tick-81' },
    });
    expect(answer.creditData).toEqual({
      source: 'BUREAU',
      gap: null,
      reportedBy: 'Sandbox bureau',
      obtainedAt: '2026-03-02T12:00:00.000Z',
      identity: 'VERIFIED',
      consent: {
        obligorReference: 'customer-1',
        purpose: 'CREDIT_ASSESSMENT',
        givenAt: '2026-03-01T09:30:00.000Z',
        until: '2026-09-30',
        reference: 'terms-7/tick-81',
        recordedAt: '2026-03-02T12:00:00.000Z',
      },
    });
  });

  it.each([
    ['without one', null, null],
    ['with one for something else', { ...CONSENT, purpose: 'CREDIT_MONITORING' }, 'CREDIT_MONITORING'],
  ])('nobody is asked %s, and a person must look', async (_, consent, purpose) => {
    const reports = await rows('credit_report');
    expect(reports).toBeGreaterThan(0);
    const answer = await quote({ identityNumber: `nobody-asks-${count}`, consent });
    expect(answer).toMatchObject({
      status: 'REFERRED',
      decision: {
        reasons: [
          { code: 'CONSENT_MISSING', hard: false, cure: "Send the obligor's consent, or a credit report you hold." },
        ],
      },
      creditData: { source: 'NONE', gap: 'CONSENT_MISSING', identity: null },
    });
    expect(answer.creditData.consent?.purpose ?? null).toBe(purpose);
    expect(await rows('credit_report')).toBe(reports);
  });

  it("is not needed for the partner's own report, which is decided on", async () => {
    const creditReport = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.12, openAccounts: 6 };
    const answer = await quote({ consent: null, creditReport });
    expect(answer).toMatchObject({
      status: 'OFFERED',
      creditData: { source: 'PARTNER', gap: null, reportedBy: null, identity: null, consent: null },
    });
  });

  it('is refused when it has ended or lies in the future, and nothing is written', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const answer = await quote({ consent: { ...CONSENT, givenAt: '2026-03-02T12:06:00Z', until: '2026-03-01' } });
    expect(answer.issues).toEqual([
      { path: 'obligor.consent.givenAt', code: 'DATE_IN_FUTURE' },
      { path: 'obligor.consent.until', code: 'CONSENT_ENDED' },
    ]);
    const ancient = await quote({ consent: { ...CONSENT, givenAt: '0000-01-01T00:00:00Z' } });
    expect(ancient.issues).toEqual([{ path: 'obligor.consent.givenAt', code: 'DATE_TOO_EARLY' }]);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('cannot be changed afterwards', async () => {
    await expect(read(`UPDATE consent SET until = '2099-01-01'`)).rejects.toThrow('permission denied');
    await expect(read('DELETE FROM credit_report')).rejects.toThrow('permission denied');
  });
});

describe('the simulated bureau', () => {
  it.each([
    ['SANDBOX-GOOD', 'OFFERED', null, []],
    ['SANDBOX-BAD', 'DECLINED', null, ['CREDIT_RISK_TOO_HIGH']],
    ['SANDBOX-UNKNOWN', 'REFERRED', 'NOT_KNOWN_TO_BUREAU', ['NOT_KNOWN_TO_BUREAU']],
    ['SANDBOX-SLOW', 'REFERRED', 'BUREAU_UNAVAILABLE', ['BUREAU_UNAVAILABLE']],
    ['SANDBOX-BROKEN', 'REFERRED', 'BUREAU_UNAVAILABLE', ['BUREAU_UNAVAILABLE']],
    ['SANDBOX-GARBAGE', 'REFERRED', 'BUREAU_UNAVAILABLE', ['BUREAU_UNAVAILABLE']],
    ['SANDBOX-IMPOSTOR', 'REFERRED', null, ['IDENTITY_NOT_VERIFIED']],
  ])('%s is %s', async (identityNumber, status, gap, codes) => {
    const answer = await quote({ identityNumber, creditReport: null });
    expect(answer).toMatchObject({ status, creditData: { gap } });
    expect(answer.decision.reasons.map(({ code }: { code: string }) => code)).toEqual(expect.arrayContaining(codes));
  });
});

describe('a report', () => {
  it('is used again by the partner that was given it, and by nobody else, until it is too old', async () => {
    const obligor = {
      ...goodObligor,
      identityNumber: 'CACHED-1',
      annualIncome: { amount: '140000.00', currency: 'USD' },
    };
    const sources = [(await quote(obligor)).creditData.source, (await quote(obligor)).creditData.source];
    const home = await api.data('housingLender', QUOTE, {
      key: 'cached-home',
      input: homeRequest('LOT 9', { obligor }),
    });
    expect([...sources, home.quoteCreate.creditData.source]).toEqual(['BUREAU', 'CACHE', 'BUREAU']);
    const loan = { ...checkoutRequest('x').loan, disbursedOn: '2026-04-20', firstDueOn: '2026-05-20' };
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 30) { days } }');
    const dated = async (key: string) => {
      const input = checkoutRequest(key, { loan, obligor: { ...goodObligor, identityNumber: 'CACHED-1' } });
      return (await api.data('merchant', QUOTE, { key, input })).quoteCreate.creditData.source;
    };
    expect(await dated('cached-30')).toBe('CACHE');
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 1) { days } }');
    expect(await dated('cached-31')).toBe('BUREAU');
  });

  it('never holds who it is about', async () => {
    const [{ text }] = (await read<{ text: string }>(
      `SELECT string_agg(t::text, '') AS text FROM (
         SELECT to_jsonb(q) AS t FROM quote q UNION ALL SELECT to_jsonb(c) FROM consent c
         UNION ALL SELECT to_jsonb(r) FROM credit_report r UNION ALL SELECT to_jsonb(e) FROM event e) AS everything`,
    )) as [{ text: string }];
    expect(text).toContain('customer-1');
    expect(text).not.toMatch(/CACHED-1|SANDBOX-/);
  });
});

describe('the documented contract of a bureau', () => {
  it.each([
    ['request', bureauRequest],
    ['response', bureauResponse],
  ])('is the schema the gateway goes by: %s', async (name, schema) => {
    const documented = await readFile(new URL(`../../docs/bureau/${name}.schema.json`, import.meta.url), 'utf8');
    expect(JSON.parse(documented)).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input' }))));
  });
});
