import { ClaimReader } from '../../src/claims/claim-reader.js';
import { newId } from '../../src/kernel/index.js';
import type { ProductTerms } from '../../src/underwriting/terms.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fingerprint } from '../support/fingerprint.js';
import { approval, ClaimWorld, carriedOut, payment, refusalOf, rejection, TERMS } from './fixture.js';

let test: TestDatabase;
let world: ClaimWorld;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  world = await ClaimWorld.create(test.unitOfWork);
});

const claimTerms = (claims: Partial<ProductTerms['claims']>) => ({ terms: { claims: { ...TERMS.claims, ...claims } } });
const eur = (minor: bigint) => ({ minor, currency: 'EUR' });
const claimRow = async (id: string) =>
  (await world.rows<Record<string, unknown>>('SELECT * FROM claim WHERE id = $1', [id]))[0] ?? {};
const handling = async (id: string, viewer = world.insurer) =>
  (await new ClaimReader(test.unitOfWork).handlingsOf(viewer, [id]))[0];
const eventsOf = async (id: string): Promise<string[]> =>
  (
    await world.rows<{ kind: string }>('SELECT kind FROM event WHERE subject_id = $1 ORDER BY recorded_at, id', [id])
  ).map(({ kind }) => kind);
const give = async (claim: string, kind: string) =>
  world.claims.addEvidence(world.as(world.lender), { claim, kind, document: await world.document(), note: null });

async function refused(run: () => Promise<Parameters<typeof refusalOf>[0]>) {
  const before = await fingerprint(test.unitOfWork);
  const refusal = refusalOf(await run());
  expect(await fingerprint(test.unitOfWork)).toEqual(before);
  return refusal;
}

describe('the checklist of a claim', () => {
  it('is what product and scenario ask together, fixed when the claim begins', async () => {
    const evidence = [
      { kind: 'OVERDUE_STATEMENT', label: null, ask: 'NOT_ASKED' as const },
      { kind: 'POLICE_REPORT', label: 'Police report', ask: 'REQUIRED' as const },
    ];
    const { policyId } = await world.cover(claimTerms({ evidence }));
    const { id } = carriedOut(await world.submit(policyId));
    expect(await refused(() => world.claims.decide(world.as(world.insurer), approval(id)))).toMatchObject({
      issues: [{ code: 'EVIDENCE_MISSING', message: 'cannot be approved without LOAN_AGREEMENT, POLICE_REPORT' }],
    });
    expect(refusalOf(await give(id, 'OVERDUE_STATEMENT'))).toMatchObject({
      issues: [{ code: 'UNKNOWN_EVIDENCE_KIND' }],
    });
    expect(carriedOut(await give(id, 'LOAN_AGREEMENT')).status).toBe('EVIDENCE_PENDING');
    expect(carriedOut(await give(id, 'POLICE_REPORT')).status).toBe('UNDER_REVIEW');
  });

  it('counts a file once it was found clean, which may begin the review by itself', async () => {
    const { policyId } = await world.cover();
    const { id } = carriedOut(await world.submit(policyId));
    carriedOut(await give(id, 'LOAN_AGREEMENT'));
    world.scan = async () => {
      throw new Error('scanner is down');
    };
    expect(carriedOut(await give(id, 'OVERDUE_STATEMENT')).status).toBe('EVIDENCE_PENDING');
    world.scan = async () => 'INFECTED';
    await world.documents.scanPending();
    expect((await claimRow(id)).status).toBe('EVIDENCE_PENDING');
    world.scan = async () => Promise.reject(new Error('scanner is down'));
    carriedOut(await give(id, 'OVERDUE_STATEMENT'));
    world.scan = async () => 'CLEAN';
    await world.documents.scanPending();
    expect((await claimRow(id)).status).toBe('UNDER_REVIEW');
    expect((await eventsOf(id)).at(-1)).toBe('claim.reviewStarted');
  });
});

describe('the machine', () => {
  const automatic = claimTerms({ automaticUpToMinor: '90000' });

  it('approves an ordinary claim within its limit as soon as the last paper is there, and shows why', async () => {
    const { policyId } = await world.cover(automatic);
    const { id } = await world.reviewedClaim(policyId);
    expect(await claimRow(id)).toMatchObject({
      status: 'DECIDED',
      outcome: 'APPROVED',
      approved_minor: 87_972n,
      decided_by: 'MACHINE',
    });
    expect((await handling(id))?.checks).toEqual(
      expect.arrayContaining([
        {
          code: 'AMOUNT_WITHIN_LIMIT',
          passed: true,
          message: '879.72 EUR computed, 900.00 EUR may be approved without a person',
        },
      ]),
    );
    const journals = (await world.ledger.journalsOf(world.insurer, [policyId])).get(policyId) ?? [];
    expect(journals.map(({ kind }) => kind)).toEqual(['LOSS_RESERVED', 'LOSS_RESERVED', 'CLAIM_APPROVED']);
    expect(carriedOut(await world.claims.pay(world.as(world.insurer), payment(id))).status).toBe('PAID');
  });

  it('leaves a claim with anything unusual to a person, and says what it was', async () => {
    const { policyId } = await world.cover({ ...automatic, paidInstalments: 0 });
    const { id } = await world.reviewedClaim(policyId);
    expect(await claimRow(id)).toMatchObject({ status: 'UNDER_REVIEW', outcome: null });
    const checks = (await handling(id))?.checks as { code: string; passed: boolean }[];
    expect(checks.filter(({ passed }) => !passed).map(({ code }) => code)).toEqual([
      'AMOUNT_WITHIN_LIMIT',
      'SOMETHING_WAS_PAID',
    ]);
    expect(await handling(id, world.lender)).toBeUndefined();
  });

  it('does not decide again what a person took back', async () => {
    const { policyId } = await world.cover(automatic);
    const { id } = await world.reviewedClaim(policyId);
    carriedOut(await world.claims.reopen(world.as(world.insurer), { claim: id, reason: 'Looks odd' }));
    expect(carriedOut(await give(id, 'DUNNING_NOTICE')).status).toBe('UNDER_REVIEW');
  });
});

describe('authority', () => {
  const terms = {
    authority: {
      ...TERMS.authority,
      claims: [
        { level: 1, upToMinor: '50000' },
        { level: 3, upToMinor: '100000' },
      ],
      claimsTwoPersonsAboveMinor: '80000',
    },
  };
  const person = (authorityLevel: number) => ({ ...world.insurer, keyId: newId('apiKey'), authorityLevel });

  it('is for the whole computed indemnity, whatever is decided', async () => {
    const { policyId } = await world.cover({ terms });
    const { id } = await world.reviewedClaim(policyId);
    for (const input of [
      approval(id),
      rejection(id),
      { ...approval(id), outcome: 'PARTLY_APPROVED' as const, reason: 'x', approved: eur(1n) },
    ]) {
      expect(await refused(() => world.claims.decide(world.as(person(1)), input))).toMatchObject({
        problem: 'AuthorityExceeded',
        authorityLevel: 1,
        requiredLevel: 3,
      });
    }
  });

  it('asks for a second person, who decides the same with another key', async () => {
    const { policyId } = await world.cover({ terms });
    const { id } = await world.reviewedClaim(policyId);
    const [anna, ben] = [person(3), person(3)];
    const proposed = carriedOut(await world.claims.decide(world.as(anna), approval(id)));
    expect(proposed).toMatchObject({ status: 'UNDER_REVIEW', outcome: null, approvedMinor: null });
    expect((await handling(id))?.proposal).toMatchObject({
      outcome: 'APPROVED',
      approvedMinor: '87972',
      proposedBy: anna.keyId,
    });
    expect(await refused(() => world.claims.decide(world.as(anna), approval(id)))).toMatchObject({
      problem: 'SecondPersonRequired',
    });
    const decided = carriedOut(await world.claims.decide(world.as(ben), approval(id)));
    expect(decided).toMatchObject({ status: 'DECIDED', approvedMinor: 87_972n, decidedBy: ben.keyId });
    expect(await handling(id)).toMatchObject({ proposal: null, agreedBy: anna.keyId });
    const told = await world.rows<{ owner_id: string; lender_id: string | null }>(
      `SELECT owner_id, lender_id FROM event WHERE subject_id = $1 AND kind = 'claim.decisionProposed'`,
      [id],
    );
    expect(told).toEqual([{ owner_id: world.insurer.organisationId, lender_id: null }]);
  });

  it('takes another decision of the second person as a new proposal', async () => {
    const { policyId } = await world.cover({ terms });
    const { id } = await world.reviewedClaim(policyId);
    const [anna, ben] = [person(3), person(3)];
    carriedOut(await world.claims.decide(world.as(anna), approval(id)));
    expect(carriedOut(await world.claims.decide(world.as(ben), rejection(id))).status).toBe('UNDER_REVIEW');
    expect((await handling(id))?.proposal).toMatchObject({ outcome: 'REJECTED', proposedBy: ben.keyId });
    expect(carriedOut(await world.claims.decide(world.as(anna), rejection(id)))).toMatchObject({
      status: 'CLOSED',
      outcome: 'REJECTED',
      rejectionCode: 'EVIDENCE_INSUFFICIENT',
    });
  });

  it('settles once when two persons agree at the same time', async () => {
    const { policyId } = await world.cover({ terms });
    const { id } = await world.reviewedClaim(policyId);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => world.claims.decide(world.as(person(3)), approval(id))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(2);
    expect((await eventsOf(id)).filter((kind) => kind === 'claim.decided')).toHaveLength(1);
  });
});

describe('the desk', () => {
  const page = { above: '', below: 'z', direction: 'ASC' as const, limit: 10 };
  const queue = async (name: 'UNASSIGNED' | 'MINE' | 'WAITING' | 'TO_DECIDE' | 'SECOND_PERSON' | 'TO_PAY' | 'LATE') =>
    (await new ClaimReader(test.unitOfWork).page(world.insurer, { ...page, queue: name })).map(({ id }) => id);

  async function handler(organisationId = world.insurer.organisationId): Promise<string> {
    await world.rows(
      `INSERT INTO api_key (id, organisation_id, role, name, prefix, secret_hash, created_at)
       VALUES ($1, $2, 'INSURER_CLAIMS', 'Anna', 'x', sha256($3::text::bytea), '2026-01-01') RETURNING id`,
      [world.insurer.keyId, organisationId, world.insurer.keyId],
    );
    return world.insurer.keyId;
  }

  it('lists by what is to be done and by whom', async () => {
    const [waiting, reviewed, decided] = [
      carriedOut(await world.submit((await world.cover()).policyId)),
      await world.reviewedClaim((await world.cover()).policyId),
      await world.approvedClaim((await world.cover()).policyId),
    ].map(({ id }) => id) as [string, string, string];
    await world.paidClaim((await world.cover()).policyId);
    expect(await queue('WAITING')).toEqual([waiting]);
    expect(await queue('TO_DECIDE')).toEqual([reviewed]);
    expect(await queue('TO_PAY')).toEqual([decided]);
    expect(await queue('UNASSIGNED')).toEqual([waiting, reviewed, decided]);
    const assignee = await handler();
    carriedOut(await world.claims.assign(world.as(world.insurer), { claim: reviewed, assignee }));
    expect(await queue('MINE')).toEqual([reviewed]);
    expect(await queue('UNASSIGNED')).toEqual([waiting, decided]);
    carriedOut(await world.claims.assign(world.as(world.insurer), { claim: reviewed, assignee: null }));
    expect(await queue('MINE')).toEqual([]);
    expect(await queue('SECOND_PERSON')).toEqual([]);
    const stranger = await ClaimWorld.create(test.unitOfWork);
    expect(await new ClaimReader(test.unitOfWork).page(stranger.insurer, { ...page, queue: 'UNASSIGNED' })).toEqual([]);
  });

  it('gives claims to the insurer’s own people only', async () => {
    const { id } = carriedOut(await world.submit((await world.cover()).policyId));
    const stranger = await ClaimWorld.create(test.unitOfWork);
    const foreign = await handler(stranger.insurer.organisationId);
    const input = { claim: id, assignee: foreign };
    expect(await refused(() => world.claims.assign(world.as(world.insurer), input))).toMatchObject({
      issues: [{ path: 'assignee', code: 'NOT_A_HANDLER' }],
    });
    expect(await refused(() => world.claims.assign(world.as(world.lender), input))).toMatchObject({
      problem: 'NotFound',
    });
  });
});

describe('deadlines', () => {
  /** How many notices this claim has had by the end of a day. */
  const tellOn = async (id: string, date: string): Promise<number> => {
    world.clock.at = new Date(`${date}T10:00:00Z`);
    await world.deadlines.tellDue();
    return (await eventsOf(id)).filter((kind) => kind.startsWith('claim.deadline')).length;
  };

  it('count from complete evidence and from the decision, and are told once each', async () => {
    const { policyId } = await world.cover(claimTerms({ decisionDays: 10, paymentDays: 5, warningDays: 2 }));
    const { id } = await world.reviewedClaim(policyId);
    expect(await tellOn(id, '2026-04-22')).toBe(0);
    expect(await tellOn(id, '2026-04-23')).toBe(1);
    expect(await tellOn(id, '2026-04-25')).toBe(1);
    expect(await tellOn(id, '2026-04-26')).toBe(2);
    expect(await tellOn(id, '2026-04-27')).toBe(2);
    carriedOut(await world.claims.decide(world.as(world.insurer), approval(id)));
    expect(await tellOn(id, '2026-05-01')).toBe(3);
    carriedOut(await world.claims.pay(world.as(world.insurer), { ...payment(id), paidOn: '2026-05-01' }));
    expect(await tellOn(id, '2026-06-01')).toBe(3);
    expect((await claimRow(id)).deadlines).toEqual([
      { kind: 'DECISION', startedOn: '2026-04-15', dueOn: '2026-04-25', state: 'MISSED', endedOn: '2026-04-27' },
      { kind: 'PAYMENT', startedOn: '2026-04-27', dueOn: '2026-05-02', state: 'MET', endedOn: '2026-05-01' },
    ]);
    expect((await eventsOf(id)).filter((kind) => kind.startsWith('claim.deadline'))).toEqual([
      'claim.deadlineApproaching',
      'claim.deadlineMissed',
      'claim.deadlineApproaching',
    ]);
  });

  it('count again from the day a claim is reopened', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    world.clock.at = new Date('2026-04-20T10:00:00Z');
    carriedOut(await world.claims.reopen(world.as(world.insurer), { claim: id, reason: 'x' }));
    carriedOut(await give(id, 'DUNNING_NOTICE'));
    expect((await claimRow(id)).deadlines).toMatchObject([
      { kind: 'DECISION', state: 'MET' },
      { kind: 'PAYMENT', state: 'DROPPED', endedOn: '2026-04-20' },
      { kind: 'DECISION', startedOn: '2026-04-20', dueOn: '2026-05-20', state: 'RUNNING', endedOn: null },
    ]);
  });

  it('are dropped when the claim goes another way', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    carriedOut(await world.claims.withdraw(world.as(world.lender), { claim: id }));
    expect((await claimRow(id)).deadlines).toMatchObject([{ state: 'MET' }, { kind: 'PAYMENT', state: 'DROPPED' }]);
    expect(await tellOn(id, '2027-01-01')).toBe(0);
  });
});

describe('other insurance of the loss', () => {
  const other = (minor: bigint) => ({ insurer: ' Alder ', policyNumber: 'A-1', sumInsured: eur(minor) });

  it('makes insurers share the loss in proportion to their sums insured, also in what the lender still lacks', async () => {
    const { policyId } = await world.cover();
    const claim = carriedOut(await world.submit(policyId, [other(110_000n)]));
    // 1,028.92 less 5 % and 10 % is 879.72; two policies of 1,100.00 share it by halves.
    expect(claim.computedMinor).toBe(43_986n);
    for (const kind of ['LOAN_AGREEMENT', 'OVERDUE_STATEMENT']) carriedOut(await give(claim.id, kind));
    carriedOut(await world.claims.decide(world.as(world.insurer), approval(claim.id)));
    carriedOut(await world.claims.pay(world.as(world.insurer), payment(claim.id)));
    const [recovery] = await world.rows('SELECT uncompensated_minor FROM recovery WHERE claim_id = $1', [claim.id]);
    expect(recovery).toEqual({ uncompensated_minor: 102_892n - 43_986n - 43_986n });
  });

  it('is declared later too, until the decision', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    const declare = (otherInsurance: ReturnType<typeof other>[]) =>
      world.claims.declareOtherInsurance(world.as(world.insurer), { claim: id, otherInsurance });
    expect(carriedOut(await declare([other(330_000n)]))).toMatchObject({
      computedMinor: 21_993n,
      otherInsurance: [{ insurer: 'Alder', policyNumber: 'A-1', sumInsuredMinor: '330000' }],
    });
    expect(
      await refused(() => declare([{ insurer: '', policyNumber: 'x', sumInsured: { minor: 0n, currency: 'USD' } }])),
    ).toMatchObject({
      issues: [
        { path: 'otherInsurance[0].insurer', code: 'BAD_LENGTH' },
        { path: 'otherInsurance[0].sumInsured.currency', code: 'CURRENCY_MISMATCH' },
        { path: 'otherInsurance[0].sumInsured.amount', code: 'MUST_BE_POSITIVE' },
      ],
    });
    expect(carriedOut(await declare([])).computedMinor).toBe(87_972n);
    carriedOut(await world.claims.decide(world.as(world.insurer), approval(id)));
    expect(await refused(() => declare([other(1n)]))).toMatchObject({ problem: 'StateConflict', from: 'DECIDED' });
  });
});
