import type { ReceiptInput } from '../../src/claims/recovery-receipt.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fingerprint } from '../support/fingerprint.js';
import { ClaimWorld, carriedOut, refusalOf } from './fixture.js';

let test: TestDatabase;
let world: ClaimWorld;
let claimId: string;
let recoveryId: string;

beforeAll(async () => {
  test = await createTestDatabase({ poolSize: 24 });
});
afterAll(() => test.drop());
beforeEach(async () => {
  world = await ClaimWorld.create(test.unitOfWork);
  const { policyId } = await world.cover();
  claimId = (await world.paidClaim(policyId)).id;
  const [recovery] = await world.rows<{ id: string }>('SELECT id FROM recovery WHERE claim_id = $1', [claimId]);
  recoveryId = recovery?.id ?? '';
});

const eur = (minor: bigint) => ({ minor, currency: 'EUR' });
const receipt = (reference: string, minor: bigint, costs = 0n): ReceiptInput => ({
  recovery: recoveryId,
  kind: 'RECEIPT',
  reference,
  receivedOn: '2026-04-15',
  token: null,
  amount: eur(minor),
  costs: eur(costs),
});
const record = (input: ReceiptInput, viewer = world.insurer) => world.recoveries.record(world.as(viewer), input);

const sharesRecorded = async () => {
  const rows = await world.rows<{ shares: Record<string, string> }>(
    'SELECT shares FROM recovery_receipt WHERE recovery_id = $1 ORDER BY id',
    [recoveryId],
  );
  return rows.map(({ shares }) => [
    shares.costsMinor,
    shares.insurerMinor,
    shares.insuredMinor,
    shares.obligorSurplusMinor,
  ]);
};

const claimStatus = async () => {
  const [claim] = await world.rows<{ status: string }>('SELECT status FROM claim WHERE id = $1', [claimId]);
  return claim?.status;
};

const recoveryBalances = async () => {
  const { lines } = await world.ledger.trialBalance(world.insurer, { currency: 'EUR' });
  const wanted = ['RECOVERY_COSTS', 'RECOVERY_COSTS_PAYABLE', 'RECOVERY_INCOME', 'DUE_TO_LENDER', 'DUE_TO_OBLIGOR'];
  return Object.fromEntries(
    lines.filter(({ account }) => wanted.includes(account)).map(({ account, balanceMinor }) => [account, balanceMinor]),
  );
};

describe('recoveryRecord', () => {
  it('refuses money from before the default and more than any loan can owe, however it adds up', async () => {
    const [claim] = await world.rows<{ defaultedOn: string }>(
      'SELECT defaulted_on::text AS "defaultedOn" FROM claim WHERE id = $1',
      [claimId],
    );
    const defaultedOn = claim?.defaultedOn ?? '';
    carriedOut(await record({ ...receipt('on the day', 1n), receivedOn: defaultedOn }));
    carriedOut(await record(receipt('all there is', 10n ** 18n - 1n, 10n ** 18n)));
    const before = await fingerprint(test.unitOfWork);
    const refused = refusalOf(await record({ ...receipt('early', 1n), receivedOn: '1900-01-01', costs: null }));
    expect(refused).toMatchObject({
      problem: 'InvalidInput',
      issues: [
        { path: 'receivedOn', code: 'DATE_TOO_EARLY' },
        { path: 'amount.amount', code: 'AMOUNT_TOO_LARGE' },
      ],
    });
    expect(refusalOf(await record(receipt('more costs', 1n, 1n)))).toMatchObject({
      issues: [
        { path: 'amount.amount', code: 'AMOUNT_TOO_LARGE' },
        { path: 'costs.amount', code: 'AMOUNT_TOO_LARGE' },
      ],
    });
    expect(await fingerprint(test.unitOfWork)).toEqual(before);
  });

  it('pays costs, insurer, lender and obligor in turn, and ends when the insurer is whole', async () => {
    const first = carriedOut(await record(receipt('R-1', 50_000n, 5_000n)));
    expect(first).toMatchObject({ status: 'IN_COLLECTION', receivedMinor: 50_000n, costsMinor: 5_000n });
    expect(await claimStatus()).toBe('PAID');
    const second = carriedOut(await record(receipt('R-2', 60_000n)));
    expect(second).toMatchObject({ status: 'RECOVERED', receivedMinor: 110_000n, closedAt: world.clock.at });
    expect(await claimStatus()).toBe('CLOSED');
    expect(await sharesRecorded()).toEqual([
      ['5000', '45000', '0', '0'],
      ['0', '42972', '14920', '2108'],
    ]);
    expect(await recoveryBalances()).toEqual({
      RECOVERY_COSTS: 0n,
      RECOVERY_COSTS_PAYABLE: -5_000n,
      RECOVERY_INCOME: -87_972n,
      DUE_TO_LENDER: -14_920n,
      DUE_TO_OBLIGOR: -2_108n,
    });
  });

  it('takes money that comes after the end', async () => {
    carriedOut(await record(receipt('R-1', 110_000n)));
    expect(carriedOut(await record(receipt('R-2', 100n)))).toMatchObject({
      status: 'RECOVERED',
      receivedMinor: 110_100n,
    });
    expect((await sharesRecorded()).at(-1)).toEqual(['0', '0', '0', '100']);
  });

  it('takes a share back for costs that rank before it', async () => {
    carriedOut(await record(receipt('R-1', 10_000n)));
    carriedOut(await record(receipt('R-2', 1_000n, 5_000n)));
    expect(await sharesRecorded()).toEqual([
      ['0', '10000', '0', '0'],
      ['5000', '-4000', '0', '0'],
    ]);
    expect(await recoveryBalances()).toEqual({
      RECOVERY_COSTS: 0n,
      RECOVERY_COSTS_PAYABLE: -5_000n,
      RECOVERY_INCOME: -6_000n,
    });
  });

  it('counts the same reference once, whoever reports it and however often at once', async () => {
    const viewers = [world.insurer, world.lender];
    const outcomes = await Promise.all(
      Array.from({ length: 18 }, (_, at) => record(receipt('R-1', 50_000n), viewers[at % 2])),
    );
    expect(refusalOf(await record(receipt('R-2', 50_000n), world.partner))).toMatchObject({ problem: 'NotFound' });
    expect(new Set(outcomes.map((outcome) => carriedOut(outcome).receivedMinor))).toEqual(new Set([50_000n]));
    expect(await sharesRecorded()).toHaveLength(1);
    const before = await fingerprint(test.unitOfWork);
    expect(refusalOf(await record(receipt('R-1', 50_001n)))).toMatchObject({
      problem: 'InvalidInput',
      issues: [{ path: 'reference', code: 'REFERENCE_USED' }],
    });
    expect(await fingerprint(test.unitOfWork)).toEqual(before);
  });

  it('adds up parallel receipts', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, at) => record(receipt(`R-${at}`, 1_001n))));
    const [recovery] = await world.rows('SELECT received_minor FROM recovery WHERE id = $1', [recoveryId]);
    expect(recovery).toEqual({ received_minor: 12_012n });
    expect(await recoveryBalances()).toEqual({ RECOVERY_INCOME: -12_012n });
  });

  it('refuses impossible receipts, all problems at once, and strangers', async () => {
    const before = await fingerprint(test.unitOfWork);
    const bad = { ...receipt('', 0n, -1n), receivedOn: '2026-04-16', amount: { minor: 0n, currency: 'USD' } };
    expect(refusalOf(await record(bad))).toMatchObject({
      issues: [
        { path: 'reference', code: 'BAD_LENGTH' },
        { path: 'receivedOn', code: 'DATE_IN_FUTURE' },
        { path: 'amount.currency', code: 'CURRENCY_MISMATCH' },
        { path: 'amount.amount', code: 'MUST_BE_POSITIVE' },
        { path: 'costs.amount', code: 'MUST_NOT_BE_NEGATIVE' },
      ],
    });
    const stranger = { ...world.insurer, organisationId: 'org_01h455vb4pex5vsknk084sn02q' };
    expect(refusalOf(await record(receipt('R-1', 1n), stranger))).toEqual({
      problem: 'NotFound',
      message: 'There is no recovery with this id.',
      id: recoveryId,
    });
    expect(await fingerprint(test.unitOfWork)).toEqual(before);
  });
});

describe('recoveryMove and recoveryWriteOff', () => {
  const request = () => world.as(world.insurer);

  it('moves the case and closes the claim when it is given up, and takes it up again when money comes', async () => {
    const pursued = await world.recoveries.move(request(), { recovery: recoveryId, to: 'LEGAL' });
    expect(carriedOut(pursued).status).toBe('LEGAL');
    const given = await world.recoveries.writeOff(request(), {
      recovery: recoveryId,
      code: 'INSOLVENT',
      reason: 'Insolvent',
    });
    expect(carriedOut(given)).toMatchObject({ status: 'WRITTEN_OFF', closedAt: world.clock.at });
    expect(await claimStatus()).toBe('CLOSED');
    expect(carriedOut(await record(receipt('R-1', 100n)))).toMatchObject({ status: 'IN_COLLECTION', closedAt: null });
    expect(await claimStatus()).toBe('CLOSED');
  });

  it('is for the insurer, with a reason, while the case is open', async () => {
    const input = { recovery: recoveryId, code: 'OTHER' as const, reason: ' ' };
    expect(refusalOf(await world.recoveries.writeOff(world.as(world.lender), input))).toMatchObject({
      problem: 'NotFound',
    });
    expect(refusalOf(await world.recoveries.writeOff(request(), input))).toMatchObject({
      issues: [{ path: 'reason', code: 'BAD_LENGTH' }],
    });
    carriedOut(await record(receipt('R-1', 110_000n)));
    expect(refusalOf(await world.recoveries.writeOff(request(), { ...input, reason: 'x' }))).toMatchObject({
      problem: 'StateConflict',
      from: 'RECOVERED',
      to: 'WRITTEN_OFF',
    });
  });
});
