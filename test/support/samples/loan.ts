import { calendarDate, currencyCode } from '../../../src/kernel/index.js';
import type { LoanRequest } from '../../../src/scenarios/contract/index.js';

export const PARTNER = 'org_01h455vb4pex5vsknk084sn02q';

/** A level loan in euros, asked for on 2 March 2026, with `changes`. */
export const loanOf = (changes: Partial<LoanRequest> = {}): LoanRequest => ({
  currency: currencyCode('EUR'),
  principalMinor: 100_000n,
  annualRate: '0.0999',
  instalments: 12,
  method: 'LEVEL_PAYMENT',
  disbursedOn: calendarDate('2026-03-05'),
  firstDueOn: calendarDate('2026-04-05'),
  requestedOn: calendarDate('2026-03-02'),
  partner: PARTNER,
  ...changes,
});

export const eur = (amount: string): { amount: string; currency: string } => ({ amount, currency: 'EUR' });
