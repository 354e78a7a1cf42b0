import { systemScope, tenantScope } from '../../src/database/unit-of-work.js';
import { currencyCode } from '../../src/kernel/index.js';
import { type PostingDraft, premiumWritten } from '../../src/ledger/entries.js';
import { type JournalDraft, journalsOfPolicies, postJournal, postJournals } from '../../src/ledger/journal.js';
import { ClaimWorld, viewerOf } from '../claims/fixture.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fingerprint } from '../support/fingerprint.js';

const EUR = currencyCode('EUR');
const JPY = currencyCode('JPY');

let test: TestDatabase;
let world: ClaimWorld;
let policyId: string;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  world = await ClaimWorld.create(test.unitOfWork);
  policyId = (await world.cover()).policyId;
});

const draft = (postings: readonly PostingDraft[], of = world, policy = policyId): JournalDraft => ({
  insurerId: of.insurer.organisationId,
  partnerId: of.partner.organisationId,
  lenderId: of.lender.organisationId,
  policyId: policy,
  kind: 'PREMIUM_WRITTEN',
  subjectId: policy,
  bookedOn: '2026-04-15',
  recordedAt: world.clock.at,
  postings,
});

const pair = (minor: bigint, currency = EUR): PostingDraft[] => [
  { account: 'CASH_CLEARING', currency, minor },
  { account: 'EARNED_PREMIUM', currency, minor: -minor },
];

const post = (journal: JournalDraft) =>
  test.unitOfWork.run(tenantScope(journal.insurerId), (tx) => postJournal(tx, journal));

describe('postJournal', () => {
  it('keeps a journal with its lines in order, visible to each party', async () => {
    const lines = [
      { kind: 'RISK', minor: 3_000n },
      { kind: 'TAX', minor: 570n },
    ] as const;
    const id = await post(draft(premiumWritten(EUR, lines)));
    for (const viewer of [world.insurer, world.partner, world.lender]) {
      const journals = (await world.ledger.journalsOf(viewer, [policyId])).get(policyId);
      expect(journals).toEqual([
        {
          id,
          insurerId: world.insurer.organisationId,
          partnerId: world.partner.organisationId,
          lenderId: world.lender.organisationId,
          policyId,
          kind: 'PREMIUM_WRITTEN',
          subjectId: policyId,
          bookedOn: '2026-04-15',
          recordedAt: world.clock.at,
          reverses: null,
          postings: [
            expect.objectContaining({ line: 1, account: 'PREMIUM_RECEIVABLE', amountMinor: 3_570n, currency: 'EUR' }),
            expect.objectContaining({ line: 2, account: 'UNEARNED_PREMIUM', amountMinor: -3_000n }),
            expect.objectContaining({ line: 3, account: 'PREMIUM_TAX_PAYABLE', amountMinor: -570n }),
          ],
        },
      ]);
    }
    const stranger = await ClaimWorld.create(test.unitOfWork);
    expect(await world.ledger.journalsOf(stranger.insurer, [policyId])).toEqual(new Map());
  });

  it.each([
    ['off balance', () => [...pair(5n), { account: 'DUE_TO_OBLIGOR', currency: EUR, minor: 1n } as const]],
    ['balanced over two currencies only', () => [pair(5n)[0], pair(5n, JPY)[1]].filter((line) => line !== undefined)],
    ['without lines', () => []],
  ])('refuses a journal %s and writes nothing', async (_name, lines) => {
    const before = await fingerprint(test.unitOfWork);
    await expect(post(draft(lines()))).rejects.toMatchObject({ name: 'InvariantError' });
    expect(await fingerprint(test.unitOfWork)).toEqual(before);
  });

  it('cannot be got around: the database refuses what does not sum to zero, and every change', async () => {
    const id = await post(draft(pair(5n)));
    const run = (text: string, values: readonly unknown[]) =>
      test.unitOfWork.run(systemScope, (tx) => tx.run({ name: text.slice(0, 60), text }, values));
    const { insurerId, partnerId, lenderId } = draft([]);
    const sneaked = `INSERT INTO posting VALUES ($1, $2, $3, $4, 3, 'CASH_CLEARING', 'EUR', 1)`;
    await expect(run(sneaked, [id, insurerId, partnerId, lenderId])).rejects.toThrow('does not sum to zero');
    await expect(run('UPDATE posting SET amount_minor = 6 WHERE journal_id = $1', [id])).rejects.toThrow();
    await expect(run('DELETE FROM journal WHERE id = $1', [id])).rejects.toThrow();
  });

  it('writes many at once', async () => {
    const drafts = Array.from({ length: 50 }, (_, at) => draft(pair(BigInt(at + 1))));
    const ids = await test.unitOfWork.run(systemScope, (tx) => postJournals(tx, drafts));
    const journals = await test.unitOfWork.run(systemScope, (tx) => journalsOfPolicies(tx, [policyId]));
    const amounts = new Map(journals.get(policyId)?.map(({ id, postings }) => [id, postings[0]?.amountMinor]));
    expect(ids.map((id) => amounts.get(id))).toEqual(drafts.map(({ postings }) => postings[0]?.minor));
  });
});

describe('trial balance', () => {
  it('adds up beyond what a JavaScript number holds, per currency', async () => {
    const huge = 9_007_199_254_740_993n;
    await post(draft(pair(huge)));
    await post(draft(pair(huge)));
    await post(draft(pair(-7n)));
    await post(draft(pair(3n, JPY)));
    expect(await world.ledger.trialBalance(world.insurer, { currency: 'EUR' })).toEqual({
      currency: 'EUR',
      lines: [
        { account: 'CASH_CLEARING', debitMinor: 2n * huge, creditMinor: 7n, balanceMinor: 2n * huge - 7n },
        { account: 'EARNED_PREMIUM', debitMinor: 7n, creditMinor: 2n * huge, balanceMinor: 7n - 2n * huge },
      ],
      debitMinor: 2n * huge + 7n,
      creditMinor: 2n * huge + 7n,
    });
    const question = { code: 'CASH_CLEARING', currency: 'JPY' } as const;
    expect((await world.ledger.account(world.insurer, question)).balanceMinor).toBe(3n);
    expect((await world.ledger.account(world.insurer, { ...question, currency: 'USD' })).balanceMinor).toBe(0n);
  });

  it('shows an insurer its own books only, the operator those it asks for', async () => {
    const other = await ClaimWorld.create(test.unitOfWork);
    const { policyId: otherPolicy } = await other.cover();
    await post(draft(pair(10n)));
    await post(draft(pair(32n), other, otherPolicy));
    const operator = viewerOf(world.partner.organisationId, 'OPERATOR', 'OPERATOR');
    const cash = async (viewer: typeof operator, insurerId?: string) =>
      (
        await world.ledger.account(viewer, {
          code: 'CASH_CLEARING',
          currency: 'EUR',
          ...(insurerId ? { insurerId } : {}),
        })
      ).balanceMinor;
    expect(await cash(world.insurer)).toBe(10n);
    expect(await cash(world.insurer, other.insurer.organisationId)).toBe(10n);
    expect(await cash(operator, other.insurer.organisationId)).toBe(32n);
    expect(await cash(world.partner)).toBe(0n);
    const whole = await world.ledger.trialBalance(operator, { currency: 'EUR' });
    expect(whole.debitMinor).toBe(whole.creditMinor);
  });
});
