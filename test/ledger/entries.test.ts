import fc from 'fast-check';
import type { PremiumLine } from '../../src/finance/index.js';
import { currencyCode } from '../../src/kernel/index.js';
import { ACCOUNTS, accountOf } from '../../src/ledger/accounts.js';
import {
  claimApproved,
  claimOverpaid,
  claimOverpaymentReturned,
  claimPaid,
  type PostingDraft,
  premiumEarned,
  premiumReduced,
  premiumWritten,
  recoveryCostBilled,
  recoveryCostPaid,
  recoveryReceived,
  reducedLines,
  reversed,
} from '../../src/ledger/entries.js';

const EUR = currencyCode('EUR');
const LINES: readonly PremiumLine[] = [
  { kind: 'RISK', minor: 1_800n },
  { kind: 'EXPENSE', minor: 300n },
  { kind: 'COMMISSION', minor: 450n },
  { kind: 'PROFIT', minor: 450n },
  { kind: 'TAX', minor: 570n },
];

const sum = (postings: readonly PostingDraft[]): bigint => postings.reduce((total, { minor }) => total + minor, 0n);
const table = (postings: readonly PostingDraft[]): Record<string, bigint> =>
  Object.fromEntries(postings.map(({ account, minor }) => [account, minor]));

describe('journal entries', () => {
  it('writes a premium: gross unearned, tax owed, commission deferred and owed', () => {
    expect(table(premiumWritten(EUR, LINES))).toEqual({
      PREMIUM_RECEIVABLE: 3_570n,
      UNEARNED_PREMIUM: -3_000n,
      PREMIUM_TAX_PAYABLE: -570n,
      DEFERRED_COMMISSION: 450n,
      COMMISSION_PAYABLE: -450n,
    });
  });

  it('splits a reduction over the lines in proportion, by largest remainder', () => {
    expect(reducedLines(LINES, 1_000n)).toEqual([
      { kind: 'RISK', minor: 504n },
      { kind: 'EXPENSE', minor: 84n },
      { kind: 'COMMISSION', minor: 126n },
      { kind: 'PROFIT', minor: 126n },
      { kind: 'TAX', minor: 160n },
    ]);
  });

  it.each([
    ['below zero', -1n],
    ['above the premium', 3_571n],
  ])('refuses a reduction %s', (_name, reduction) => {
    expect(() => reducedLines(LINES, reduction)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
  });

  it('takes back premium, tax and commission', () => {
    expect(table(premiumReduced(EUR, reducedLines(LINES, 1_000n)))).toEqual({
      PREMIUM_RECEIVABLE: -1_000n,
      UNEARNED_PREMIUM: 840n,
      PREMIUM_TAX_PAYABLE: 160n,
      DEFERRED_COMMISSION: -126n,
      COMMISSION_PAYABLE: 126n,
    });
  });

  it('earns premium with its commission', () => {
    expect(table(premiumEarned(EUR, 250n, 37n))).toEqual({
      UNEARNED_PREMIUM: 250n,
      EARNED_PREMIUM: -250n,
      COMMISSION_EXPENSE: 37n,
      DEFERRED_COMMISSION: -37n,
    });
  });

  it('books approval, payment and recovery of a claim', () => {
    expect(table(claimApproved(EUR, 8_415n))).toEqual({ CLAIMS_INCURRED: 8_415n, CLAIMS_PAYABLE: -8_415n });
    expect(claimPaid(EUR, [8_000n, 0n, 415n]).map(({ account, minor }) => [account, minor])).toEqual([
      ['CLAIMS_PAYABLE', 8_415n],
      ['CASH_CLEARING', -8_000n],
      ['CASH_CLEARING', -415n],
    ]);
    expect(table(claimOverpaid(EUR, 15n))).toEqual({ CLAIM_REFUNDS_DUE: 15n, CLAIMS_INCURRED: -15n });
    expect(table(claimOverpaymentReturned(EUR, 15n))).toEqual({ CASH_CLEARING: 15n, CLAIM_REFUNDS_DUE: -15n });
    const shares = { costsMinor: 50n, insurerMinor: 900n, insuredMinor: 40n, obligorSurplusMinor: 10n };
    expect(table(recoveryReceived(EUR, shares))).toEqual({
      CASH_CLEARING: 1_000n,
      RECOVERY_COSTS: -50n,
      RECOVERY_INCOME: -900n,
      DUE_TO_LENDER: -40n,
      DUE_TO_OBLIGOR: -10n,
    });
  });

  it('books a share taken back by later costs', () => {
    const shares = { costsMinor: 50n, insurerMinor: -40n, insuredMinor: 0n, obligorSurplusMinor: 0n };
    expect(table(recoveryReceived(EUR, shares))).toEqual({
      CASH_CLEARING: 10n,
      RECOVERY_COSTS: -50n,
      RECOVERY_INCOME: 40n,
    });
  });

  it('owes a bill when it comes, and until it is paid', () => {
    expect(table(recoveryCostBilled(EUR, 50n))).toEqual({ RECOVERY_COSTS: 50n, RECOVERY_COSTS_PAYABLE: -50n });
    expect(table(recoveryCostPaid(EUR, 50n))).toEqual({ RECOVERY_COSTS_PAYABLE: 50n, CASH_CLEARING: -50n });
    expect(recoveryCostBilled(EUR, 0n)).toEqual([]);
    expect(() => recoveryCostPaid(EUR, 0n)).toThrow('must be more than zero');
  });

  it('leaves out lines of zero', () => {
    expect(premiumWritten(EUR, [{ kind: 'RISK', minor: 100n }]).map(({ account }) => account)).toEqual([
      'PREMIUM_RECEIVABLE',
      'UNEARNED_PREMIUM',
    ]);
  });

  it.each([0n, -5n])('refuses to approve or pay %s', (minor) => {
    expect(() => claimApproved(EUR, minor)).toThrow(expect.objectContaining({ code: 'NOT_POSITIVE' }));
    expect(() => claimPaid(EUR, [minor])).toThrow(expect.objectContaining({ code: 'NOT_POSITIVE' }));
  });

  it('sums to zero whatever the lines, also after a reduction and its reversal', () => {
    const kinds = ['RISK', 'RISK_MARGIN', 'EXPENSE', 'COMMISSION', 'PROFIT', 'FEE', 'TAX'] as const;
    const line = fc.record({ kind: fc.constantFrom(...kinds), minor: fc.bigInt(0n, 10n ** 15n) });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.bigInt(0n, 10_000n), (lines, share) => {
        const total = lines.reduce((all, { minor }) => all + minor, 0n);
        const reduced = reducedLines(lines, (total * share) / 10_000n);
        expect(reduced.reduce((all, { minor }) => all + minor, 0n)).toBe((total * share) / 10_000n);
        expect(sum(premiumWritten(EUR, lines))).toBe(0n);
        expect(sum(premiumReduced(EUR, reduced))).toBe(0n);
        expect(sum([...premiumWritten(EUR, lines), ...reversed(premiumWritten(EUR, lines))])).toBe(0n);
      }),
    );
  });
});

describe('chart of accounts', () => {
  it('numbers accounts uniquely, in order, with the class in the first digit', () => {
    const numbers = ACCOUNTS.map(({ number }) => number);
    expect(numbers).toEqual([...new Set(numbers)].sort());
    const firstDigit = { ASSET: '1', LIABILITY: '2', INCOME: '4', EXPENSE: '5' };
    expect(ACCOUNTS.filter((account) => account.number[0] !== firstDigit[account.class])).toEqual([]);
    expect(accountOf('EARNED_PREMIUM')?.name).toBe('Earned premium');
    expect(accountOf('PETTY_CASH')).toBeUndefined();
  });
});
