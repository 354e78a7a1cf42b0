import { failure, success } from '../../src/kernel/index.js';
import { OutgoingFailure, type OutgoingRequest } from '../../src/outgoing/outgoing-client.js';
import type { BureauQuestion } from '../../src/underwriting/bureau.js';
import { HttpBureau } from '../../src/underwriting/sources/http-bureau.js';

const QUESTION: BureauQuestion = {
  kind: 'PERSON',
  country: 'DE',
  identityNumber: 'CANARY-4711',
  consent: {
    id: 'cns_1',
    purpose: 'CREDIT_ASSESSMENT',
    givenAt: new Date('2026-03-02T12:00:00.000Z'),
    until: '2026-12-31',
  },
};
const REPORT = { delinquencies24Months: 0, inquiries6Months: 1, revolvingUtilisation: null, openAccounts: 2 };

type Sent = Awaited<ReturnType<ConstructorParameters<typeof HttpBureau>[0]['client']['send']>>;
const answered = (status: number, body: unknown): Sent => success({ status, headers: {}, body: JSON.stringify(body) });
const broken: Sent = failure(new OutgoingFailure('BROKEN_OFF', 'the connection failed: ECONNRESET'));

/** A bureau behind a connection that gives these answers in turn, the last one again and again. */
function bureauWith(...answers: Sent[]) {
  const requests: OutgoingRequest[] = [];
  const logged: unknown[] = [];
  const send = async (request: OutgoingRequest): Promise<Sent> => {
    requests.push(request);
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? broken;
  };
  const bureau = new HttpBureau({
    client: { send },
    url: 'https://bureau.example/v1/credit-reports',
    token: 'sesame',
    deadlineMs: 800,
    pauseMs: 0,
    log: (message, details) => logged.push([message, details]),
  });
  return { bureau, requests, logged };
}

describe('HttpBureau', () => {
  it.each([
    ['a report', [answered(200, { ...REPORT, extra: 1 })], { kind: 'REPORT', report: REPORT }, 1],
    ['nobody', [answered(404, {})], { kind: 'UNKNOWN' }, 1],
    ['a report at the second try', [broken, answered(200, REPORT)], { kind: 'REPORT', report: REPORT }, 2],
    ['a report after being busy', [answered(429, {}), answered(200, REPORT)], { kind: 'REPORT', report: REPORT }, 2],
    ['nothing twice', [answered(503, {})], { kind: 'UNAVAILABLE' }, 2],
    ['a refusal, which a second try would not change', [answered(401, {})], { kind: 'UNAVAILABLE' }, 1],
    ['a count that is no number', [answered(200, { ...REPORT, openAccounts: '2' })], { kind: 'UNAVAILABLE' }, 1],
    ['a share out of range', [answered(200, { ...REPORT, revolvingUtilisation: -1 })], { kind: 'UNAVAILABLE' }, 1],
    [
      'too late',
      [failure(new OutgoingFailure('TIMED_OUT', 'no answer within 800 ms')) as Sent],
      { kind: 'UNAVAILABLE' },
      1,
    ],
  ])('says what it got: %s', async (_, answers, expected, calls) => {
    const { bureau, requests } = bureauWith(...answers);
    expect(await bureau.report(QUESTION)).toEqual(expected);
    expect(requests).toHaveLength(calls);
    for (const { deadlineMs } of requests) expect(deadlineMs).toBeLessThanOrEqual(800);
  });

  it('logs that the bureau is given up and back, once each, and never who was asked about', async () => {
    const { bureau, logged } = bureauWith(
      ...Array.from({ length: 12 }, () => answered(400, {})),
      answered(200, REPORT),
    );
    for (let asked = 0; asked < 14; asked += 1) await bureau.report(QUESTION);
    expect(logged).toEqual([
      ['the credit bureau keeps failing and is left alone', { bureau: 'bureau.example', pauseMs: 0 }],
      ['the credit bureau answers again', { bureau: 'bureau.example' }],
    ]);
  });
});
