/** Where an account belongs: what is owned, owed, earned, spent. Debit raises assets and expenses, credit the others. */
export type AccountClass = 'ASSET' | 'LIABILITY' | 'INCOME' | 'EXPENSE';

export interface Account {
  readonly code: AccountCode;
  /** Position in the chart: 1 assets, 2 liabilities, 4 income, 5 expenses. */
  readonly number: string;
  readonly name: string;
  readonly class: AccountClass;
  /** What is booked on it and when. */
  readonly purpose: string;
}

export type AccountCode =
  | 'CASH_CLEARING'
  | 'PREMIUM_RECEIVABLE'
  | 'DEFERRED_COMMISSION'
  | 'REINSURERS_UNEARNED'
  | 'REINSURANCE_RECOVERABLE'
  | 'CLAIM_REFUNDS_DUE'
  | 'UNEARNED_PREMIUM'
  | 'PREMIUM_TAX_PAYABLE'
  | 'PREMIUM_DEPOSITS'
  | 'COMMISSION_PAYABLE'
  | 'LOSS_RESERVE'
  | 'CLAIMS_PAYABLE'
  | 'DUE_TO_LENDER'
  | 'DUE_TO_OBLIGOR'
  | 'RECOVERY_COSTS_PAYABLE'
  | 'REINSURANCE_PAYABLE'
  | 'DEFERRED_CEDING_COMMISSION'
  | 'CO_INSURANCE_DUE'
  | 'EARNED_PREMIUM'
  | 'RECOVERY_INCOME'
  | 'CEDING_COMMISSION'
  | 'CEDED_CLAIMS'
  | 'CLAIMS_INCURRED'
  | 'COMMISSION_EXPENSE'
  | 'CEDED_PREMIUM'
  | 'CEDED_RECOVERIES'
  | 'RECOVERY_COSTS';

/**
 * The chart of accounts of an insurer's books, per currency. A right of recovery is not booked as an asset before money
 * arrives: what a defaulted obligor still owes is not virtually certain (IAS 37.33), so recoveries are income when
 * received.
 */
export const ACCOUNTS: readonly Account[] = [
  {
    code: 'CASH_CLEARING',
    number: '1000',
    name: 'Cash clearing',
    class: 'ASSET',
    purpose: 'Money that moved, whoever collected or paid it, until it is matched with a bank statement.',
  },
  {
    code: 'PREMIUM_RECEIVABLE',
    number: '1100',
    name: 'Premium receivable',
    class: 'ASSET',
    purpose: 'Premium and premium tax written and not yet received; below zero when premium is to be paid back.',
  },
  {
    code: 'DEFERRED_COMMISSION',
    number: '1300',
    name: 'Deferred commission',
    class: 'ASSET',
    purpose: 'Commission on premium that is not yet earned.',
  },
  {
    code: 'REINSURERS_UNEARNED',
    number: '1400',
    name: "Reinsurers' share of unearned premium",
    class: 'ASSET',
    purpose: 'Ceded premium for cover still to be given.',
  },
  {
    code: 'REINSURANCE_RECOVERABLE',
    number: '1410',
    name: 'Reinsurance recoverable',
    class: 'ASSET',
    purpose: "Reinsurers' share of losses reserved and approved.",
  },
  {
    code: 'CLAIM_REFUNDS_DUE',
    number: '1450',
    name: 'Claim refunds due',
    class: 'ASSET',
    purpose: 'Indemnity to be given back after a lower decision on a claim that was paid.',
  },
  {
    code: 'UNEARNED_PREMIUM',
    number: '2000',
    name: 'Unearned premium',
    class: 'LIABILITY',
    purpose: 'Written premium, without tax, for cover still to be given.',
  },
  {
    code: 'PREMIUM_TAX_PAYABLE',
    number: '2100',
    name: 'Premium tax payable',
    class: 'LIABILITY',
    purpose: 'Premium tax collected for the state.',
  },
  {
    code: 'PREMIUM_DEPOSITS',
    number: '2110',
    name: 'Premium deposits',
    class: 'LIABILITY',
    purpose: 'Premium received that no invoice asks for yet.',
  },
  {
    code: 'COMMISSION_PAYABLE',
    number: '2200',
    name: 'Commission payable',
    class: 'LIABILITY',
    purpose: 'Commission owed to the partner that sold the cover.',
  },
  {
    code: 'LOSS_RESERVE',
    number: '2290',
    name: 'Loss reserve',
    class: 'LIABILITY',
    purpose: 'Indemnity expected on claims that were notified and are not decided.',
  },
  {
    code: 'CLAIMS_PAYABLE',
    number: '2300',
    name: 'Claims payable',
    class: 'LIABILITY',
    purpose: 'Indemnity approved and not yet paid.',
  },
  {
    code: 'DUE_TO_LENDER',
    number: '2400',
    name: 'Due to lender',
    class: 'LIABILITY',
    purpose: "The lender's share of recoveries.",
  },
  {
    code: 'DUE_TO_OBLIGOR',
    number: '2410',
    name: 'Due to obligor',
    class: 'LIABILITY',
    purpose: 'What was recovered beyond every loss.',
  },
  {
    code: 'RECOVERY_COSTS_PAYABLE',
    number: '2420',
    name: 'Recovery costs payable',
    class: 'LIABILITY',
    purpose: 'Bills for collection that are not yet paid; below zero when paid bills turned out lower.',
  },
  {
    code: 'REINSURANCE_PAYABLE',
    number: '2500',
    name: 'Reinsurance payable',
    class: 'LIABILITY',
    purpose: "Ceded premium less ceding commission, and reinsurers' share of recoveries.",
  },
  {
    code: 'DEFERRED_CEDING_COMMISSION',
    number: '2510',
    name: 'Deferred ceding commission',
    class: 'LIABILITY',
    purpose: 'Ceding commission on premium that is not yet earned.',
  },
  {
    code: 'CO_INSURANCE_DUE',
    number: '2600',
    name: 'Co-insurance due',
    class: 'LIABILITY',
    purpose:
      'What co-insurers owe each other: premium and tax less commission, indemnity paid and recoveries received for one another.',
  },
  {
    code: 'EARNED_PREMIUM',
    number: '4000',
    name: 'Earned premium',
    class: 'INCOME',
    purpose: 'Premium, without tax, for cover already given.',
  },
  {
    code: 'RECOVERY_INCOME',
    number: '4100',
    name: 'Recovery income',
    class: 'INCOME',
    purpose: "The insurer's share of recoveries.",
  },
  {
    code: 'CEDING_COMMISSION',
    number: '4200',
    name: 'Ceding commission',
    class: 'INCOME',
    purpose: 'Ceding commission on earned premium.',
  },
  {
    code: 'CEDED_CLAIMS',
    number: '4300',
    name: 'Ceded claims',
    class: 'INCOME',
    purpose: "Reinsurers' share of claims incurred.",
  },
  {
    code: 'CLAIMS_INCURRED',
    number: '5000',
    name: 'Claims incurred',
    class: 'EXPENSE',
    purpose: 'Indemnity reserved and approved.',
  },
  {
    code: 'COMMISSION_EXPENSE',
    number: '5100',
    name: 'Commission expense',
    class: 'EXPENSE',
    purpose: 'Commission on earned premium, and what the bounds of a payout period add.',
  },
  {
    code: 'CEDED_PREMIUM',
    number: '5200',
    name: 'Ceded premium',
    class: 'EXPENSE',
    purpose: "Reinsurers' share of earned premium.",
  },
  {
    code: 'CEDED_RECOVERIES',
    number: '5300',
    name: 'Ceded recoveries',
    class: 'EXPENSE',
    purpose: "Reinsurers' share of recoveries.",
  },
  {
    code: 'RECOVERY_COSTS',
    number: '5400',
    name: 'Recovery costs',
    class: 'EXPENSE',
    purpose: 'Costs of collection billed, less what recovered money met of them.',
  },
];

const BY_CODE: ReadonlyMap<string, Account> = new Map(ACCOUNTS.map((account) => [account.code, account]));

export const accountOf = (code: string): Account | undefined => BY_CODE.get(code);
