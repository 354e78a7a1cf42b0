import { type CalendarDate, currencyCode } from '../../src/kernel/index.js';
import type { LoanEntry } from '../../src/policies/servicing.js';
import type { LoanRequest } from '../../src/scenarios/contract/index.js';

export const date = (text: string): CalendarDate => text as CalendarDate;

/** 1,200.00 EUR at 12 % in 12 level payments of 106.62, due on the first of each month of 2026. */
export const loanOf = (overrides: Partial<LoanRequest> = {}): LoanRequest => ({
  currency: currencyCode('EUR'),
  principalMinor: 120_000n,
  annualRate: '0.12',
  instalments: 12,
  method: 'LEVEL_PAYMENT',
  disbursedOn: date('2025-12-01'),
  firstDueOn: date('2026-01-01'),
  requestedOn: date('2025-12-01'),
  partner: 'org_partner',
  ...overrides,
});

export const entry = (sequence: number, kind: LoanEntry['kind'], effectiveOn: string, amountMinor = 0n): LoanEntry => ({
  source: kind === 'RETURN' ? 'CHANGE' : 'SERVICER',
  sequence: BigInt(sequence),
  kind,
  effectiveOn: date(effectiveOn),
  amountMinor,
});
