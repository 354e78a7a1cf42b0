import type { Transaction } from '../../src/database/unit-of-work.js';
import { createLimit } from '../../src/exposure/limit-attachment.js';
import { outcomeOf } from '../../src/kernel/index.js';

const KWD_LIMIT = {
  id: 'lim_1',
  insurerId: 'org_1',
  dimension: 'SCENARIO',
  subject: 'housing',
  currency: 'KWD',
  rule: '',
  measure: 'BALANCE',
  windowDays: 0,
  basis: 'GROSS',
  obligorKind: 'ANY',
  converts: true,
  capMinor: 1_000_000n,
  templateId: null,
} as const;

/** Makes the limit over one live exposure in USD; answers the outcome and what was written. */
async function limitOver(amountMinor: bigint, rate: string, field?: string) {
  const written: string[] = [];
  const live = {
    id: 'exp_1',
    limitIds: [],
    subject: 'housing',
    currency: 'USD',
    amountMinor,
    state: 'RESERVED',
    day: '2026-03-02',
  };
  const tx = {
    rows: async ({ name }: { name: string }) => (name === 'limit.counting' ? [live] : [{ last: live.id, count: 1 }]),
    run: async ({ name }: { name: string }) => void written.push(name),
  } as unknown as Transaction;
  const rates = [{ insurerId: 'org_1', fromCurrency: 'USD', toCurrency: 'KWD', version: 1, rate }];
  const setting = { rates, cessions: [], today: '2026-03-02', ...(field === undefined ? {} : { field }) };
  const outcome = await outcomeOf(() => createLimit(tx, KWD_LIMIT, setting));
  return { outcome, written };
}

describe('a limit made over what is there', () => {
  it('counts up to what a number of the database holds', async () => {
    expect(await limitOver(922_337_203n, '999999999')).toMatchObject({
      outcome: { ok: true },
      written: ['limit.insertAll', 'limit.attach', 'limit.addUse', 'limit.countedTo'],
    });
  });

  it('is refused when the stated rate makes more of it, before anything is counted', async () => {
    expect(await limitOver(922_337_205n, '999999999')).toMatchObject({
      outcome: { ok: false, error: { issues: [{ path: 'cap', code: 'TOO_LARGE_TO_COUNT' }] } },
      written: ['limit.insertAll'],
    });
    expect(await limitOver(922_337_205n, '999999999', 'rate')).toMatchObject({
      outcome: { error: { issues: [{ path: 'rate', code: 'TOO_LARGE_TO_COUNT' }] } },
    });
  });
});
