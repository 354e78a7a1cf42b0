import { bucketOf } from '../../src/collections/buckets.js';
import { breachOf } from '../../src/collections/contact-rules.js';

const terms = { contactFrom: '08:00', contactUntil: '21:00', contactsPerWeek: 2 };
const planned = (at: string, earlier: readonly string[] = [], timeZone = 'Europe/Berlin') => ({
  channel: 'PHONE' as const,
  at: new Date(at),
  timeZone,
  earlier: earlier.map((one) => new Date(one)),
});

describe('breachOf', () => {
  it.each([
    ['a minute before the hours', planned('2026-07-01T05:59:00Z'), 'OUTSIDE_HOURS'],
    ['when they begin', planned('2026-07-01T06:00:00Z'), undefined],
    ['a minute before they end', planned('2026-07-01T18:59:00Z'), undefined],
    ['when they end', planned('2026-07-01T19:00:00Z'), 'OUTSIDE_HOURS'],
    ['by the clock of winter', planned('2026-01-15T06:30:00Z'), 'OUTSIDE_HOURS'],
    ['by the zone of the loan', planned('2026-07-01T11:59:00Z', [], 'America/New_York'), 'OUTSIDE_HOURS'],
    ['a letter, at any hour', { ...planned('2026-07-01T01:00:00Z'), channel: 'LETTER' as const }, undefined],
    [
      'the third within seven days',
      planned('2026-07-08T10:00:00Z', ['2026-07-01T10:00:01Z', '2026-07-05T10:00:00Z']),
      'TOO_OFTEN',
    ],
    [
      'when the first is seven days ago',
      planned('2026-07-08T10:00:00Z', ['2026-07-01T10:00:00Z', '2026-07-05T10:00:00Z']),
      undefined,
    ],
    [
      'with later ones recorded before',
      planned('2026-07-08T10:00:00Z', ['2026-07-09T10:00:00Z', '2026-07-10T10:00:00Z']),
      undefined,
    ],
  ])('judges a contact %s', (_name, contact, breach) => {
    expect(breachOf(contact, terms)).toBe(breach);
  });
});

it.each([
  [0, 'CURRENT'],
  [1, 'DPD_1_29'],
  [29, 'DPD_1_29'],
  [30, 'DPD_30_59'],
  [59, 'DPD_30_59'],
  [60, 'DPD_60_89'],
  [89, 'DPD_60_89'],
  [90, 'DPD_90_PLUS'],
])('%i days past due are in bucket %s', (days, bucket) => {
  expect(bucketOf(days)).toBe(bucket);
});
