import type { Scorecard } from '../../src/finance/scorecard.js';
import { brierScore, discrimination } from '../../src/finance/scoring-metrics.js';
import { sandboxScorecard } from '../../src/sandbox/scorecard.js';
import { isChallenged } from '../../src/underwriting/scoring/challenge.js';
import { bandOf, DriftCounter } from '../../src/underwriting/scoring/drift.js';
import { compareCards, type TrialCase } from '../../src/underwriting/scoring/trial.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { shownTerms, VERSION_DRAFT } from '../support/products.js';
import {
  checkoutRequest,
  goodObligor,
  homeRequest,
  LUMEN,
  POLICY_ACTIVATE,
  POLICY_BIND,
  QUOTE_CREATE,
  usd,
} from '../support/requests.js';
import { until } from '../support/until.js';

let api: TestApi;
let productVersion: string;
let product: string;
beforeAll(async () => {
  api = await startApi();
  const [row] = await read<{ version: string; product: string }>(
    `SELECT v.id AS version, p.id AS product FROM product_version v JOIN product p ON p.id = v.product_id WHERE p.code = 'NW-CHECKOUT'`,
  );
  productVersion = row?.version ?? '';
  product = row?.product ?? '';
});
afterAll(() => api.close());

const read = <Row>(text: string): Promise<Row[]> =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.rows<Row>({ name: '', text }));

/** One characteristic with training counts: 100 loans, 60 of them without an application in six months. */
const card = (version: string, changes: Partial<Scorecard> = {}): Scorecard => ({
  ...sandboxScorecard,
  name: 'applications',
  version,
  characteristics: [
    {
      feature: 'inquiries6Months',
      label: 'Applications',
      reasonCode: 'MANY_RECENT_APPLICATIONS',
      reason: 'There were many applications.',
      coefficient: -1,
      bins: [
        { kind: 'RANGE', from: null, to: 1, woe: 0.4, points: 60, goods: 58, bads: 2 },
        { kind: 'RANGE', from: 1, to: null, woe: -0.5, points: 20, goods: 26, bads: 4 },
        { kind: 'MISSING', woe: 0, points: 40, goods: 9, bads: 1 },
      ],
    },
  ],
  training: {
    dataHash: 'sha256:feed',
    trainedOn: '2026-02-01',
    target: 'defaulted',
    badValue: '1',
    rows: 100,
    bads: 7,
    train: { rows: 100, bads: 7, auc: 0.7, gini: 0.4, ks: 0.3, brier: 0.06, logLoss: 0.2 },
    test: null,
    psi: null,
    scoreBands: [
      { from: null, to: 50, rows: 40 },
      { from: 50, to: null, rows: 60 },
    ],
  },
  ...changes,
});

const REGISTER = `mutation ($key: String!, $artefact: JSON!) {
  scorecardRegister(idempotencyKey: $key, artefact: $artefact) {
    __typename
    ... on Scorecard { id name version contentHash features training { dataHash trainedOn train { auc ks brier } test { auc } } }
    ... on Problem { code } ... on InvalidInput { issues { path code } }
  }
}`;
const register = async (key: string, artefact: unknown, who = 'underwriter') =>
  (await api.data(who, REGISTER, { key, artefact })).scorecardRegister;

const START = `mutation ($key: String!, $input: ChallengerInput!) {
  challengerStart(idempotencyKey: $key, input: $input) {
    __typename
    ... on Challenger { id productVersionId share scorecard { name version } endedAt }
    ... on Problem { code } ... on InvalidInput { issues { path code } }
  }
}`;
const start = async (key: string, input: object) =>
  (await api.data('underwriter', START, { key, input })).challengerStart;

const quote = async (key: string, inquiries6Months: number) => {
  const creditReport = { delinquencies24Months: 0, inquiries6Months, revolvingUtilisation: 0.12, openAccounts: 6 };
  const input = checkoutRequest(key, {
    obligor: { ...goodObligor, reference: key, identityNumber: key, creditReport },
  });
  return (await api.data('merchant', QUOTE_CREATE, { key, input })).quoteCreate;
};

const DRIFT = `query ($version: ID!, $card: ID) {
  scorecardDrift(productVersion: $version, from: "2026-03-02", to: "2026-03-02", scorecard: $card) {
    scorecard cases watchFrom actFrom score { stability band } features { name stability band bins { name expected actual } } } }`;

describe('scorecardRegister', () => {
  it('keeps the artefact with the hash of its data and its metrics, once', async () => {
    const first = await register('reg-1', card('1'));
    expect(first).toEqual({
      __typename: 'Scorecard',
      id: expect.stringMatching(/^scd_/),
      name: 'applications',
      version: '1',
      contentHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      features: ['inquiries6Months'],
      training: {
        dataHash: 'sha256:feed',
        trainedOn: '2026-02-01',
        train: { auc: 0.7, ks: 0.3, brier: 0.06 },
        test: null,
      },
    });
    expect(await register('reg-1', card('1'))).toEqual(first);
    expect(await register('reg-1', card('2'))).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect((await register('reg-2', card('1', { intercept: -9 }))).issues).toEqual([
      { path: 'artefact.version', code: 'VERSION_TAKEN' },
    ]);
    const list = '{ scorecards(first: 5) { nodes { id } } }';
    expect((await api.data('underwriter', list)).scorecards.nodes).toEqual([{ id: first.id }]);
    expect((await api.ask('merchant', list)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('refuses what is no scorecard, names every problem and writes nothing', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const training = { trainedOn: 'today', train: { rows: 1 }, scoreBands: [{ from: 0, to: 1, rows: -1 }] };
    expect((await register('reg-3', { ...card('3'), pointsToDouble: 0, training })).issues).toEqual([
      { path: 'artefact.pointsToDouble', code: 'OUT_OF_RANGE' },
      { path: 'artefact.training.dataHash', code: 'NOT_TEXT' },
      { path: 'artefact.training.trainedOn', code: 'NOT_A_DATE' },
      ...['bads', 'auc', 'ks', 'brier'].map((key) => ({
        path: `artefact.training.train.${key}`,
        code: 'NOT_A_NUMBER',
      })),
      { path: 'artefact.training.scoreBands[0].rows', code: 'OUT_OF_RANGE' },
      { path: 'artefact.training.scoreBands[0].from', code: 'RANGE_GAP' },
      { path: 'artefact.training.scoreBands[0].to', code: 'RANGE_GAP' },
    ]);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });
});

async function report() {
  const { challengerReport } = await api.data(
    'underwriter',
    `query ($product: ID!) { challengerReport(product: $product, from: "2026-03-02", to: "2026-03-02") {
       trial { id scorecard { version } } quotes rankAgreement outcomes defaults
       champion { averageProbability auc ks brier } challenger { averageProbability auc ks brier } } }`,
    { product },
  );
  return challengerReport[0];
}

it('drift counts a joint loan once, by whose score speaks', async () => {
  const { id } = await register('reg-joint', card('joint'));
  const [home] = await read<{ version: string }>(
    `SELECT v.id AS version FROM product_version v JOIN product p ON p.id = v.product_id WHERE p.code = 'NW-HOME'`,
  );
  const drifted = async () =>
    (await api.data('underwriter', DRIFT, { version: home?.version, card: id })).scorecardDrift;
  const casesIn = ({ cases, features }: { cases: number; features: { bins: { actual: number }[] }[] }) =>
    features[0]?.bins.map(({ actual }) => Math.round(actual * cases));
  const before = await drifted();
  const report = (inquiries6Months: number) => ({
    consent: null,
    creditReport: { delinquencies24Months: 0, inquiries6Months, revolvingUtilisation: 0.1, openAccounts: 4 },
  });
  const second = { ...goodObligor, reference: 'second', identityNumber: 'SECOND', ...report(7) };
  const obligor = { ...goodObligor, annualIncome: usd('140000.00'), ...report(0), coObligors: [second] };
  await api.data('housingLender', QUOTE_CREATE, { key: 'joint', input: homeRequest('JOINT-1', { obligor }) });
  const after = await drifted();
  expect(after.cases).toBe(before.cases + 1);
  const [few, many, missing] = casesIn(before) ?? [];
  expect(casesIn(after)).toEqual([few, (many ?? 0) + 1, missing]);
});

describe('a challenger', () => {
  it('must be a known card with features the scenario has, on a version of the same insurer', async () => {
    const stranger = card('strange');
    const characteristics = stranger.characteristics.map((one) => ({ ...one, feature: 'shoeSize' }));
    const { id } = await register('reg-strange', { ...stranger, characteristics });
    expect((await start('c-1', { productVersion, scorecard: id, share: '0.5' })).issues).toEqual([
      { path: 'scorecard', code: 'UNKNOWN_FEATURE' },
    ]);
    expect((await start('c-2', { productVersion: 'prv_x', scorecard: 'scd_x', share: '0.5' })).issues).toEqual([
      { path: 'productVersion', code: 'UNKNOWN_PRODUCT_VERSION' },
      { path: 'scorecard', code: 'UNKNOWN_SCORECARD' },
    ]);
    expect((await start('c-3', { productVersion, scorecard: id, share: '1.1' })).issues).toEqual([
      { path: 'share', code: 'OUT_OF_RANGE' },
    ]);
  });

  it('scores in silence, is compared on quotes and outcomes, and ends', async () => {
    const { id: scorecard } = await register('reg-4', card('4'));
    const before = await quote('before', 0);
    const trial = await start('c-4', { productVersion, scorecard, share: '1' });
    expect(trial).toMatchObject({
      __typename: 'Challenger',
      productVersionId: productVersion,
      share: '1',
      endedAt: null,
    });
    expect((await start('c-5', { productVersion, scorecard, share: '0.2' })).issues).toEqual([
      { path: 'productVersion', code: 'ALREADY_CHALLENGED' },
    ]);
    const scores = () => read<{ quote_id: string; points: number }>('SELECT quote_id, points FROM challenger_score');
    let probes = 0;
    await until(async () => {
      probes += 1;
      await quote(`probe-${probes}`, 0);
      return (await scores()).length > 0;
    });
    const worse = await quote('worse', 4);
    const same = await quote('same', 0);
    expect(same.offers.map(({ premium }: { premium: object }) => premium)).toEqual(
      before.offers.map(({ premium }: { premium: object }) => premium),
    );
    expect(await scores()).toContainEqual({ quote_id: worse.id, points: 20 });
    for (const [order, made] of [
      ['worse', worse],
      ['same', same],
    ])
      await activate(order, made);
    // The borrower of `same` pays everything at once, the other never.
    const reports = [
      { policy: await policyOf(same.id), sequence: 1, effectiveOn: '2026-03-02', settled: { amount: usd('1200.00') } },
    ];
    await api.data(
      'lender',
      `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) { accepted } }`,
      { reports },
    );
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 121) { days } }');
    expect(await report()).toMatchObject({ outcomes: 0, defaults: 0, champion: { auc: null, brier: null } });
    // A year later, told by moving what happened a year back.
    await read(`UPDATE policy SET starts_on = starts_on - 365`);
    await read(`UPDATE claim SET defaulted_on = defaulted_on - 365`);
    const found = await report();
    expect(found).toMatchObject({
      trial: { id: trial.id, scorecard: { version: '4' } },
      outcomes: 2,
      defaults: 1,
      champion: { auc: 1, ks: 1 },
      challenger: { auc: 1, ks: 1 },
    });
    expect(found.quotes).toBe((await scores()).length);
    expect(found.rankAgreement).toBeCloseTo(1, 12);
    const end = `mutation { challengerEnd(challenger: "${trial.id}") { ... on Challenger { endedAt } ... on Problem { code } } }`;
    const ended = (await api.data('underwriter', end)).challengerEnd;
    expect(ended.endedAt).not.toBeNull();
    expect((await api.data('underwriter', end)).challengerEnd).toEqual(ended);
  });

  it("is nobody else's business", async () => {
    const [{ id }] = (await read<{ id: string }>('SELECT id FROM challenger')) as [{ id: string }];
    const input = { organisation: 'org_00000000000000000000000003', role: 'INSURER_UNDERWRITER', name: 'a rival' };
    const { token } = (
      await api.data('operator', 'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { token } }', {
        input,
      })
    ).apiKeyCreate;
    const report = `{ challengerReport(product: "${product}", from: "2026-01-01", to: "2027-01-01") { quotes }
      scorecards(first: 5) { nodes { id } } }`;
    expect(await api.data(token, report)).toEqual({ challengerReport: [], scorecards: { nodes: [] } });
    const end = `mutation { challengerEnd(challenger: "${id}") { ... on Problem { code } } }`;
    expect(await api.data(token, end)).toEqual({ challengerEnd: { code: 'NOT_FOUND' } });
    expect((await api.ask('merchant', report)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('meets its share of the quotes, always the same ones', () => {
    const ids = Array.from({ length: 10_000 }, (_, at) => `quo_${at}`);
    const share = (of: number) => ids.filter((id) => isChallenged(id, 'chl_1', of)).length / ids.length;
    expect([share(0.000001), share(1)]).toEqual([0, 1]);
    expect(share(0.2)).toBeCloseTo(0.2, 1);
    expect(ids.filter((id) => isChallenged(id, 'chl_1', 0.2) && !isChallenged(id, 'chl_1', 0.3))).toEqual([]);
  });
});

describe('a product version', () => {
  it('takes over a registered scorecard by name and scores with its own copy', async () => {
    const { id } = await register('reg-9', card('9'));
    const terms = await shownTerms(api, 'underwriter', 'NW-CHECKOUT');
    const drafted = async (registered: string) => {
      const input = { product, terms: { ...terms, scorecard: { registered } } };
      return (await api.data('underwriter', VERSION_DRAFT, { key: `draft-${registered}`, input })).result;
    };
    const draft = await drafted(id);
    const { scorecardDrift: drift } = await api.data(
      'underwriter',
      `{ scorecardDrift(productVersion: "${draft.id}", from: "2026-03-02", to: "2026-03-02") { scorecard } }`,
    );
    expect(drift).toEqual({ scorecard: 'applications 9' });
    expect((await drafted('scd_nobody')).issues).toEqual([
      expect.objectContaining({ path: 'terms.scorecard.registered', code: 'UNKNOWN_SCORECARD' }),
    ]);
  });
});

describe('scorecardDrift', () => {
  it('compares the quotes of a period with the training, feature by feature', async () => {
    const [{ id }] = (await read<{ id: string }>(`SELECT id FROM scorecard WHERE version = '4'`)) as [{ id: string }];
    const { scorecardDrift: drift } = await api.data('underwriter', DRIFT, { version: productVersion, card: id });
    expect(drift).toMatchObject({ scorecard: 'applications 4', watchFrom: 0.1, actFrom: 0.25, score: { band: 'ACT' } });
    const [feature] = drift.features;
    expect(feature.bins.map(({ name }: { name: string }) => name)).toEqual(['below 1', '1 and above', 'missing']);
    expect(feature.bins[0].expected).toBeCloseTo(0.6, 12);
    expect(feature.bins[0].actual).toBeCloseTo((drift.cases - 1) / drift.cases, 12);
    expect(feature.band).toBe('ACT');
  });

  it('says that a card written by hand has no training to compare with, and hides what is not yours', async () => {
    const { scorecardDrift: drift } = await api.data('underwriter', DRIFT, { version: productVersion });
    expect(drift.features[0]).toMatchObject({ stability: null, band: null });
    expect(drift.cases).toBeGreaterThan(0);
    const unknown = await api.data('underwriter', DRIFT, { version: productVersion, card: 'scd_nobody' });
    expect(unknown).toEqual({ scorecardDrift: null });
    const [other] = await read<{ id: string }>(
      `SELECT v.id FROM product_version v JOIN product p ON p.id = v.product_id WHERE p.code = 'AM-CHECKOUT'`,
    );
    expect(await api.data('underwriter', DRIFT, { version: other?.id })).toEqual({ scorecardDrift: null });
  });

  it('gives the population stability index of the counts', () => {
    const counter = new DriftCounter(card('x'));
    for (let at = 0; at < 20; at += 1) counter.add({ inquiries6Months: at < 10 ? 0 : at < 18 ? 3 : null });
    const { features, score, cases } = counter.report();
    // Shares 0.6, 0.3, 0.1 became 0.5, 0.4, 0.1.
    const stability = (0.5 - 0.6) * Math.log(0.5 / 0.6) + (0.4 - 0.3) * Math.log(0.4 / 0.3);
    expect(cases).toBe(20);
    expect(features[0]?.stability).toBeCloseTo(stability, 12);
    expect(features[0]?.band).toBe('STABLE');
    // Points 60, 20 and 40: half of the cases are at 50 or above, where 60 of 100 were.
    expect(score.stability).toBeCloseTo((0.5 - 0.4) * Math.log(0.5 / 0.4) + (0.5 - 0.6) * Math.log(0.5 / 0.6), 12);
    expect([0.0999, 0.1, 0.2499, 0.25].map(bandOf)).toEqual(['STABLE', 'WATCH', 'WATCH', 'ACT']);
  });
});

describe('compareCards', () => {
  it('has nothing to say about nothing', () => {
    const nobody = { averageProbability: null, auc: null, ks: null, brier: null };
    expect(compareCards([])).toEqual({
      quotes: 0,
      rankAgreement: null,
      outcomes: 0,
      defaults: 0,
      champion: nobody,
      challenger: nobody,
    });
  });

  it('judges both cards on the same known outcomes, and averages over all quotes', () => {
    const cases: TrialCase[] = [
      { champion: 0.1, challenger: 0.3, outcome: 1 },
      { champion: 0.2, challenger: 0.2, outcome: 0 },
      { champion: 0.3, challenger: 0.1, outcome: 0 },
      { champion: 0.4, challenger: 0.05, outcome: null },
    ];
    const report = compareCards(cases);
    expect(report).toMatchObject({ quotes: 4, outcomes: 3, defaults: 1, rankAgreement: -1 });
    expect(report.champion.averageProbability).toBeCloseTo(0.25, 12);
    expect(report.champion.auc).toBe(discrimination([0.1, 0.2, 0.3], [1, 0, 0]).auc);
    expect(report.challenger.auc).toBe(1);
    expect(report.challenger.brier).toBe(brierScore([0.3, 0.2, 0.1], [1, 0, 0]));
    expect(compareCards(cases.map((one) => ({ ...one, champion: 0.2 }))).rankAgreement).toBeNull();
  });
});

async function policyOf(quoteId: string): Promise<string> {
  const [row] = await read<{ id: string }>(`SELECT id FROM policy WHERE quote_id = '${quoteId}'`);
  return row?.id ?? '';
}

async function activate(order: string, made: { offers: { id: string }[] }): Promise<void> {
  const bind = { key: `bind-${order}`, input: { offer: made.offers[0]?.id, premiumAtMost: usd('99.00') } };
  const { policyBind } = await api.data('merchant', POLICY_BIND, bind);
  const { policyActivate } = await api.data('lender', POLICY_ACTIVATE, {
    key: `activate-${order}`,
    input: {
      policy: policyBind.id,
      disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: order },
      purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN },
    },
  });
  expect(policyActivate.status).toBe('ACTIVE');
}

it.each([
  ['scorecardDrift', '{ scorecardDrift(productVersion: "prv_x", from: "2026-03-31", to: "2026-03-01") { cases } }'],
  ['challengerReport', '{ challengerReport(product: "prd_x", from: "2026-03-31", to: "2026-03-01") { quotes } }'],
])('%s refuses a period that ends before it begins', async (_, query) => {
  expect((await api.ask('underwriter', query)).errors?.[0]?.extensions).toEqual({
    code: 'BAD_USER_INPUT',
    issues: [{ path: 'from', code: 'DATE_ORDER', message: 'must not be after the last day' }],
  });
});
