import type { Transaction } from '../database/unit-of-work.js';
import { policyExposures } from '../exposure/exposure-store.js';
import type { PremiumLine } from '../finance/premium.js';
import type { CalendarDate } from '../kernel/index.js';
import type { PlannedJournal } from '../ledger/journal.js';
import { writtenPremium } from '../premium/book-premium.js';
import type { InvoiceDraft } from '../premium/booking.js';
import type { Activation } from './activation-plan.js';

/** What the start of cover moves, as partner and lender see it; the same for the preview and the activation. Minor units. */
export interface ActivationFigures {
  readonly policyId: string;
  readonly currency: string;
  readonly startsOn: CalendarDate;
  readonly endsOn: string;
  /** Of the loan that is insured. */
  readonly principalMinor: bigint;
  readonly sumInsuredMinor: bigint;
  readonly premiumLines: readonly PremiumLine[];
  readonly invoices: readonly InvoiceDraft[];
  /** Reserved by each insurer, and utilised from then on. */
  readonly exposures: readonly { readonly insurerId: string; readonly amountMinor: bigint }[];
  /** What insurers cede to reinsurers is nobody's but theirs. */
  readonly journals: readonly PlannedJournal[];
}

/** @param options.lock holds the exposures until the end of the transaction */
export async function activationFigures(
  tx: Transaction,
  { policy, loan, booking }: Activation,
  { lock }: { readonly lock: boolean },
): Promise<ActivationFigures> {
  const exposures = await policyExposures(tx, policy.id, { lock });
  const { journals, invoices } = await writtenPremium(tx, booking);
  return {
    policyId: policy.id,
    currency: policy.currency,
    startsOn: loan.disbursedOn,
    endsOn: policy.endsOn,
    principalMinor: loan.principalMinor,
    sumInsuredMinor: policy.sumInsuredMinor,
    premiumLines: booking.lines,
    invoices,
    exposures: exposures.map(({ insurerId, amountMinor }) => ({ insurerId, amountMinor })),
    journals,
  };
}
