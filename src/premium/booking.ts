import type { Policy } from '../entities/index.js';
import type { PremiumLine } from '../finance/premium.js';
import type { CalendarDate } from '../kernel/index.js';

/** One instalment of a premium as it is asked for. */
export interface InvoiceDraft {
  readonly dueOn: CalendarDate;
  /** Zero or more each, tax included. */
  readonly lines: readonly PremiumLine[];
}

export type BookedPolicy = Pick<
  Policy,
  'id' | 'partnerId' | 'insurerId' | 'lenderId' | 'programmeId' | 'currency' | 'startsOn'
>;

export interface PremiumBooking {
  readonly policy: BookedPolicy;
  /** What caused it: the policy itself when it is issued, later the policy transaction. */
  readonly subjectId: string;
  /** Zero or more each; all lines together are the premium with its tax. */
  readonly lines: readonly PremiumLine[];
  /** Business date in the programme's time zone. */
  readonly on: CalendarDate;
  readonly at: Date;
  /** Days until it is due, when it is asked for in one sum; 30 when absent. */
  readonly dueDays?: number;
  /** The instalments it is asked for; they add up to the lines. */
  readonly instalments?: readonly InvoiceDraft[];
}
