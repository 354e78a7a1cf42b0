import { selectList } from '../database/columns.js';
import { checkKey, claimKey } from '../database/idempotency.js';
import { type Question, systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import { PremiumPayment } from '../entities/index.js';
import {
  addMonths,
  type CalendarDate,
  type Clock,
  type FieldIssue,
  invalidInput,
  invariant,
  isId,
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
import { anyToNet, netOpenCredits } from './invoices.js';
import {
  anyDeposit,
  applyDeposits,
  type PaymentFigures,
  paymentFigures,
  type ReceivedPremium,
  receivePremium,
} from './payment.js';
import { type ReversalFigures, reversalFigures, reversePayment } from './payment-reversal.js';

export interface PaymentPreviewInput {
  /** The partner that paid. */
  readonly partner: string;
  /** Pays for this policy only; the partner's oldest invoices when absent. */
  readonly policy: string | null;
  readonly amount: Money;
  /** YYYY-MM-DD, at most today in UTC and at most a year ago. */
  readonly receivedOn: string;
  /** The bank's reference, 1 to 100 characters. */
  readonly reference: string;
}

export interface PaymentInput extends PaymentPreviewInput {
  /** Of a preview whose figures must still hold. */
  readonly token: string | null;
}

export interface ReversalInput {
  readonly payment: string;
  /** 1 to 500 characters. */
  readonly reason: string;
  /** Of a preview whose figures must still hold. */
  readonly token: string | null;
}

const BY_ID = {
  name: 'premiumPayment.byId',
  text: `SELECT ${selectList(PremiumPayment)} FROM premium_payment WHERE id = $1`,
};
const OWED_BY = {
  name: 'premiumPayment.owedBy',
  text: `SELECT insurer_id AS "insurerId", currency FROM policy WHERE partner_id = $1 AND ($2::text IS NULL OR id = $2)
           AND ($3::text IS NULL OR insurer_id = $3) ORDER BY currency = $4 DESC LIMIT 1`,
};
const MAX_REFERENCE = 100;
const MAX_REASON = 500;
const MAX_AGE_MONTHS = 12;
const DEPOSITS_AT_ONCE = 50;
// Far above any premium, far below the largest bigint column, also in sum.
const MAX_MINOR = 10n ** 17n;

function lengthIssue(path: string, text: string, longest: number): FieldIssue[] {
  const length = text.trim().length;
  return length >= 1 && length <= longest ? [] : [issue(path, 'BAD_LENGTH', `must have 1 to ${longest} characters`)];
}

/** A year is long enough for any bank; what is dated before would be booked into statements long sent. */
function dateIssues(receivedOn: string, on: CalendarDate): FieldIssue[] {
  if (receivedOn > on) return [issue('receivedOn', 'DATE_IN_FUTURE', 'must not be in the future')];
  const earliest = addMonths(on, -MAX_AGE_MONTHS);
  return receivedOn < earliest ? [issue('receivedOn', 'DATE_TOO_EARLY', `must not be before ${earliest}`)] : [];
}

/** The insurer records premium it received, or takes a payment back. Not responsible for what is owed. */
export class PremiumPaymentService {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  /** What money that came would settle now; nothing is written. */
  preview(viewer: Viewer, input: PaymentPreviewInput): Promise<Outcome<Previewed<PaymentFigures>>> {
    return this.look(viewer, async (tx) => paymentFigures(tx, await this.checked(tx, viewer, input), { lock: false }));
  }

  record(viewer: Viewer, idempotencyKey: string, input: PaymentInput): Promise<Outcome<PremiumPayment>> {
    const request = { idempotencyKey, operation: 'premiumPaymentRecord', input: keyed(input) };
    return this.command(viewer, request, async (tx, id, at) => {
      const figures = await paymentFigures(tx, await this.checked(tx, viewer, input), { lock: true });
      requireToken(input.token, figures);
      await receivePremium(tx, id, figures, at);
    });
  }

  /** What taking a payment back would open again now; nothing is written. */
  previewReversal(viewer: Viewer, input: ReversalInput): Promise<Outcome<Previewed<ReversalFigures>>> {
    return this.look(viewer, (tx) => this.reversal(tx, { viewer, input }, { lock: false }));
  }

  reverse(viewer: Viewer, idempotencyKey: string, input: ReversalInput): Promise<Outcome<PremiumPayment>> {
    const { payment, reason, token } = input;
    const asked = { payment, reason, ...(token === null ? {} : { token }) };
    const request = { idempotencyKey, operation: 'premiumPaymentReverse', input: asked };
    return this.command(viewer, request, async (tx, id, at) => {
      const figures = await this.reversal(tx, { viewer, input }, { lock: true });
      requireToken(token, figures);
      await reversePayment(tx, figures, { id, reason: reason.trim(), at, on: this.today() });
    });
  }

  /** Has rows where `applyDeposits` has something to do. */
  due(): Question[] {
    return [...anyToNet(), ...anyDeposit()];
  }

  /** Settles new invoices from deposits, after credit notes of their policies; answers how many deposits were looked at. */
  async applyDeposits(): Promise<number> {
    const { units, clock } = this.options;
    for (let total = 0; ; ) {
      const moment = { at: clock.now(), on: today(clock, 'UTC') };
      const work = async (tx: Transaction): Promise<number> => {
        await netOpenCredits(tx, moment.at);
        return applyDeposits(tx, DEPOSITS_AT_ONCE, moment);
      };
      const applied = await units.run(systemScope, work, { deadlineMs: 30_000 });
      total += applied;
      if (applied < DEPOSITS_AT_ONCE) return total;
    }
  }

  private today(): CalendarDate {
    return today(this.options.clock, 'UTC');
  }

  /** The insurer that the money is for, and everything that is wrong with it. */
  private async checked(tx: Transaction, viewer: Viewer, input: PaymentPreviewInput): Promise<ReceivedPremium> {
    const { amount, receivedOn, reference, partner, policy } = input;
    const issues = [
      ...lengthIssue('reference', reference, MAX_REFERENCE),
      ...dateIssues(receivedOn, this.today()),
      ...(amount.minor <= 0n ? [issue('amount.amount', 'MUST_BE_POSITIVE', 'must be above zero')] : []),
      ...(amount.minor > MAX_MINOR ? [issue('amount.amount', 'AMOUNT_TOO_LARGE', 'is more than any premium')] : []),
    ];
    if (issues.length > 0) refuse(invalidInput(issues));
    const insurerId = viewer.role === 'OPERATOR' ? null : viewer.organisationId;
    const asked = [partner, policy, insurerId, amount.currency];
    const [owed] = await tx.rows<{ insurerId: string; currency: string }>(OWED_BY, asked);
    if (!owed) return refuse(policy ? notFound('policy', policy) : notFound('organisation', partner));
    // No invoice would ever ask for it.
    if (owed.currency !== amount.currency) {
      const message = `is not a currency of ${policy ? 'this policy' : 'policies of this partner'}`;
      refuse(invalidInput([issue('amount.currency', 'CURRENCY_MISMATCH', message)]));
    }
    if (viewer.role === 'OPERATOR' && !policy) {
      refuse(invalidInput([issue('policy', 'REQUIRED', 'says for which insurer the operator records')]));
    }
    const money = { partnerId: partner, insurerId: owed.insurerId, currency: amount.currency, minor: amount.minor };
    return { ...money, receivedOn, reference: reference.trim(), policyId: policy };
  }

  private reversal(
    tx: Transaction,
    { viewer, input }: { readonly viewer: Viewer; readonly input: ReversalInput },
    { lock }: { readonly lock: boolean },
  ): Promise<ReversalFigures> {
    const { payment: id, reason } = input;
    const issues = lengthIssue('reason', reason, MAX_REASON);
    if (issues.length > 0) refuse(invalidInput(issues));
    if (!isId('premiumPayment', id)) return refuse(notFound('premiumPayment', id));
    const insurerId = viewer.role === 'OPERATOR' ? undefined : viewer.organisationId;
    return reversalFigures(tx, { id, insurerId }, { lock, on: this.today() });
  }

  private look<Figures extends object>(
    viewer: Viewer,
    figures: (tx: Transaction) => Promise<Figures>,
  ): Promise<Outcome<Previewed<Figures>>> {
    const work = async (tx: Transaction) => withToken(await figures(tx));
    return outcomeOf(() => this.options.units.run(scopeOf(viewer), work, { readOnly: true }));
  }

  private command(
    viewer: Viewer,
    { idempotencyKey, operation, input }: { idempotencyKey: string; operation: string; input: object },
    work: (tx: Transaction, id: string, at: Date) => Promise<void>,
  ): Promise<Outcome<PremiumPayment>> {
    const { units, clock } = this.options;
    return outcomeOf(async () => {
      const checked = checkKey(idempotencyKey);
      if (!checked.ok) refuse(checked.error);
      return units.run(scopeOf(viewer), async (tx) => {
        const id = newId('premiumPayment') as string;
        const request = { tenantId: viewer.organisationId, key: idempotencyKey, operation, input };
        const first = await claimKey(tx, request, { id });
        if (!first) await work(tx, id, clock.now());
        const [payment] = await tx.rows<PremiumPayment>(BY_ID, [first?.id ?? id]);
        invariant(payment, `payment ${first?.id ?? id} of an answered key exists`);
        return payment;
      });
    });
  }
}

// Without a token it is still the request that it was before there were any.
const keyed = ({ amount, token, ...input }: PaymentInput): object => ({
  ...input,
  ...(token === null ? {} : { token }),
  minor: String(amount.minor),
  in: amount.currency,
});
