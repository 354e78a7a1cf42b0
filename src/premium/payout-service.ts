import { checkKey, claimKey } from '../database/idempotency.js';
import type { Transaction, UnitOfWork } from '../database/unit-of-work.js';
import type { PartnerPayout } from '../entities/index.js';
import {
  type CalendarDate,
  type Clock,
  type FieldIssue,
  invalidInput,
  issue,
  type Money,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  type Previewed,
  refuse,
  requireToken,
  today,
  withToken,
} from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { type CommissionFigures, commissionFigures, payCommission } from './commission-payout.js';
import { lockPayee, type Payee, type PayoutRecord, readPayout, recordPayout } from './payout.js';
import { type RepaymentFigures, repaymentFigures, repayPremium } from './premium-repayment.js';

export interface PayeeInput {
  /** The operator says which; an insurer only pays for itself. */
  readonly insurer: string | null;
  readonly partner: string;
  readonly currency: string;
}

export interface CommissionPreviewInput extends PayeeInput {
  /** The last business date whose accruals count; all when null. */
  readonly upTo: CalendarDate | null;
}

export interface RepaymentPreviewInput extends PayeeInput {
  /** Above zero, at most what is open; all of that when null. */
  readonly amount: Money | null;
}

export interface WireInput {
  /** YYYY-MM-DD, at most today in UTC. */
  readonly paidOn: CalendarDate;
  /** The bank's reference, 1 to 100 characters. */
  readonly reference: string;
  /** Of a preview whose figures must still hold. */
  readonly token: string | null;
}

const DEADLINE_MS = 30_000;
// The figures are sums over everything that was ever booked between the two.
const TAKE_TIME = { name: 'payout.takeTime', text: `SELECT set_config('statement_timeout', '30s', true)` };

type Figures = CommissionFigures | RepaymentFigures;

interface FigureOptions {
  readonly lock: boolean;
  /** In UTC. */
  readonly today: CalendarDate;
}

/** One kind of payout: its figures, and how they are booked. */
interface PayoutKind<Input extends PayeeInput, Of extends Figures> {
  readonly kind: PartnerPayout['kind'];
  readonly operation: string;
  figures(tx: Transaction, payee: Payee, input: Input, options: FigureOptions): Promise<Of>;
  pay(tx: Transaction, figures: Of, record: PayoutRecord): Promise<bigint>;
  keyed(input: Input): object;
}

const COMMISSION: PayoutKind<CommissionPreviewInput, CommissionFigures> = {
  kind: 'COMMISSION',
  operation: 'commissionPayout',
  figures: (tx, payee, { upTo }, { today: on }) => commissionFigures(tx, payee, { upTo, today: on }),
  pay: payCommission,
  keyed: (input) => input,
};
const PREMIUM: PayoutKind<RepaymentPreviewInput, RepaymentFigures> = {
  kind: 'PREMIUM',
  operation: 'premiumRepay',
  figures: (tx, payee, { amount }, options) => repaymentFigures(tx, { payee, amount }, options),
  pay: repayPremium,
  keyed: ({ amount, ...input }) => ({ ...input, minor: amount && String(amount.minor), in: amount?.currency ?? null }),
};

const MAX_REFERENCE = 100;

/** Another insurer answers as one that does not exist. */
function payeeOf(viewer: Viewer, { insurer, partner, currency }: PayeeInput): Payee {
  if (viewer.role === 'OPERATOR' && !insurer) {
    return refuse(invalidInput([issue('insurer', 'REQUIRED', 'says for which insurer the operator pays')]));
  }
  const insurerId = viewer.role === 'OPERATOR' ? (insurer ?? '') : viewer.organisationId;
  if (insurer && insurer !== insurerId) return refuse(notFound('organisation', insurer));
  return { insurerId, partnerId: partner, currency };
}

/** The insurer pays a partner commission, or premium of credit notes; what it was told stands behind a token. */
export class PayoutService {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  /** What is payable now; nothing is written. */
  previewCommission(viewer: Viewer, input: CommissionPreviewInput): Promise<Outcome<Previewed<CommissionFigures>>> {
    return this.preview(viewer, input, COMMISSION);
  }

  /** Pays all commission that is payable. */
  payCommission(
    viewer: Viewer,
    key: string,
    input: CommissionPreviewInput & WireInput,
  ): Promise<Outcome<PartnerPayout>> {
    return this.pay(viewer, key, input, COMMISSION);
  }

  /** What open credit notes give back now; nothing is written. */
  previewRepayment(viewer: Viewer, input: RepaymentPreviewInput): Promise<Outcome<Previewed<RepaymentFigures>>> {
    return this.preview(viewer, input, PREMIUM);
  }

  /** Pays premium back, the oldest credit notes first. */
  repayPremium(viewer: Viewer, key: string, input: RepaymentPreviewInput & WireInput): Promise<Outcome<PartnerPayout>> {
    return this.pay(viewer, key, input, PREMIUM);
  }

  private preview<Input extends PayeeInput, Of extends Figures>(
    viewer: Viewer,
    input: Input,
    { figures }: PayoutKind<Input, Of>,
  ): Promise<Outcome<Previewed<Of>>> {
    return outcomeOf(() => {
      const payee = payeeOf(viewer, input);
      return this.options.units.run(
        scopeOf(viewer),
        async (tx) => {
          await tx.rows(TAKE_TIME);
          return withToken(await figures(tx, payee, input, { lock: false, today: today(this.options.clock, 'UTC') }));
        },
        { readOnly: true, deadlineMs: DEADLINE_MS },
      );
    });
  }

  private pay<Input extends PayeeInput, Of extends Figures>(
    viewer: Viewer,
    key: string,
    input: Input & WireInput,
    { kind, operation, figures, pay, keyed }: PayoutKind<Input, Of>,
  ): Promise<Outcome<PartnerPayout>> {
    const { units, clock } = this.options;
    return outcomeOf(async () => {
      const checked = checkKey(key);
      if (!checked.ok) refuse(checked.error);
      const issues = this.issuesOf(input);
      if (issues.length > 0) refuse(invalidInput(issues));
      const payee = payeeOf(viewer, input);
      const work = async (tx: Transaction): Promise<PartnerPayout> => {
        await tx.rows(TAKE_TIME);
        const id: string = newId(kind === 'COMMISSION' ? 'commissionPayout' : 'premiumRepayment');
        const request = { tenantId: viewer.organisationId, key, operation, input: keyed(input) };
        const first = await claimKey(tx, request, { id });
        if (first) return readPayout(tx, first.id);
        await lockPayee(tx, payee);
        const now = await figures(tx, payee, input, { lock: true, today: today(clock, 'UTC') });
        requireToken(input.token, now);
        const record = { id, paidOn: input.paidOn, reference: input.reference.trim(), at: clock.now() };
        const amountMinor = await pay(tx, now, record);
        await recordPayout(tx, payee, { ...record, kind, amountMinor, upTo: 'upTo' in now ? now.upTo : null });
        return readPayout(tx, id);
      };
      return units.run(scopeOf(viewer), work, { deadlineMs: DEADLINE_MS });
    });
  }

  private issuesOf({ paidOn, reference }: WireInput): FieldIssue[] {
    const length = reference.trim().length;
    return [
      ...(length < 1 || length > MAX_REFERENCE
        ? [issue('reference', 'BAD_LENGTH', `must have 1 to ${MAX_REFERENCE} characters`)]
        : []),
      ...(paidOn > today(this.options.clock, 'UTC')
        ? [issue('paidOn', 'DATE_IN_FUTURE', 'must not be in the future')]
        : []),
    ];
  }
}
