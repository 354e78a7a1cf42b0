import { InvariantService } from '../../src/audit/invariant-service.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fingerprint } from '../support/fingerprint.js';
import { ClaimWorld, carriedOut, refusalOf, TERMS } from './fixture.js';

let test: TestDatabase;
let world: ClaimWorld;
let policy: string;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  world = await ClaimWorld.create(test.unitOfWork);
  policy = (await world.cover({ terms: { claims: { ...TERMS.claims, complaintDays: 10, warningDays: 2 } } })).policyId;
});

const complaint = (claim: string | null = null) => ({
  policy,
  claim,
  complainant: 'OBLIGOR' as const,
  about: 'DELAY' as const,
  text: ' Nobody answers. ',
});
const open = (input = complaint(), viewer = world.partner) => world.complaints.open(world.as(viewer), input);
const move = (id: string, to: 'IN_REVIEW' | 'ESCALATED' | 'WITHDRAWN' | 'CLOSED', viewer = world.insurer) =>
  world.complaints.move(world.as(viewer), { complaint: id, to });
const answer = (id: string, outcome: 'UPHELD' | 'NOT_UPHELD' = 'UPHELD', viewer = world.insurer) =>
  world.complaints.answer(world.as(viewer), { complaint: id, outcome, answer: 'We are sorry.' });
const eventsOf = async (id: string) =>
  (
    await world.rows<{ kind: string; payload: unknown }>(
      'SELECT kind, payload FROM event WHERE subject_id = $1 ORDER BY recorded_at, id',
      [id],
    )
  ).map(({ kind }) => kind);

async function refused(run: () => Promise<Parameters<typeof refusalOf>[0]>) {
  const before = await fingerprint(test.unitOfWork);
  const refusal = refusalOf(await run());
  expect(await fingerprint(test.unitOfWork)).toEqual(before);
  return refusal;
}

describe('a complaint', () => {
  it('goes from receipt to answer, further, and to another answer', async () => {
    const claim = carriedOut(await world.submit(policy));
    const received = carriedOut(await open(complaint(claim.id)));
    expect(received).toMatchObject({
      number: expect.stringMatching(/^C[OL]-2026-/),
      status: 'RECEIVED',
      claimId: claim.id,
      body: 'Nobody answers.',
      outcome: null,
      deadlines: [{ kind: 'ANSWER', startedOn: '2026-04-15', dueOn: '2026-04-25', state: 'RUNNING', endedOn: null }],
    });
    const { id } = received;
    expect(carriedOut(await move(id, 'IN_REVIEW')).status).toBe('IN_REVIEW');
    world.clock.at = new Date('2026-04-25T10:00:00Z');
    expect(carriedOut(await answer(id))).toMatchObject({
      status: 'ANSWERED',
      outcome: 'UPHELD',
      answer: 'We are sorry.',
      answeredBy: world.insurer.keyId,
      deadlines: [{ state: 'MET', endedOn: '2026-04-25' }],
    });
    expect(carriedOut(await move(id, 'ESCALATED', world.lender)).status).toBe('ESCALATED');
    expect(carriedOut(await answer(id, 'NOT_UPHELD')).outcome).toBe('NOT_UPHELD');
    expect(carriedOut(await move(id, 'CLOSED', world.partner))).toMatchObject({
      status: 'CLOSED',
      closedAt: world.clock.at,
    });
    expect(await eventsOf(id)).toEqual([
      'complaint.received',
      'complaint.moved',
      'complaint.answered',
      'complaint.moved',
      'complaint.answered',
      'complaint.moved',
    ]);
    const checked = await new InvariantService(test.unitOfWork).check();
    expect(
      checked.filter(({ name, violations }) => /^I10 /.test(name) && /complaint/.test(name) && violations > 0),
    ).toEqual([]);
  });

  it('warns before its deadline, says once that it was missed, and forgets it when taken back', async () => {
    const late = carriedOut(await open()).id;
    const taken = carriedOut(await open()).id;
    carriedOut(await move(taken, 'WITHDRAWN', world.lender));
    const on = async (date: string) => {
      world.clock.at = new Date(`${date}T10:00:00Z`);
      await world.complaints.tellDue();
      return (await eventsOf(late)).filter((kind) => kind.startsWith('complaint.deadline'));
    };
    expect(await on('2026-04-22')).toEqual([]);
    expect(await on('2026-04-23')).toEqual(['complaint.deadlineApproaching']);
    await on('2026-04-26');
    expect(await on('2026-05-26')).toEqual(['complaint.deadlineApproaching', 'complaint.deadlineMissed']);
    expect(await eventsOf(taken)).toEqual(['complaint.received', 'complaint.moved']);
    expect(carriedOut(await answer(late)).deadlines).toMatchObject([{ state: 'MISSED', endedOn: '2026-05-26' }]);
  });

  it('keeps its words out of the event log', async () => {
    const { id } = carriedOut(await open());
    carriedOut(await answer(id));
    const payloads = await world.rows<{ payload: unknown }>('SELECT payload FROM event WHERE subject_id = $1', [id]);
    expect(JSON.stringify(payloads)).not.toMatch(/Nobody|sorry/);
  });

  it('is answered by the insurer, taken back by the other side, and unknown to strangers', async () => {
    const { id } = carriedOut(await open());
    const stranger = await ClaimWorld.create(test.unitOfWork);
    for (const attempt of [
      () => answer(id, 'UPHELD', world.lender),
      () => move(id, 'WITHDRAWN', world.insurer),
      () => move(id, 'IN_REVIEW', world.partner),
      () => answer(id, 'UPHELD', stranger.insurer),
    ]) {
      expect(await refused(attempt)).toEqual({
        problem: 'NotFound',
        message: 'There is no complaint with this id.',
        id,
      });
    }
    expect(await refused(() => open(complaint(), stranger.partner))).toMatchObject({ problem: 'NotFound', id: policy });
    expect(await refused(() => move(id, 'CLOSED'))).toMatchObject({ problem: 'StateConflict', from: 'RECEIVED' });
    expect(await world.complaints.byIds(stranger.insurer, [id])).toEqual([]);
    const page = { above: '', below: 'z', direction: 'ASC' as const, limit: 10 };
    expect(
      (await world.complaints.page(world.lender, { ...page, status: ['RECEIVED'], policy })).map((row) => row.id),
    ).toEqual([id]);
    expect(await world.complaints.page(world.lender, { ...page, status: ['CLOSED'] })).toEqual([]);
  });

  it('needs words and a claim of the same policy', async () => {
    expect(await refused(() => open({ ...complaint(), text: ' ' }))).toMatchObject({
      issues: [{ path: 'text', code: 'BAD_LENGTH' }],
    });
    const other = carriedOut(await world.submit((await world.cover()).policyId));
    expect(await refused(() => open(complaint(other.id)))).toMatchObject({ problem: 'NotFound', id: other.id });
    const { id } = carriedOut(await open());
    expect(
      await refused(() =>
        world.complaints.answer(world.as(world.insurer), { complaint: id, outcome: 'UPHELD', answer: '' }),
      ),
    ).toMatchObject({ issues: [{ path: 'answer' }] });
  });
});
