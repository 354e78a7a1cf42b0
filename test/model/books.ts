import { type Model } from './model.js';
import { type ModelClaim, sharesOf } from './sale.js';
import { cents } from './values.js';
import type { Answer } from './world.js';

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

const linesOf = (policies: readonly Answer[], kind: string): bigint =>
  sum(policies.flatMap(({ premium: { lines } }) => lines.filter((line: Answer) => line.kind === kind).map(minorOf)));

const minorOf = ({ amount }: Answer): bigint => cents(amount.amount);

/**
 * What the insurers' accounts hold together, from what their policies, invoices and claims say and from the money that changed
 * hands. Premium is written when cover starts; what was earned of it has invariants of its own (I5).
 */
export function expectedBooks({ sales, deposit, cash }: Model, policies: readonly Answer[]): Record<string, bigint> {
  const started = policies.filter(({ loan }) => loan !== null);
  const invoices = started.flatMap(({ invoices: all }) => all);
  const isInvoice = ({ kind }: Answer) => kind === 'INVOICE';
  const claims = sales.flatMap((sale) => sale.claims);
  const of = (figure: (claim: ModelClaim) => bigint) => sum(claims.map(figure));
  const shares = claims.map(sharesOf);
  const expected = sum(
    policies.flatMap((policy) => policy.claims.map((claim: Answer) => cents(claim.reserved.amount))),
  );
  // What is approved and not paid is expected too, and booked as payable.
  const payable = of(({ approved, paid }) => approved - paid);
  const reserved = expected - payable;
  const billed = of(({ recovery }) => recovery?.costs ?? 0n);
  const billsPaid = of(({ recovery }) => recovery?.costsPaid ?? 0n);
  const open = invoices.map((invoice) => (isInvoice(invoice) ? 1n : -1n) * cents(invoice.open.amount));
  const balances = {
    CASH_CLEARING:
      cash.premium -
      cash.repaid -
      cash.commission -
      of(({ paid, overpaid }) => paid + overpaid) +
      of(({ recovery }) => recovery?.received ?? 0n) -
      billsPaid,
    PREMIUM_RECEIVABLE: sum(open),
    PREMIUM_DEPOSITS: -deposit,
    // However much of it is earned.
    PREMIUM_WRITTEN: -sum(sales.flatMap(({ activatedOn, premium }) => (activatedOn ? premium : []))),
    PREMIUM_TAX_PAYABLE: -linesOf(started, 'TAX'),
    COMMISSION_PAYABLE: cash.commission - linesOf(started, 'COMMISSION'),
    LOSS_RESERVE: -reserved,
    CLAIMS_PAYABLE: -payable,
    CLAIMS_INCURRED: reserved + of(({ approved }) => approved),
    CLAIM_REFUNDS_DUE: of(({ overpaid }) => overpaid),
    RECOVERY_COSTS: billed - sum(shares.map(({ costs }) => costs)),
    RECOVERY_COSTS_PAYABLE: billsPaid - billed,
    RECOVERY_INCOME: -sum(shares.map(({ insurer }) => insurer)),
    DUE_TO_LENDER: -sum(shares.map(({ lender }) => lender)),
    CO_INSURANCE_DUE: 0n,
    DUE_TO_OBLIGOR: -sum(shares.map(({ obligor }) => obligor)),
  };
  return balances;
}

/** The balances of the insurers' trial balances together, by account, zero where nothing was booked. */
export function seenBooks(ledgers: readonly Answer[], expected: Readonly<Record<string, bigint>>): object {
  const lines = ledgers.flatMap(({ trialBalance }) => trialBalance.accounts);
  const of = (code: string): bigint =>
    sum(lines.filter(({ account }) => account.code === code).map(({ balance }) => cents(balance.amount)));
  const seen = Object.fromEntries(Object.keys(expected).map((code) => [code, of(code)]));
  return { ...seen, PREMIUM_WRITTEN: of('UNEARNED_PREMIUM') + of('EARNED_PREMIUM') + of('PREMIUM_TAX_PAYABLE') };
}
