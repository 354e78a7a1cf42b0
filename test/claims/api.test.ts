import { type ExecutionResult, type GraphQLSchema, graphql, parse, subscribe } from 'graphql';
import { buildSchema } from 'type-graphql';
import { ClaimReader } from '../../src/claims/claim-reader.js';
import { PostgresAnnouncer } from '../../src/events/announcer.js';
import { EventTail } from '../../src/events/event-tail.js';
import { Sequencer } from '../../src/events/sequencer.js';
import type { Viewer } from '../../src/partners/viewer.js';
import { PolicyReader } from '../../src/policies/policy-reader.js';
import { authorise } from '../../src/resolvers/authorise.js';
import { type ClaimLoaderContext, type ClaimLoaders, claimLoaderMakers } from '../../src/resolvers/claim-context.js';
import { ClaimMutations } from '../../src/resolvers/claim-mutations.js';
import { ClaimPaymentResolver } from '../../src/resolvers/claim-payments.js';
import { ClaimUpdateResolver } from '../../src/resolvers/claim-updates.js';
import { ClaimResolver, PolicyClaimsResolver } from '../../src/resolvers/claims.js';
import { DocumentResolver } from '../../src/resolvers/documents.js';
import { LedgerResolver } from '../../src/resolvers/ledger.js';
import { madeOnFirstUse } from '../../src/resolvers/loading.js';
import { RecoveryResolver } from '../../src/resolvers/recoveries.js';
import { problemTypes } from '../../src/schema/problem.js';
import { loadCompiler } from '../../src/server/jit/compiler.js';
import { createExecutor } from '../../src/server/jit/executor.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { ClaimWorld, RULES, viewerOf } from './fixture.js';

let test: TestDatabase;
let world: ClaimWorld;
let schema: GraphQLSchema;
let tail: EventTail;
let sequencer: Sequencer;

beforeAll(async () => {
  test = await createTestDatabase({ onEventsCommitted: () => sequencer.wake() });
  sequencer = new Sequencer({ url: test.url });
  sequencer.start();
  tail = new EventTail({ unitOfWork: test.unitOfWork, announcer: new PostgresAnnouncer({ url: test.url }) });
  await tail.start();
  schema = await buildSchema({
    resolvers: [
      ClaimMutations,
      ClaimPaymentResolver,
      ClaimResolver,
      ClaimUpdateResolver,
      PolicyClaimsResolver,
      RecoveryResolver,
      LedgerResolver,
      DocumentResolver,
    ],
    orphanedTypes: [...problemTypes],
    authChecker: authorise,
    validate: false,
    // The subscriptions read the event log; this only satisfies the library.
    pubSub: { publish: () => undefined, subscribe: () => tail.subscribe({ sees: () => false }) },
  });
});
afterAll(async () => {
  await tail.stop();
  await sequencer.stop();
  await test.drop();
});
beforeEach(async () => {
  world = await ClaimWorld.create(test.unitOfWork);
});

let keys = 0;

const RequestLoaders = madeOnFirstUse<ClaimLoaderContext, ClaimLoaders>(claimLoaderMakers);

function contextOf(viewer: Viewer) {
  const { units, claims, complaints, recoveries, ledger, documents } = world;
  const claimReader = new ClaimReader(units);
  const services = {
    claims,
    complaints,
    claimReader,
    recoveries,
    ledger,
    documents,
    tail,
    claimRules: (code: string) => RULES[code],
  };
  const policies = new PolicyReader(units);
  const loaders = Object.assign(new RequestLoaders({ viewer, services: { claimReader, complaints, ledger } }), {
    policy: { load: async (id: string) => (await policies.byIds(viewer, [id]))[0] ?? null },
  });
  return { viewer, services, loaders };
}

async function ask(viewer: Viewer, source: string, variableValues: Record<string, unknown> = {}) {
  const contextValue = contextOf(viewer);
  const result = await graphql({
    schema,
    source,
    contextValue,
    variableValues: { key: `k${++keys}`, ...variableValues },
  });
  return JSON.parse(JSON.stringify(result)) as { data: Record<string, unknown>; errors?: { message: string }[] };
}

/** Runs a mutation and answers what it answered. */
async function mutate(viewer: Viewer, name: string, input: object, selection: string) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  const source = `mutation ($key: String!, $input: ${type}) {
    ${name}(idempotencyKey: $key, input: $input) {
      __typename ${selection}
      ... on Problem { code message } ... on InvalidInput { issues { path code } } } }`;
  const { data, errors } = await ask(viewer, source, { input });
  if (errors) throw new Error(JSON.stringify(errors));
  return data[name] as Record<string, unknown>;
}

describe('claims over GraphQL', () => {
  it('takes a claim from notice to recovery', async () => {
    const { policyId } = await world.cover();
    const claim = await mutate(world.lender, 'claimSubmit', { policy: policyId }, '... on Claim { id status origin }');
    expect(claim).toMatchObject({ __typename: 'Claim', status: 'EVIDENCE_PENDING', origin: 'LENDER' });
    const document = await world.document();
    for (const kind of ['LOAN_AGREEMENT', 'OVERDUE_STATEMENT']) {
      await mutate(world.lender, 'claimEvidenceAdd', { claim: claim.id, kind, document, note: 'page 1' }, '');
    }
    const decided = await mutate(
      world.insurer,
      'claimDecide',
      {
        claim: claim.id,
        outcome: 'PARTLY_APPROVED',
        approved: { amount: '800.00', currency: 'EUR' },
        reason: 'One paper is unreadable.',
      },
      '... on Claim { status outcome indemnity { amount } approved { amount currency } paid { amount } decisionReason }',
    );
    expect(decided).toEqual({
      __typename: 'Claim',
      status: 'DECIDED',
      outcome: 'PARTLY_APPROVED',
      indemnity: { amount: '879.72' },
      approved: { amount: '800.00', currency: 'EUR' },
      paid: { amount: '0.00' },
      decisionReason: 'One paper is unreadable.',
    });
    const paid = await mutate(
      world.insurer,
      'claimPay',
      { claim: claim.id, paidOn: '2026-04-15', reference: 'SEPA-9' },
      '... on Claim { status paid { amount } recovery { id status rule uncompensated { amount } claim { id } } }',
    );
    expect(paid).toMatchObject({
      status: 'PAID',
      paid: { amount: '800.00' },
      recovery: {
        status: 'OPEN',
        rule: 'INSURER_FIRST',
        uncompensated: { amount: '228.92' },
        claim: { id: claim.id },
      },
    });
    const recovered = await mutate(
      world.lender,
      'recoveryRecord',
      {
        recovery: (paid.recovery as { id: string }).id,
        reference: 'IN-1',
        receivedOn: '2026-04-15',
        amount: { amount: '850.00', currency: 'EUR' },
        costs: { amount: '20.00', currency: 'EUR' },
      },
      `... on Recovery { status shares { costs { amount } insurer { amount } lender { amount } obligor { amount } }
         receipts { reference amount { amount } shares { insurer { amount } } } }`,
    );
    expect(recovered).toEqual({
      __typename: 'Recovery',
      status: 'RECOVERED',
      shares: {
        costs: { amount: '20.00' },
        insurer: { amount: '800.00' },
        lender: { amount: '30.00' },
        obligor: { amount: '0.00' },
      },
      receipts: [{ reference: 'IN-1', amount: { amount: '850.00' }, shares: { insurer: { amount: '800.00' } } }],
    });
    const { data } = await ask(
      world.insurer,
      `query ($id: ID!) {
        claim(id: $id) {
          status policy { id number } closedAt
          checklist { kind required askedBy state documents { note document { fileName path sizeBytes state } } }
          indemnity { coveredLoss { amount } tree { id code amount { amount } origin inputs { name value source } } }
          deadlines { kind startedOn dueOn state endedOn }
          ledger { kind bookedOn postings { account { code } debit { amount } credit { amount } } }
        }
        ledger { trialBalance(currency: "EUR") { debit { amount } credit { amount } accounts { account { code } balance { amount } } }
          account(code: RECOVERY_INCOME, currency: "EUR") { balance { amount } } }
      }`,
      { id: claim.id },
    );
    expect(data).toMatchObject({
      claim: {
        status: 'CLOSED',
        closedAt: '2026-04-15T10:00:00.000Z',
        policy: { id: policyId, number: policyId },
        checklist: [
          {
            kind: 'LOAN_AGREEMENT',
            required: true,
            askedBy: 'SCENARIO',
            state: 'PROVIDED',
            documents: [
              {
                note: 'page 1',
                document: { fileName: 'paper.pdf', path: `/documents/${document}`, sizeBytes: 14, state: 'CLEAN' },
              },
            ],
          },
          { kind: 'OVERDUE_STATEMENT', state: 'PROVIDED' },
          { kind: 'DUNNING_NOTICE', required: false, state: 'MISSING', documents: [] },
        ],
        indemnity: { coveredLoss: { amount: '1028.92' } },
        deadlines: [
          { kind: 'WAITING_PERIOD', startedOn: '2026-03-01', dueOn: '2026-03-31', state: 'MET', endedOn: '2026-03-31' },
          { kind: 'DECISION', startedOn: '2026-04-15', dueOn: '2026-05-15', state: 'MET', endedOn: '2026-04-15' },
          { kind: 'PAYMENT', startedOn: '2026-04-15', dueOn: '2026-04-25', state: 'MET', endedOn: '2026-04-15' },
        ],
        ledger: [
          { kind: 'LOSS_RESERVED', bookedOn: '2026-04-15' },
          { kind: 'LOSS_RESERVED' },
          { kind: 'CLAIM_APPROVED' },
          {
            kind: 'CLAIM_PAID',
            bookedOn: '2026-04-15',
            postings: [
              { account: { code: 'CLAIMS_PAYABLE' }, debit: { amount: '800.00' }, credit: null },
              { account: { code: 'CASH_CLEARING' }, debit: null, credit: { amount: '800.00' } },
            ],
          },
          {
            kind: 'RECOVERY_COST_BILLED',
            postings: [
              { account: { code: 'RECOVERY_COSTS' }, debit: { amount: '20.00' }, credit: null },
              { account: { code: 'RECOVERY_COSTS_PAYABLE' }, debit: null, credit: { amount: '20.00' } },
            ],
          },
          { kind: 'RECOVERY_RECEIVED' },
        ],
      },
      ledger: {
        trialBalance: { debit: { amount: '4229.44' }, credit: { amount: '4229.44' } },
        account: { balance: { amount: '-800.00' } },
      },
    });
  });

  it('lists claims by keyset pages and filters, for every role its own', async () => {
    const policies: string[] = [];
    for (let at = 0; at < 5; at += 1) policies.push((await world.cover()).policyId);
    await world.opening.openDueClaims();
    const page = async (viewer: Viewer, args: string) => {
      const { data } = await ask(
        viewer,
        `{ claims(${args}) { nodes { policy { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`,
      );
      const { nodes, pageInfo } = data.claims as {
        nodes: { policy: { id: string } }[];
        pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
      };
      return { ids: nodes.map(({ policy }) => policy.id), ...pageInfo };
    };
    for (const viewer of [world.insurer, world.partner, world.lender]) {
      const first = await page(viewer, 'first: 3, orderBy: OLDEST_FIRST');
      expect(first).toMatchObject({ ids: policies.slice(0, 3), hasNextPage: true, hasPreviousPage: false });
      const second = await page(viewer, `first: 3, orderBy: OLDEST_FIRST, after: "${first.endCursor}"`);
      expect(second).toMatchObject({ ids: policies.slice(3), hasNextPage: false, hasPreviousPage: true });
    }
    expect((await page(world.insurer, `first: 9, filter: { policy: "${policies[1]}" }`)).ids).toEqual([policies[1]]);
    expect((await page(world.insurer, 'first: 9, filter: { status: [PAID] }')).ids).toEqual([]);
    const stranger = await ClaimWorld.create(test.unitOfWork);
    expect((await page(stranger.insurer, 'first: 9')).ids).toEqual([]);
  });

  it('answers the same when the server compiles the query', async () => {
    const { policyId } = await world.cover();
    await world.paidClaim(policyId);
    const document = parse(`{ claims(first: 5) { nodes { number policy { number } ...Whole recovery { status } } } }
      fragment Whole on Claim { whole: policy { id claims { id } } checklist { kind } indemnity { amount tree { id } } ledger { kind } }`);
    await loadCompiler();
    const executor = createExecutor(schema);
    const answers: unknown[] = [];
    for (let use = 0; use < 3; use += 1) {
      answers.push(await executor({ document, contextValue: contextOf(world.insurer) }));
    }
    expect(executor.counts).toEqual({ compiled: 2, interpreted: 1 });
    expect(answers[0]).toMatchObject({
      data: { claims: { nodes: [{ policy: { number: policyId }, whole: { id: policyId, claims: [{}] } }] } },
    });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('answers strangers as if nothing was there', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.paidClaim(policyId);
    const document = await world.document();
    const stranger = await ClaimWorld.create(test.unitOfWork);
    const question = '($id: ID!, $document: ID!) { claim(id: $id) { id } document(id: $document) { id } }';
    const ids = { id, document };
    const unknown = { id: 'clm_01h455vb4pex5vsknk084sn02q', document: 'doc_01h455vb4pex5vsknk084sn02q' };
    for (const viewer of [stranger.insurer, stranger.partner, stranger.lender]) {
      expect(await ask(viewer, `query ${question}`, ids)).toEqual(await ask(viewer, `query ${question}`, unknown));
    }
    const recovery = {
      recovery: id,
      reference: 'x',
      receivedOn: '2026-04-15',
      amount: { amount: '1.00', currency: 'EUR' },
    };
    expect(await mutate(stranger.insurer, 'recoveryRecord', recovery, '')).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('lets each role do its own part only', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    const underwriter = viewerOf(world.insurer.organisationId, 'INSURER', 'INSURER_UNDERWRITER');
    const input = { claim: id, outcome: 'APPROVED' };
    await expect(mutate(underwriter, 'claimDecide', input, '')).rejects.toThrow('INSURER_UNDERWRITER may not do this');
    await expect(mutate(world.lender, 'claimDecide', input, '')).rejects.toThrow('PARTNER may not do this');
    const { errors } = await ask(world.lender, '{ ledger { trialBalance(currency: "EUR") { debit { amount } } } }');
    expect(errors?.map(({ message }) => message)).toEqual(['A key of role PARTNER may not do this.']);
  });

  it('names every amount it cannot read', async () => {
    const input = {
      claim: 'clm_01h455vb4pex5vsknk084sn02q',
      outcome: 'PARTLY_APPROVED',
      approved: { amount: '1.234', currency: 'EUR' },
      netCollateral: { amount: '12345678901234567.00', currency: 'EUR' },
    };
    expect(await mutate(world.insurer, 'claimDecide', input, '')).toMatchObject({
      code: 'INVALID_INPUT',
      issues: [
        { path: 'approved.amount', code: 'TOO_MANY_DECIMALS' },
        { path: 'netCollateral.amount', code: 'MALFORMED_AMOUNT' },
      ],
    });
  });
});

describe('claimUpdates', () => {
  interface Update {
    readonly cursor: string;
    readonly event: string;
    readonly claim: { readonly id: string; readonly status: string };
  }

  async function open(viewer: Viewer, args: string): Promise<AsyncGenerator<ExecutionResult>> {
    const document = parse(`subscription { claimUpdates${args} {
      cursor occurredAt event claim { id status policy { number } indemnity { amount } approved { amount } } } }`);
    const stream = await subscribe({ schema, document, contextValue: contextOf(viewer) });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    return stream as AsyncGenerator<ExecutionResult>;
  }

  async function take(stream: AsyncGenerator<ExecutionResult>, count: number): Promise<Update[]> {
    const updates: Update[] = [];
    while (updates.length < count) {
      const { value } = await stream.next();
      const { data, errors } = value as ExecutionResult;
      if (errors) throw new Error(JSON.stringify(errors));
      updates.push(data?.claimUpdates as Update);
    }
    return updates;
  }

  it('tells each party live what happened, with the claim as it then was', async () => {
    const { policyId } = await world.cover();
    const stranger = await ClaimWorld.create(test.unitOfWork);
    const streams = await Promise.all([world.insurer, world.partner, world.lender].map((viewer) => open(viewer, '')));
    const other = await open(stranger.insurer, '');
    await world.approvedClaim(policyId);
    for (const stream of streams) {
      const updates = await take(stream, 6);
      expect(updates.map(({ event, claim }) => `${event} ${claim.status}`)).toEqual([
        'claim.notified NOTIFIED',
        'claim.evidenceRequested EVIDENCE_PENDING',
        'claim.evidenceAdded EVIDENCE_PENDING',
        'claim.evidenceAdded EVIDENCE_PENDING',
        'claim.reviewStarted UNDER_REVIEW',
        'claim.decided DECIDED',
      ]);
      expect(updates[0]).toMatchObject({
        occurredAt: '2026-04-15T10:00:00.000Z',
        claim: { policy: { number: policyId }, indemnity: { amount: '879.72' }, approved: null },
      });
      await stream.return(undefined);
    }
    const { policyId: theirs } = await stranger.cover();
    const claim = await stranger.approvedClaim(theirs);
    expect((await take(other, 1))[0]?.claim.id).toBe(claim.id);
    await other.return(undefined);
  });

  it('resumes after a cursor without missing anything, filtered', async () => {
    const { policyId } = await world.cover();
    const begin = tail.head;
    const { id } = await world.paidClaim(policyId);
    await until(() => tail.head >= begin + 8n);
    const all = await open(world.insurer, `(after: "${begin}", filter: { policy: "${policyId}" })`);
    const seen = await take(all, 7);
    expect(seen.at(-1)).toMatchObject({ event: 'claim.paid', claim: { id, status: 'PAID' } });
    await all.return(undefined);
    const rest = await open(world.insurer, `(after: "${seen[4]?.cursor}", filter: { statuses: [PAID] })`);
    expect(await take(rest, 1)).toEqual([seen[6]]);
    await rest.return(undefined);
  });
});
