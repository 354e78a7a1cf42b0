import type { PremiumLine } from '../../finance/premium.js';
import type { CalendarDate, FieldIssue, Result } from '../../kernel/index.js';
import type { JsonObject, LoanRequest, ScenarioChange } from '../../scenarios/contract/index.js';
import type { ProductTerms } from '../../underwriting/terms.js';
import type {
  EntryTerms,
  ExtensionTerms,
  LoanEntry,
  LoanEntryKind,
  LoanState,
  ReschedulingTerms,
} from '../loan-entry.js';
import type { ChangeKind, Cover, CoverStep } from './cover.js';

export type CancellationReason =
  | 'POLICYHOLDER_REQUEST'
  | 'DUPLICATE_COVER'
  | 'INTEREST_CEASED'
  | 'NON_DISCLOSURE'
  | 'RISK_INCREASED'
  | 'REGULATORY';

export type CancellingParty = 'POLICYHOLDER' | 'INSURER';

/** Premium lines as JSON keeps them. */
export type LineText = { readonly kind: PremiumLine['kind']; readonly minor: string };

/**
 * What was asked for, in plain JSON: enough to compute the change again when an earlier one becomes known. Amounts are
 * minor units in text.
 */
export type StepRequest =
  | { readonly change: 'RETURN'; readonly name: string; readonly input: JsonObject }
  /** `settles`: nothing more is owed. `sequence` is that of the servicer's report; null when it was entered here. */
  | {
      readonly change: 'PREPAYMENT';
      readonly amountMinor: string;
      readonly settles: boolean;
      readonly sequence: string | null;
    }
  | ({ readonly change: 'EXTENSION' } & ExtensionTerms)
  | ({ readonly change: 'RESCHEDULING' } & ReschedulingTerms)
  /** As it was decided and priced. */
  | {
      readonly change: 'INCREASE';
      readonly amountMinor: string;
      readonly sumInsuredMinor: string;
      readonly premiumLines: readonly LineText[];
    }
  | { readonly change: 'ASSIGNMENT'; readonly lenderId: string; readonly noticeGivenOn: CalendarDate }
  | { readonly change: 'BENEFICIARY'; readonly beneficiaryId: string; readonly noticeGivenOn: CalendarDate }
  /** `obligorKey`: blind index of the right obligor; absent when it is the one that was known. */
  | { readonly change: 'CORRECTION'; readonly obligorReference: string; readonly obligorKey?: string }
  | {
      readonly change: 'CANCELLATION';
      readonly reason: CancellationReason;
      readonly by: CancellingParty;
      /** When the insurer gave notice; null when it is not the insurer that cancels. */
      readonly noticeGivenOn: CalendarDate | null;
    }
  | { readonly change: 'LAPSE'; readonly unpaidSince: CalendarDate }
  /** `from`: the first day that the premium due again is for. */
  | {
      readonly change: 'REINSTATEMENT';
      readonly premiumLines: readonly LineText[];
      readonly from: CalendarDate;
      readonly statement: string;
    }
  | { readonly change: 'REOPENING' };

/** The loan just before a step, with all that is known to lie before it. */
export interface LoanBefore {
  readonly terms: LoanRequest;
  readonly state: LoanState;
  /** As it would be with one more entry. */
  with(entry: LoanEntry): LoanState;
}

export type StepRules = Pick<ProductTerms, 'refund' | 'changes' | 'insures' | 'insuredPercentage' | 'instalments'>;

export interface StepSetting {
  /** As it stands before the step. */
  readonly cover: Cover;
  /** Business date of the change. */
  readonly on: CalendarDate;
  readonly sequence: number;
  /** Undefined before activation. */
  readonly loan: LoanBefore | undefined;
  readonly rules: StepRules;
  /** The principal that cover was asked for. */
  readonly originalPrincipalMinor: bigint;
  /** What the sum insured cannot fall below. */
  readonly indemnityPaidMinor: bigint;
  readonly currency: LoanRequest['currency'];
  scenarioChange(name: string): ScenarioChange;
}

/** An entry that a step puts into its loan. */
export interface StepEntry {
  readonly kind: LoanEntryKind;
  readonly amountMinor: bigint;
  readonly terms?: EntryTerms;
}

/** A step that was computed and not yet written. */
export interface PlannedStep extends CoverStep {
  readonly kind: 'CHANGE' | 'CANCELLATION' | 'REINSTATEMENT';
  readonly change: ChangeKind;
  readonly summary: string;
  readonly request: StepRequest;
  /** Premium that would go back were cover to end on the day. */
  readonly unearnedMinor: bigint;
  readonly isRefundWaived: boolean;
  /** All of the premium was still to be given back: before activation, before the start, or in the free look. */
  readonly isFromTheStart: boolean;
  readonly entry?: StepEntry;
}

/** A computed step, or why it cannot be; issue paths are those of the change's input. */
export type StepResult = Result<PlannedStep, readonly FieldIssue[]>;
