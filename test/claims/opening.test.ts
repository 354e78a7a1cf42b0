import { ClaimOpening } from '../../src/claims/claim-opening.js';
import type { UnitOfWork } from '../../src/database/unit-of-work.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fingerprint } from '../support/fingerprint.js';
import { ClaimWorld, carriedOut, refusalOf, rejection } from './fixture.js';

let test: TestDatabase;
let world: ClaimWorld;

beforeAll(async () => {
  test = await createTestDatabase({ poolSize: 24 });
});
afterAll(() => test.drop());
beforeEach(async () => {
  world = await ClaimWorld.create(test.unitOfWork);
});

const claimsOf = (policyId: string) =>
  world.rows<{ id: string; status: string; origin: string }>(
    'SELECT id, status, origin FROM claim WHERE policy_id = $1 ORDER BY id',
    [policyId],
  );

const eventsOf = async (subjectId: string): Promise<string[]> => {
  const rows = await world.rows<{ kind: string }>(
    'SELECT kind FROM event WHERE subject_id = $1 ORDER BY recorded_at, id',
    [subjectId],
  );
  return rows.map(({ kind }) => kind);
};

describe('claims open by themselves', () => {
  it('computes the claim from the feed, step by step', async () => {
    const { policyId, loanId } = await world.cover();
    expect(await world.opening.openDueClaims()).toEqual({ opened: 1, failed: [] });
    const [claim] = await world.rows<Record<string, unknown>>('SELECT * FROM claim WHERE policy_id = $1', [policyId]);
    expect(claim).toMatchObject({
      number: expect.stringMatching(/^CL-2026-[0-9A-Z]{4}-[0-9A-Z]{4}$/),
      loan_id: loanId,
      status: 'EVIDENCE_PENDING',
      origin: 'FEED',
      defaulted_on: '2026-03-01',
      triggered_on: '2026-03-31',
      computed_minor: 87_972n,
      approved_minor: null,
      paid_minor: 0n,
      notified_at: new Date('2026-04-15T10:00:00Z'),
    });
    const { steps, coveredLossMinor } = (claim?.assessment ?? {}) as {
      steps: { code: string; minor: string; formula: string; source: string }[];
      coveredLossMinor: string;
    };
    expect(coveredLossMinor).toBe('102892');
    expect(steps.map(({ code, minor }) => [code, minor])).toEqual([
      ['OUTSTANDING_PRINCIPAL', '100981'],
      ['UNPAID_INTEREST', '1010'],
      ['ACCRUED_INTEREST', '901'],
      ['DEDUCTIBLE', '-5145'],
      ['INSURED_PERCENTAGE', '-9775'],
      ['INDEMNITY', '87972'],
    ]);
    expect(steps[2]?.formula).toBe('913.29 EUR x 12 % x 30 / 365 days');
    expect(await eventsOf(String(claim?.id))).toEqual(['claim.notified', 'claim.evidenceRequested']);
  });

  it('writes nothing when it runs again', async () => {
    await world.cover();
    await world.opening.openDueClaims();
    const before = await fingerprint(test.unitOfWork);
    expect(await world.opening.openDueClaims()).toEqual({ opened: 0, failed: [] });
    expect(await fingerprint(test.unitOfWork)).toEqual(before);
  });

  it('opens each claim once when several nodes look at the same time', async () => {
    const covers = await Promise.all(Array.from({ length: 30 }, () => world.cover()));
    const reports = await Promise.all(Array.from({ length: 4 }, () => world.opening.openDueClaims({ batchSize: 7 })));
    expect(reports.reduce((sum, { opened }) => sum + opened, 0)).toBe(30);
    for (const { policyId } of covers) expect(await claimsOf(policyId)).toHaveLength(1);
  });

  it('looks again once it holds the locks: a claim made by hand in between is not made twice', async () => {
    const { policyId, loanId } = await world.cover();
    carriedOut(await world.submit(policyId));
    // The search found the loan before that claim was committed.
    let searches = 0;
    const stale: Pick<UnitOfWork, 'run'> = {
      run: (scope, work) =>
        test.unitOfWork.run(scope, (tx) => {
          const rows: typeof tx.rows = async (statement, values) =>
            statement.name === 'claim.searchDue.locked' && ++searches === 1
              ? ([{ id: loanId }] as never)
              : tx.rows(statement, values);
          return work({ ...tx, rows, run: tx.run.bind(tx), noteEvents: tx.noteEvents.bind(tx) });
        }),
    };
    const opening = new ClaimOpening({ ...world.dependencies, units: stale as UnitOfWork });
    expect(await opening.openDueClaims()).toEqual({ opened: 0, failed: [] });
    expect(await claimsOf(policyId)).toHaveLength(1);
  });

  it.each([
    ['the loan is not yet claimable', { overdueState: 'NOTICE_DUE' }],
    ['the policy has ended', { policyStatus: 'EXPIRED' }],
  ])('opens nothing while %s', async (_name, options) => {
    const { policyId } = await world.cover(options);
    await world.opening.openDueClaims();
    expect(await claimsOf(policyId)).toEqual([]);
  });

  it('does not claim a default again that was rejected or withdrawn', async () => {
    const { policyId } = await world.cover();
    await world.opening.openDueClaims();
    const [claim] = await claimsOf(policyId);
    carriedOut(await world.claims.withdraw(world.as(world.lender), { claim: claim?.id ?? '' }));
    await world.opening.openDueClaims();
    expect(await claimsOf(policyId)).toHaveLength(1);
  });

  it('names a loan it cannot assess and goes on with the others', async () => {
    const broken = await world.cover({ scenario: 'gone' });
    const good = await world.cover();
    const report = await world.opening.openDueClaims();
    expect(report).toEqual({
      opened: 1,
      failed: [{ loanId: broken.loanId, reason: 'scenario gone is not installed' }],
    });
    expect(await claimsOf(good.policyId)).toHaveLength(1);
    await world.rows(`UPDATE loan SET status = 'SETTLED' WHERE id = $1 RETURNING id`, [broken.loanId]);
  });

  it('starts the review at once when the scenario asks for no evidence', async () => {
    const { policyId } = await world.cover({ scenario: 'secured' });
    await world.opening.openDueClaims();
    const [claim] = await claimsOf(policyId);
    expect(claim).toMatchObject({ status: 'UNDER_REVIEW' });
    expect(await eventsOf(claim?.id ?? '')).toEqual(['claim.notified', 'claim.reviewStarted']);
  });

  it('withdraws a claim when the borrower catches up, and claims the next default', async () => {
    const { policyId, loanId } = await world.cover();
    await world.opening.openDueClaims();
    const [claim] = await claimsOf(policyId);
    await world.repay(loanId, 4, 'CURRENT');
    expect(await world.opening.withdrawCuredClaims()).toBe(1);
    expect(await claimsOf(policyId)).toMatchObject([{ status: 'WITHDRAWN' }]);
    expect(await eventsOf(claim?.id ?? '')).toEqual(['claim.notified', 'claim.evidenceRequested', 'claim.withdrawn']);
    expect(await world.opening.withdrawCuredClaims()).toBe(0);
    await world.repay(loanId, 4, 'CLAIMABLE');
    world.clock.at = new Date('2026-05-31T10:00:00Z');
    await world.opening.openDueClaims();
    expect(await claimsOf(policyId)).toMatchObject([{ status: 'WITHDRAWN' }, { status: 'EVIDENCE_PENDING' }]);
  });

  it('takes an approval back with the claim when the borrower catches up before anything was paid', async () => {
    const { policyId, loanId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    await world.repay(loanId, 12, 'CURRENT');
    await world.rows(`UPDATE loan SET status = 'SETTLED' WHERE id = $1 RETURNING id`, [loanId]);
    expect(await world.opening.withdrawCuredClaims()).toBe(1);
    expect(await world.opening.withdrawCuredClaims()).toBe(0);
    expect(
      await world.rows('SELECT status, outcome, approved_minor, closed_at FROM claim WHERE id = $1', [id]),
    ).toEqual([{ status: 'WITHDRAWN', outcome: null, approved_minor: null, closed_at: world.clock.at }]);
    const { lines } = await world.ledger.trialBalance(world.insurer, { currency: 'EUR' });
    expect(lines.map(({ account, balanceMinor }) => [account, balanceMinor])).toEqual([
      ['CLAIMS_INCURRED', 0n],
      ['CLAIMS_PAYABLE', 0n],
      ['LOSS_RESERVE', 0n],
    ]);
    expect((await eventsOf(id)).slice(-2)).toEqual(['claim.decided', 'claim.withdrawn']);
  });

  it('keeps a claim that was paid, whatever the feed says later', async () => {
    const { policyId, loanId } = await world.cover();
    await world.paidClaim(policyId);
    await world.repay(loanId, 12, 'CURRENT');
    expect(await world.opening.withdrawCuredClaims()).toBe(0);
    expect(await claimsOf(policyId)).toMatchObject([{ status: 'PAID' }]);
  });
});

describe('claimSubmit', () => {
  it('opens the same claim by hand', async () => {
    const { policyId } = await world.cover({ overdueState: 'NOTICE_DUE' });
    const claim = carriedOut(await world.submit(policyId));
    expect(claim).toMatchObject({ origin: 'LENDER', status: 'EVIDENCE_PENDING', computedMinor: 87_972n });
  });

  it('answers the same claim for the same key', async () => {
    const { policyId } = await world.cover();
    const first = carriedOut(
      await world.claims.submit(world.as(world.partner, 'once'), { policy: policyId, otherInsurance: [] }),
    );
    const again = carriedOut(
      await world.claims.submit(world.as(world.partner, 'once'), { policy: policyId, otherInsurance: [] }),
    );
    expect(again).toEqual(first);
  });

  const refusals: readonly (readonly [string, () => Promise<readonly [string, unknown]>])[] = [
    [
      'the waiting period runs',
      async () => {
        world.clock.at = new Date('2026-03-30T21:59:00Z');
        const { policyId } = await world.cover({ overdueState: 'NOTICE_DUE' });
        const message = 'Unpaid since 2026-03-01; the waiting period of 30 days ends on 2026-03-31.';
        return [policyId, { issues: [{ path: 'policy', code: 'WAITING_PERIOD_NOT_OVER', message }] }];
      },
    ],
    [
      'nothing is overdue',
      async () => {
        world.clock.at = new Date('2026-03-01T10:00:00Z');
        const { policyId } = await world.cover({ overdueState: 'CURRENT' });
        return [policyId, { issues: [expect.objectContaining({ code: 'NOTHING_OVERDUE' })] }];
      },
    ],
    [
      'the policy is not in force',
      async () => {
        const { policyId } = await world.cover({ policyStatus: 'EXPIRED' });
        return [policyId, { problem: 'StateConflict', from: 'EXPIRED', to: 'NOTIFIED' }];
      },
    ],
    [
      'a claim is under way',
      async () => {
        const { policyId } = await world.cover();
        await world.opening.openDueClaims();
        return [policyId, { problem: 'StateConflict', from: 'EVIDENCE_PENDING', to: 'NOTIFIED' }];
      },
    ],
    [
      'the default was rejected before',
      async () => {
        const { policyId } = await world.cover();
        const { id } = await world.reviewedClaim(policyId);
        carriedOut(await world.claims.decide(world.as(world.insurer), rejection(id, 'Fraud')));
        return [policyId, { problem: 'StateConflict', from: 'CLOSED', to: 'NOTIFIED' }];
      },
    ],
    ['there is no such policy', async () => ['pol_01h455vb4pex5vsknk084sn02q', { problem: 'NotFound' }]],
  ];

  it.each(refusals)('refuses while %s, and writes nothing', async (_name, arrange) => {
    const [policy, expected] = await arrange();
    const before = await fingerprint(test.unitOfWork);
    const outcome = await world.claims.submit(world.as(world.lender), { policy, otherInsurance: [] });
    expect(refusalOf(outcome)).toMatchObject(expected as object);
    expect(await fingerprint(test.unitOfWork)).toEqual(before);
  });

  it('accepts on the day the waiting period ends, in the zone of the loan', async () => {
    world.clock.at = new Date('2026-03-30T22:00:00Z');
    const { policyId } = await world.cover({ overdueState: 'NOTICE_DUE' });
    expect(carriedOut(await world.submit(policyId)).triggeredOn).toBe('2026-03-31');
  });

  it('tells strangers that there is no such policy', async () => {
    const { policyId } = await world.cover();
    const stranger = await ClaimWorld.create(test.unitOfWork);
    const outcome = await stranger.claims.submit(stranger.as(stranger.lender), {
      policy: policyId,
      otherInsurance: [],
    });
    expect(refusalOf(outcome)).toMatchObject({ problem: 'NotFound', id: policyId });
  });

  it('opens one claim each when the feed and many people ask at once', async () => {
    const policies: string[] = [];
    for (let at = 0; at < 16; at += 1) policies.push((await world.cover()).policyId);
    const feed = Array.from({ length: 4 }, () => world.opening.openDueClaims({ batchSize: 3 }));
    const people = policies.flatMap((policy) => [
      world.claims.submit(world.as(world.lender), { policy, otherInsurance: [] }),
      world.claims.submit(world.as(world.partner), { policy, otherInsurance: [] }),
    ]);
    await Promise.all([...feed, ...people]);
    for (const policy of policies) expect(await claimsOf(policy)).toHaveLength(1);
  });
});
