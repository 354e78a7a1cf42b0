import fc from 'fast-check';
import { type BindingLimit, CapacityBook, type Granted } from '../../src/exposure/capacity.js';
import type { LimitState } from '../../src/exposure/limit.js';
import { countedMinor, countFactor, counts, type ExposureRisk, fittingMinor } from '../../src/exposure/matching.js';
import { Decimal } from '../../src/kernel/index.js';

const risk: ExposureRisk = {
  insurerId: 'insurer',
  programmeId: 'programme',
  partnerId: 'partner',
  lenderId: 'lender',
  scenario: 'cars',
  productId: 'product',
  regions: ['US', 'US-IL'],
  obligorKey: 'obligor',
  groupKey: 'group',
  obligorKind: 'PERSON',
  rulePacks: ['cn'],
  currency: 'USD',
  amountMinor: 10_000n,
};

const limit = (changes: Partial<LimitState> = {}): LimitState => ({
  id: `${changes.dimension ?? 'INSURER'}${changes.currency ?? ''}`,
  insurerId: 'insurer',
  dimension: 'INSURER',
  subject: 'insurer',
  currency: 'USD',
  measure: 'BALANCE',
  windowDays: 0,
  basis: 'GROSS',
  obligorKind: 'ANY',
  converts: false,
  rule: '',
  capMinor: 1_000_000n,
  reservedMinor: 0n,
  utilisedMinor: 0n,
  volumeMinor: 0n,
  ...changes,
});
const required = [
  limit(),
  limit({ dimension: 'PROGRAMME', subject: 'programme' }),
  limit({ dimension: 'OBLIGOR', subject: 'obligor', rule: 'TERMS' }),
];
const rates = [{ insurerId: 'insurer', fromCurrency: 'USD', toCurrency: 'EUR', version: 3, rate: '0.8333' }];
const cessions = [{ insurerId: 'insurer', share: '0.4' }];
const book = (...others: LimitState[]) =>
  new CapacityBook([...required, ...others], { rates, cessions, day: '2026-03-02' });
const isGranted = (answer: Granted | BindingLimit): answer is Granted => 'limitIds' in answer;

describe('a limit counts a risk', () => {
  it.each<[string, Partial<LimitState>, boolean]>([
    ['of its currency', {}, true],
    ['not of another', { currency: 'EUR' }, false],
    ['of another when it converts', { currency: 'EUR', converts: true }, true],
    ['as a piece, whatever the currency', { currency: 'XXX', measure: 'COUNT', windowDays: 30 }, true],
    ['of its kind of obligor', { obligorKind: 'PERSON' }, true],
    ['not of the other kind', { obligorKind: 'COMPANY' }, false],
    ['when its pack is selected', { rule: 'cn:5-1' }, true],
    ['not when its pack is not', { rule: 'de:1' }, false],
    ['not as a pattern', { subject: '*' }, false],
  ])('%s', (_, changes, expected) => {
    expect(counts(limit(changes), risk)).toBe(expected);
  });
});

describe('what is counted', () => {
  it('is the retained part at the stated rate, rounded half up once', () => {
    const count = countFactor(limit({ currency: 'EUR', converts: true, basis: 'RETAINED' }), 'USD', {
      rates,
      cessions,
    });
    // 100.01 USD x 0.6 x 0.8333 = 50.0029... EUR
    expect(countedMinor(10_001n, count?.factor ?? new Decimal(0))).toBe(5_000n);
    expect(count).toEqual({ factor: new Decimal('0.49998'), rateVersion: 3 });
  });

  it('moves the decimal point between currencies with other minor units', () => {
    const yen = [{ insurerId: 'insurer', fromCurrency: 'USD', toCurrency: 'JPY', version: 1, rate: '150' }];
    const count = countFactor(limit({ currency: 'JPY', converts: true }), 'USD', { rates: yen, cessions: [] });
    expect(countedMinor(10_001n, count?.factor ?? new Decimal(0))).toBe(15_002n);
  });

  it('fits exactly: the largest amount that counts for at most what is available', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 13n), fc.bigInt(1n, 10n ** 9n), (available, ppm) => {
        const factor = new Decimal(ppm.toString()).div(1_000_000);
        const fitting = fittingMinor(available, factor);
        expect(countedMinor(fitting, factor)).toBeLessThanOrEqual(available);
        expect(countedMinor(fitting + 1n, factor)).toBeGreaterThan(available);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the book', () => {
  it('takes from every limit that exists and from none that does not', () => {
    const full = book(
      limit({ dimension: 'REGION', subject: 'US-IL' }),
      limit({ dimension: 'PARTNER', subject: 'another' }),
      limit({ dimension: 'OBLIGOR_GROUP', subject: 'group' }),
    );
    const granted = full.reserve(risk);
    if (!isGranted(granted)) throw new Error('refused');
    expect(granted.limitIds).toHaveLength(5);
    expect(granted.counted).toBeNull();
    expect(full.takenFrom().map(({ minor }) => minor)).toEqual(Array(5).fill(10_000n));
  });

  it('remembers what a limit counts otherwise: rate and version, retention, pieces, days', () => {
    const granted = book(
      limit({ dimension: 'LENDER', subject: 'lender', currency: 'EUR', converts: true, basis: 'RETAINED' }),
      limit({ id: 'count', dimension: 'SCENARIO', subject: 'cars', currency: 'XXX', measure: 'COUNT', windowDays: 7 }),
      limit({ id: 'volume', dimension: 'SCENARIO', subject: 'cars', measure: 'VOLUME', windowDays: 7 }),
    ).reserve(risk);
    if (!isGranted(granted)) throw new Error('refused');
    expect(granted.counted).toEqual({
      LENDEREUR: { minor: '5000', factor: '0.49998', rateVersion: 3 },
      count: { minor: '1', day: '2026-03-02' },
      volume: { minor: '10000', factor: '1', day: '2026-03-02' },
    });
  });

  it('is inclusive, names the tightest limit in the currency of the risk, and takes nothing when one refuses', () => {
    const tight = book(
      limit({ dimension: 'LENDER', subject: 'lender', currency: 'EUR', converts: true, capMinor: 8_333n }),
    );
    const answer = tight.reserve({ ...risk, amountMinor: 10_001n });
    expect(answer).toEqual({
      dimension: 'LENDER',
      insurerId: 'insurer',
      currency: 'USD',
      requestedMinor: 10_001n,
      availableMinor: 10_000n,
      limit: { id: 'LENDEREUR', measure: 'BALANCE', currency: 'EUR', rule: '', capMinor: 8_333n, usedMinor: 0n },
    });
    expect(tight.takenFrom()).toEqual([]);
    expect(isGranted(tight.reserve(risk))).toBe(true);
    expect(tight.reserve({ ...risk, amountMinor: 1n })).toMatchObject({ availableMinor: 0n });
  });

  it('gives nothing where it cannot count, where an insurer has no limit, or where it is overdrawn', () => {
    const noRate = limit({ dimension: 'LENDER', subject: 'lender', currency: 'GBP', converts: true });
    expect(book(noRate).reserve(risk)).toMatchObject({ dimension: 'LENDER', availableMinor: 0n });
    const other = new CapacityBook(required.slice(1), { rates, cessions, day: '2026-03-02' });
    expect(other.reserve(risk)).toEqual({
      dimension: 'INSURER',
      insurerId: 'insurer',
      currency: 'USD',
      requestedMinor: 10_000n,
      availableMinor: 0n,
    });
    const overdrawn = limit({ dimension: 'LENDER', subject: 'lender', capMinor: 5n, utilisedMinor: 9n });
    expect(book(overdrawn).reserve(risk)).toMatchObject({ availableMinor: 0n, limit: { usedMinor: 9n } });
  });

  it('counts pieces one by one inside the window', () => {
    const two = book(
      limit({
        dimension: 'SCENARIO',
        subject: 'cars',
        currency: 'XXX',
        measure: 'COUNT',
        windowDays: 7,
        capMinor: 5n,
        volumeMinor: 3n,
      }),
    );
    expect([1, 2, 3].map(() => isGranted(two.reserve(risk)))).toEqual([true, true, false]);
  });
});
