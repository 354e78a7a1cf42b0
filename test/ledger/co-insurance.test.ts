import fc from 'fast-check';
import { coInsuredPremium } from '../../src/finance/index.js';
import { allocate, currencyCode } from '../../src/kernel/index.js';
import { type Carrier, SharedTotals, sharedEntries, splitChange } from '../../src/ledger/co-insurance.js';
import {
  claimApproved,
  claimPaid,
  commissionPaid,
  type JournalKind,
  lossReserved,
  type PostingDraft,
  premiumWritten,
} from '../../src/ledger/entries.js';

const EUR = currencyCode('EUR');
const CARRIERS: readonly Carrier[] = [
  { insurerId: 'lead', weight: 694_749n },
  { insurerId: 'first', weight: 217_113n },
  { insurerId: 'second', weight: 88_138n },
];
const WEIGHTS = CARRIERS.map(({ weight }) => weight);

const shared = (kind: JournalKind, postings: readonly PostingDraft[], totals = new SharedTotals()) =>
  sharedEntries({ policyId: 'p', kind, postings }, CARRIERS, totals).map((entry) => ({
    [`${entry.insurerId} ${entry.kind}`]: Object.fromEntries(
      entry.postings.map(({ account, minor }) => [account, minor]),
    ),
  }));

describe('sharedEntries', () => {
  it('gives premium, tax and commission to each, and what the leader holds for the others to be paid', () => {
    const lines = [
      { kind: 'RISK', minor: 700n },
      { kind: 'COMMISSION', minor: 300n },
      { kind: 'TAX', minor: 60n },
    ] as const;
    expect(shared('PREMIUM_WRITTEN', premiumWritten(EUR, lines))).toEqual([
      {
        'lead PREMIUM_CO_INSURED': {
          UNEARNED_PREMIUM: 305n,
          PREMIUM_TAX_PAYABLE: 18n,
          DEFERRED_COMMISSION: -92n,
          CO_INSURANCE_DUE: -231n,
        },
      },
      {
        'first PREMIUM_CO_INSURED': {
          UNEARNED_PREMIUM: -217n,
          PREMIUM_TAX_PAYABLE: -13n,
          DEFERRED_COMMISSION: 65n,
          CO_INSURANCE_DUE: 165n,
        },
      },
      {
        'second PREMIUM_CO_INSURED': {
          UNEARNED_PREMIUM: -88n,
          PREMIUM_TAX_PAYABLE: -5n,
          DEFERRED_COMMISSION: 27n,
          CO_INSURANCE_DUE: 66n,
        },
      },
    ]);
  });

  it('is what the policy says each insurer gets of the premium, also where all of it would be split otherwise', () => {
    const lines = [
      { kind: 'RISK', minor: 3n },
      { kind: 'TAX', minor: 1n },
    ] as const;
    const halves = [
      { insurerId: 'lead', weight: 1n },
      { insurerId: 'other', weight: 1n },
    ];
    // 0.04 would be halved; 0.03 and 0.01 are 0.02 and 0.01, 0.01 and nothing.
    expect(coInsuredPremium(lines, [1n, 1n])).toEqual([3n, 1n]);
    const source = { policyId: 'p', kind: 'PREMIUM_WRITTEN', postings: premiumWritten(EUR, lines) } as const;
    const [, other] = sharedEntries(source, halves, new SharedTotals());
    expect(other?.postings.map(({ account, minor }) => [account, minor])).toEqual([
      ['UNEARNED_PREMIUM', -1n],
      ['CO_INSURANCE_DUE', 1n],
    ]);
  });

  it('lets each reserve and owe its part of a loss, and the leader ask for it once it has paid', () => {
    const totals = new SharedTotals();
    const seconds = (entries: readonly Record<string, object>[]) =>
      entries.map((entry) => entry['second LOSS_CO_INSURED']).filter(Boolean);
    expect(seconds(shared('LOSS_RESERVED', lossReserved(EUR, 1_000n), totals))).toEqual([
      { LOSS_RESERVE: -88n, CLAIMS_INCURRED: 88n },
    ]);
    expect(seconds(shared('LOSS_RESERVED', lossReserved(EUR, -1_000n), totals))).toEqual([
      { LOSS_RESERVE: 88n, CLAIMS_INCURRED: -88n },
    ]);
    expect(seconds(shared('CLAIM_APPROVED', claimApproved(EUR, 1_000n), totals))).toEqual([
      { CLAIMS_PAYABLE: -88n, CLAIMS_INCURRED: 88n },
    ]);
    const payments = [333n, 333n, 334n].flatMap((minor) => shared('CLAIM_PAID', claimPaid(EUR, [minor]), totals));
    expect(seconds(payments)).toEqual([
      { CLAIMS_PAYABLE: 29n, CO_INSURANCE_DUE: -29n },
      { CLAIMS_PAYABLE: 30n, CO_INSURANCE_DUE: -30n },
      { CLAIMS_PAYABLE: 29n, CO_INSURANCE_DUE: -29n },
    ]);
  });

  it('leaves alone what is between the leader and others, and policies of one insurer', () => {
    expect(shared('COMMISSION_PAID', commissionPaid(EUR, 100n))).toEqual([]);
    const source = { policyId: 'p', kind: 'CLAIM_PAID', postings: claimPaid(EUR, [100n]) } as const;
    expect(sharedEntries(source, CARRIERS.slice(0, 1), new SharedTotals())).toEqual([]);
  });
});

describe('splitChange', () => {
  it('never drifts: after any changes each holds its part of the total, and nothing of nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -10_000n, max: 10_000n }), { maxLength: 30 }), (changes) => {
        let total = 0n;
        let held = WEIGHTS.map(() => 0n);
        const back = -changes.reduce((sum, change) => sum + change, 0n);
        for (const change of [...changes, back]) {
          const parts = splitChange(total, change, WEIGHTS);
          expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(change);
          held = held.map((minor, at) => minor + (parts[at] ?? 0n));
          total += change;
          expect(held).toEqual(allocate(total, WEIGHTS));
        }
        expect(held).toEqual([0n, 0n, 0n]);
      }),
    );
  });
});
