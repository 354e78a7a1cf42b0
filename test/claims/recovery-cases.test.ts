import { InvariantService } from '../../src/audit/invariant-service.js';
import { nextDueOn, planInstalments, planLines } from '../../src/claims/recovery-plan.js';
import { RecoveryPlans } from '../../src/claims/recovery-planning.js';
import type { ReceiptInput } from '../../src/claims/recovery-receipt.js';
import { type RecoveryTotals, sharesOf } from '../../src/claims/recovery-row.js';
import { calendarDate as day } from '../../src/kernel/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fingerprint } from '../support/fingerprint.js';
import { ClaimWorld, type CoverOptions, carriedOut, refusalOf, TERMS } from './fixture.js';

let test: TestDatabase;
let world: ClaimWorld;
let recoveryId: string;
let claimId: string;

async function open(options: CoverOptions = {}): Promise<void> {
  const { policyId } = await world.cover(options);
  claimId = (await world.paidClaim(policyId)).id;
  const [recovery] = await world.rows<{ id: string }>('SELECT id FROM recovery WHERE claim_id = $1', [claimId]);
  recoveryId = recovery?.id ?? '';
}

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  world = await ClaimWorld.create(test.unitOfWork);
  await open();
});
afterEach(async () => {
  const checked = await new InvariantService(test.unitOfWork).check();
  expect(checked.filter(({ name, violations }) => /^I[126] |plan/.test(name) && violations > 0)).toEqual([]);
});

const eur = (minor: bigint) => ({ minor, currency: 'EUR' });
const insurer = () => world.as(world.insurer);
const money = (reference: string, minor: bigint, change: Partial<ReceiptInput> = {}) =>
  world.recoveries.record(insurer(), {
    recovery: recoveryId,
    kind: 'RECEIPT',
    reference,
    receivedOn: '2026-04-15',
    amount: eur(minor),
    costs: null,
    token: null,
    ...change,
  });
const entries = () =>
  world.rows<{ id: string; kind: string; shares: Record<string, string> }>(
    'SELECT id, kind, shares FROM recovery_receipt WHERE recovery_id = $1 ORDER BY id',
    [recoveryId],
  );
const entryId = async (at: number): Promise<string> => (await entries()).at(at)?.id ?? '';
const shares = async () =>
  (await entries()).map(({ kind, shares: { costsMinor, insurerMinor, insuredMinor, obligorSurplusMinor } }) => [
    kind,
    costsMinor,
    insurerMinor,
    insuredMinor,
    obligorSurplusMinor,
  ]);
const balances = async () => {
  const { lines } = await world.ledger.trialBalance(world.insurer, { currency: 'EUR' });
  return Object.fromEntries(lines.map(({ account, balanceMinor }) => [account, balanceMinor]));
};
const eventsOf = async () =>
  (
    await world.rows<{ kind: string }>('SELECT kind FROM event WHERE subject_id = $1 ORDER BY recorded_at, id', [
      recoveryId,
    ])
  ).map(({ kind }) => kind);

async function refused(run: () => Promise<Parameters<typeof refusalOf>[0]>) {
  const before = await fingerprint(test.unitOfWork);
  const refusal = refusalOf(await run());
  expect(await fingerprint(test.unitOfWork)).toEqual(before);
  return refusal;
}

describe('sharesOf', () => {
  const totals: RecoveryTotals = {
    rule: 'INSURER_FIRST',
    collateralRule: 'COSTS_THEN_PRO_RATA',
    indemnityMinor: 90_000n,
    uncompensatedMinor: 10_000n,
    receivedMinor: 60_000n,
    costsMinor: 5_000n,
    collateralMinor: 50_000n,
    collateralCostsMinor: 4_000n,
  };

  it('shares collateral first, by its own rule, and other money over what is then missing', () => {
    // 46,000 of collateral 9:1 is 41,400 and 4,600; of the other 10,000 costs take 1,000 and the insurer the rest.
    expect(sharesOf(totals)).toEqual({
      costsMinor: 5_000n,
      insurerMinor: 50_400n,
      insuredMinor: 4_600n,
      obligorSurplusMinor: 0n,
    });
  });

  it('carries costs of the sale that its proceeds did not meet to other money', () => {
    const poor = { ...totals, collateralMinor: 3_000n, receivedMinor: 13_000n };
    expect(sharesOf(poor)).toMatchObject({ costsMinor: 5_000n, insurerMinor: 8_000n, insuredMinor: 0n });
  });

  it('gives what is beyond every loss to the obligor', () => {
    expect(sharesOf({ ...totals, receivedMinor: 120_000n })).toMatchObject({
      insurerMinor: 90_000n,
      insuredMinor: 10_000n,
      obligorSurplusMinor: 15_000n,
    });
  });
});

describe('plans to the cent', () => {
  it('give odd cents to the first instalments and keep the day of the month without drift', () => {
    const plan = planInstalments(1_000n, { count: 3, firstDueOn: day('2026-01-31'), every: 'MONTH' });
    expect(plan.map(({ dueOn, minor }) => [dueOn, minor])).toEqual([
      ['2026-01-31', '334'],
      ['2026-02-28', '333'],
      ['2026-03-31', '333'],
    ]);
    const weekly = planInstalments(2n, { count: 2, firstDueOn: day('2026-02-27'), every: 'TWO_WEEKS' });
    expect(weekly.map(({ dueOn }) => dueOn)).toEqual(['2026-02-27', '2026-03-13']);
  });

  it('count money against the oldest instalment', () => {
    const plan = planInstalments(1_000n, { count: 3, firstDueOn: day('2026-01-31'), every: 'MONTH' });
    expect(planLines(plan, 400n).map(({ paidMinor }) => paidMinor)).toEqual([334n, 66n, 0n]);
    expect([nextDueOn(plan, 333n), nextDueOn(plan, 334n), nextDueOn(plan, 1_000n)]).toEqual([
      '2026-01-31',
      '2026-02-28',
      null,
    ]);
  });
});

describe('recoveryPreview', () => {
  it('has the figures of the receipt and a token that ends with them', async () => {
    const input = { recovery: recoveryId, kind: 'RECEIPT' as const, amount: eur(100_000n), costs: eur(2_000n) };
    const before = await fingerprint(test.unitOfWork);
    const preview = carriedOut(await world.recoveries.preview(world.lender, input));
    expect(await fingerprint(test.unitOfWork)).toEqual(before);
    expect(preview).toMatchObject({
      difference: { costsMinor: 2_000n, insurerMinor: 87_972n, insuredMinor: 10_028n, obligorSurplusMinor: 0n },
      isInsurerWhole: true,
    });
    carriedOut(await money('R-0', 1n));
    expect(await refused(() => money('R-1', 100_000n, { costs: eur(2_000n), token: preview.token }))).toMatchObject({
      problem: 'StateConflict',
      to: preview.token,
    });
    const { token } = carriedOut(await world.recoveries.preview(world.insurer, input));
    expect(carriedOut(await money('R-1', 100_000n, { costs: eur(2_000n), token })).status).toBe('RECOVERED');
    expect(refusalOf(await world.recoveries.preview(world.partner, input))).toMatchObject({ problem: 'NotFound' });
  });
});

describe('collateral sold after the indemnity', () => {
  it('follows the rule the product has for it, whenever it comes', async () => {
    await open({ terms: { claims: { ...TERMS.claims, collateralWaterfall: 'INSURED_MADE_WHOLE_FIRST' } } });
    carriedOut(await money('R-1', 10_000n));
    carriedOut(await money('SALE', 20_000n, { kind: 'COLLATERAL_SALE', costs: eur(1_000n) }));
    expect(await shares()).toEqual([
      ['RECEIPT', '0', '10000', '0', '0'],
      ['COLLATERAL_SALE', '1000', '4080', '14920', '0'],
    ]);
    expect(await balances()).toMatchObject({ RECOVERY_INCOME: -14_080n, DUE_TO_LENDER: -14_920n });
  });
});

describe('recoveryCostRecord', () => {
  const cost = (reference: string, minor: bigint) =>
    world.recoveries.recordCost(insurer(), {
      recovery: recoveryId,
      kind: 'LEGAL',
      reference,
      incurredOn: '2026-04-14',
      amount: eur(minor),
    });

  it('meets costs from money that came and that comes, before everybody else', async () => {
    carriedOut(await money('R-1', 5_000n));
    expect(carriedOut(await cost('BILL-1', 8_000n)).costsMinor).toBe(8_000n);
    carriedOut(await money('R-2', 5_000n));
    expect(await shares()).toEqual([
      ['RECEIPT', '0', '5000', '0', '0'],
      ['COST', '5000', '-5000', '0', '0'],
      ['RECEIPT', '3000', '2000', '0', '0'],
    ]);
    expect(await balances()).toMatchObject({
      RECOVERY_COSTS: 0n,
      RECOVERY_COSTS_PAYABLE: -8_000n,
      RECOVERY_INCOME: -2_000n,
    });
  });

  it('owes a bill at once, an expense while there is no money to meet it from, and counts it once', async () => {
    carriedOut(await cost('BILL-1', 8_000n));
    expect(await balances()).toMatchObject({ RECOVERY_COSTS: 8_000n, RECOVERY_COSTS_PAYABLE: -8_000n });
    expect(await refused(() => cost('BILL-1', 8_000n))).toMatchObject({ issues: [{ code: 'REFERENCE_USED' }] });
    expect(await refused(() => cost('BILL-2', 0n))).toMatchObject({ issues: [{ code: 'MUST_BE_POSITIVE' }] });
  });
});

describe('recoveryCostPay', () => {
  const bill = (reference: string, minor: bigint) =>
    world.recoveries.recordCost(insurer(), {
      recovery: recoveryId,
      kind: 'LEGAL',
      reference,
      incurredOn: '2026-04-14',
      amount: eur(minor),
    });
  const wire = { recovery: recoveryId, amount: null, paidOn: '2026-04-15', reference: 'WIRE-1', token: null };
  const pay = (changes: Partial<Parameters<typeof world.recoveries.payCosts>[1]>) =>
    world.recoveries.payCosts(insurer(), { ...wire, recovery: recoveryId, ...changes });
  const preview = (amount: ReturnType<typeof eur> | null = null, viewer = world.insurer) =>
    world.recoveries.previewCostPayment(viewer, { recovery: recoveryId, amount });

  it('pays what is billed, in parts, as the preview says', async () => {
    carriedOut(await bill('BILL-1', 8_000n));
    const before = await fingerprint(test.unitOfWork);
    const figures = carriedOut(await preview(eur(5_000n)));
    expect(await fingerprint(test.unitOfWork)).toEqual(before);
    expect(figures).toMatchObject({ payableMinor: 8_000n, amountMinor: 5_000n, leftMinor: 3_000n });
    const { token } = figures;
    expect(carriedOut(await pay({ amount: eur(5_000n), token })).costsPaidMinor).toBe(5_000n);
    expect(await balances()).toMatchObject({ RECOVERY_COSTS: 8_000n, RECOVERY_COSTS_PAYABLE: -3_000n });
    expect(await refused(() => pay({ amount: eur(1_000n), reference: 'WIRE-2', token }))).toMatchObject({
      problem: 'StateConflict',
      to: token,
    });
    carriedOut(await pay({ reference: 'WIRE-2' }));
    expect(await balances()).toMatchObject({ RECOVERY_COSTS_PAYABLE: 0n, CASH_CLEARING: -87_972n - 8_000n });
    expect(await refused(() => pay({ reference: 'WIRE-3' }))).toMatchObject({ from: 'NOTHING_PAYABLE' });
    // Money that comes later meets the bill: the expense goes, what was paid stays paid.
    carriedOut(await money('R-1', 10_000n));
    expect(await balances()).toMatchObject({
      RECOVERY_COSTS: 0n,
      RECOVERY_COSTS_PAYABLE: 0n,
      RECOVERY_INCOME: -2_000n,
    });
  });

  it('refuses what is wrong or more than is payable, for strangers too, and writes nothing', async () => {
    carriedOut(await bill('BILL-1', 8_000n));
    carriedOut(await pay({ amount: eur(1_000n) }));
    expect(await refused(() => pay({ amount: eur(7_001n), reference: 'W' }))).toMatchObject({
      problem: 'LimitExceeded',
      availableMinor: 7_000n,
    });
    expect(await refused(() => pay({ amount: eur(0n), reference: 'W' }))).toMatchObject({
      issues: [{ code: 'MUST_BE_POSITIVE' }],
    });
    expect(await refused(() => pay({ paidOn: '2027-01-01' }))).toMatchObject({
      issues: [
        { path: 'paidOn', code: 'DATE_IN_FUTURE' },
        { path: 'reference', code: 'REFERENCE_USED' },
      ],
    });
    expect(refusalOf(await preview(null, world.lender))).toMatchObject({ problem: 'NotFound' });
  });

  it('pays once when several pay at once', async () => {
    carriedOut(await bill('BILL-1', 8_000n));
    const outcomes = await Promise.all(Array.from({ length: 6 }, (_, at) => pay({ reference: `WIRE-${at}` })));
    expect(outcomes.filter(({ ok }) => ok).length).toBe(1);
    expect(await balances()).toMatchObject({ RECOVERY_COSTS_PAYABLE: 0n });
  });

  it('is owed back when a paid bill turns out lower, and comes off the next', async () => {
    carriedOut(await bill('BILL-1', 8_000n));
    carriedOut(await pay({}));
    const [entry] = await entries();
    const right = { reference: 'BILL-1a', receivedOn: '2026-04-14', amount: eur(800n), costs: null };
    carriedOut(
      await world.recoveries.correct(insurer(), {
        recovery: recoveryId,
        receipt: entry?.id ?? '',
        reason: 'A comma',
        replacement: right,
      }),
    );
    expect(await balances()).toMatchObject({ RECOVERY_COSTS: 800n, RECOVERY_COSTS_PAYABLE: 7_200n });
    expect(carriedOut(await preview())).toMatchObject({ payableMinor: -7_200n, amountMinor: 0n });
    carriedOut(await bill('BILL-2', 8_000n));
    expect(carriedOut(await preview())).toMatchObject({ payableMinor: 800n, amountMinor: 800n });
  });
});

describe('recoveryCorrect', () => {
  const correct = (receipt: string, minor: bigint | null, reference = 'R-1a') =>
    world.recoveries.correct(insurer(), {
      recovery: recoveryId,
      receipt,
      reason: 'Typed wrong',
      replacement: minor === null ? null : { reference, receivedOn: '2026-04-14', amount: eur(minor), costs: null },
    });

  it('takes the wrong money back and records the right one, also when others came since', async () => {
    carriedOut(await money('R-1', 100_000n));
    carriedOut(await money('R-2', 5_000n));
    expect((await entries()).length).toBe(2);
    const corrected = carriedOut(await correct(await entryId(0), 10_000n));
    expect(corrected).toMatchObject({ status: 'IN_COLLECTION', closedAt: null, receivedMinor: 15_000n });
    expect(await shares()).toEqual([
      ['RECEIPT', '0', '87972', '12028', '0'],
      ['RECEIPT', '0', '0', '2892', '2108'],
      ['REVERSAL', '0', '-82972', '-14920', '-2108'],
      ['RECEIPT', '0', '10000', '0', '0'],
    ]);
    expect(await balances()).toMatchObject({ RECOVERY_INCOME: -15_000n, DUE_TO_LENDER: 0n, DUE_TO_OBLIGOR: 0n });
    expect(await refused(async () => correct(await entryId(0), 1n, 'R-1b'))).toMatchObject({
      issues: [{ code: 'CORRECTED_BEFORE' }],
    });
    expect(await refused(async () => correct(await entryId(2), 1n, 'R-1b'))).toMatchObject({
      issues: [{ code: 'NOT_CORRECTABLE' }],
    });
    expect(await refused(async () => correct(await entryId(1), 1n, 'R-1'))).toMatchObject({
      issues: [{ code: 'REFERENCE_USED' }],
    });
  });

  it('takes back money that never came, and a cost that was none', async () => {
    const bill = { recovery: recoveryId, kind: 'COURT' as const, reference: 'BILL', incurredOn: '2026-04-15' };
    carriedOut(await world.recoveries.recordCost(insurer(), { ...bill, amount: eur(2_000n) }));
    carriedOut(await money('R-1', 3_000n));
    carriedOut(await correct(await entryId(0), null));
    expect(carriedOut(await correct(await entryId(1), null))).toMatchObject({ receivedMinor: 0n, costsMinor: 0n });
    expect(await balances()).toMatchObject({
      RECOVERY_COSTS_PAYABLE: 0n,
      RECOVERY_INCOME: 0n,
      CASH_CLEARING: -87_972n,
    });
  });

  it('knows no entry of another recovery', async () => {
    carriedOut(await money('R-1', 1_000n));
    const foreign = await entryId(0);
    await open();
    expect(await refused(() => correct(foreign, 1n))).toMatchObject({ problem: 'NotFound', id: foreign });
  });
});

describe('instalment plans', () => {
  const plans = () => new RecoveryPlans(world.dependencies);
  const agree = (change: object = {}) =>
    world.recoveries.agreePlan(insurer(), {
      recovery: recoveryId,
      total: eur(30_000n),
      instalments: 3,
      firstDueOn: '2026-05-01',
      every: 'MONTH',
      graceDays: 5,
      ...change,
    });
  const planRows = () =>
    world.rows<Record<string, unknown>>(
      'SELECT status, received_minor, next_due_on FROM recovery_plan WHERE recovery_id = $1 ORDER BY id',
      [recoveryId],
    );
  const on = async (date: string) => {
    world.clock.at = new Date(`${date}T10:00:00Z`);
    await plans().breakDue();
  };

  it('count the obligor’s money and end when all of it came', async () => {
    expect(carriedOut(await agree()).status).toBe('INSTALMENT_PLAN');
    carriedOut(await money('R-1', 12_000n));
    carriedOut(await money('SALE', 5_000n, { kind: 'COLLATERAL_SALE' }));
    expect(await planRows()).toEqual([{ status: 'ACTIVE', received_minor: 12_000n, next_due_on: '2026-06-01' }]);
    carriedOut(await money('R-2', 18_000n));
    expect(await planRows()).toEqual([{ status: 'FULFILLED', received_minor: 30_000n, next_due_on: null }]);
    expect(await eventsOf()).toContain('recovery.planFulfilled');
  });

  it('are broken when an instalment stays unpaid beyond its days of grace, and the case goes back to collection', async () => {
    carriedOut(await agree());
    await on('2026-05-06');
    expect(await planRows()).toMatchObject([{ status: 'ACTIVE' }]);
    await on('2026-05-07');
    await on('2026-05-08');
    expect(await planRows()).toMatchObject([{ status: 'BROKEN' }]);
    expect((await eventsOf()).filter((kind) => kind === 'recovery.planBroken')).toHaveLength(1);
    const [recovery] = await world.rows('SELECT status FROM recovery WHERE id = $1', [recoveryId]);
    expect(recovery).toEqual({ status: 'IN_COLLECTION' });
  });

  it('are replaced by a new one, and end when the case goes to court', async () => {
    carriedOut(await agree());
    carriedOut(await agree({ instalments: 2 }));
    expect(carriedOut(await world.recoveries.move(insurer(), { recovery: recoveryId, to: 'LEGAL' })).status).toBe(
      'LEGAL',
    );
    expect((await planRows()).map(({ status }) => status)).toEqual(['ENDED', 'ENDED']);
  });

  it('are for what is missing, all of it when no total is given', async () => {
    carriedOut(await money('R-1', 2_892n));
    carriedOut(await agree({ total: null }));
    const [plan] = await world.rows('SELECT total_minor FROM recovery_plan WHERE recovery_id = $1', [recoveryId]);
    expect(plan).toEqual({ total_minor: 100_000n });
    const bad = {
      total: { minor: 100_001n, currency: 'USD' },
      instalments: 0,
      firstDueOn: '2026-04-14',
      graceDays: 61,
    };
    const refusal = await refused(() => agree(bad));
    expect(refusal.problem === 'InvalidInput' && refusal.issues.map(({ path, code }) => [path, code])).toEqual([
      ['instalments', 'OUT_OF_RANGE'],
      ['graceDays', 'OUT_OF_RANGE'],
      ['firstDueOn', 'DATE_TOO_EARLY'],
      ['total.currency', 'CURRENCY_MISMATCH'],
      ['total.amount', 'MORE_THAN_MISSING'],
    ]);
  });
});
