import type { Cover } from '../../../src/policies/history/cover.js';
import { date } from '../loan-fixture.js';

/** Cover of 1,080.00 for a premium of 50.00 from 2025-12-01 to 2027-01-31, 426 days. */
export const coverOf = (changes: Partial<Cover> = {}): Cover => ({
  status: 'ACTIVE',
  terms: [{ startsOn: date('2025-12-01'), endsOn: date('2027-01-31'), dueOn: [], openingBalancesMinor: [] }],
  sumInsuredMinor: 108_000n,
  premiumLines: [
    { kind: 'RISK', minor: 3_000n },
    { kind: 'EXPENSE', minor: 702n },
    { kind: 'COMMISSION', minor: 500n },
    { kind: 'TAX', minor: 798n },
  ],
  written: [{ minor: 5_000n, from: date('2025-12-01'), term: 0 }],
  lentMinor: 120_000n,
  risk: {},
  obligorReference: 'o-1',
  obligorKey: null,
  lenderId: 'org_lender',
  beneficiaryId: null,
  waitingDays: 60,
  ...changes,
});
