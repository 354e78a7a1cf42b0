import { selectList } from '../database/columns.js';
import { checkKey, claimKey } from '../database/idempotency.js';
import { systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
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
  refuse,
  today,
} from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { netOpenCredits } from './invoices.js';
import { applyDeposits, receivePremium } from './payment.js';
import { reversePayment } from './payment-reversal.js';

export interface PaymentInput {
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

export interface ReversalInput {
  readonly payment: string;
  /** 1 to 500 characters. */
  readonly reason: string;
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

  record(viewer: Viewer, idempotencyKey: string, input: PaymentInput): Promise<Outcome<PremiumPayment>> {
    return this.command(
      viewer,
      { idempotencyKey, operation: 'premiumPaymentRecord', input: keyed(input) },
      async (tx, id, at) => {
        const issues = [
          ...lengthIssue('reference', input.reference, MAX_REFERENCE),
          ...dateIssues(input.receivedOn, today(this.options.clock, 'UTC')),
          ...(input.amount.minor <= 0n ? [issue('amount.amount', 'MUST_BE_POSITIVE', 'must be above zero')] : []),
          ...(input.amount.minor > MAX_MINOR
            ? [issue('amount.amount', 'AMOUNT_TOO_LARGE', 'is more than any premium')]
            : []),
        ];
        if (issues.length > 0) refuse(invalidInput(issues));
        const insurerId = viewer.role === 'OPERATOR' ? null : viewer.organisationId;
        const asked = [input.partner, input.policy, insurerId, input.amount.currency];
        const [owed] = await tx.rows<{ insurerId: string; currency: string }>(OWED_BY, asked);
        if (!owed)
          return refuse(input.policy ? notFound('policy', input.policy) : notFound('organisation', input.partner));
        // No invoice would ever ask for it.
        if (owed.currency !== input.amount.currency) {
          const message = `is not a currency of ${input.policy ? 'this policy' : 'policies of this partner'}`;
          refuse(invalidInput([issue('amount.currency', 'CURRENCY_MISMATCH', message)]));
        }
        if (viewer.role === 'OPERATOR' && !input.policy) {
          refuse(invalidInput([issue('policy', 'REQUIRED', 'says for which insurer the operator records')]));
        }
        const { amount, receivedOn, reference, partner, policy } = input;
        const money = { partnerId: partner, insurerId: owed.insurerId, currency: amount.currency, minor: amount.minor };
        await receivePremium(tx, id, { ...money, receivedOn, reference: reference.trim(), policyId: policy }, at);
        return id;
      },
    );
  }

  reverse(viewer: Viewer, idempotencyKey: string, input: ReversalInput): Promise<Outcome<PremiumPayment>> {
    return this.command(
      viewer,
      { idempotencyKey, operation: 'premiumPaymentReverse', input },
      async (tx, reversal, at) => {
        const issues = lengthIssue('reason', input.reason, MAX_REASON);
        if (issues.length > 0) refuse(invalidInput(issues));
        if (!isId('premiumPayment', input.payment)) return refuse(notFound('premiumPayment', input.payment));
        const insurerId = viewer.role === 'OPERATOR' ? undefined : viewer.organisationId;
        const on = today(this.options.clock, 'UTC');
        const what = { id: input.payment, reversal, insurerId, reason: input.reason.trim() };
        await reversePayment(tx, what, { at, on });
        return reversal;
      },
    );
  }

  /** Settles new invoices from deposits, after credit notes of their policies; answers how many deposits were looked at. */
  async applyDeposits(): Promise<number> {
    const { units, clock } = this.options;
    for (let total = 0; ; ) {
      const moment = { at: clock.now(), on: today(clock, 'UTC') };
      const work = async (tx: Transaction): Promise<number> => {
        await netOpenCredits(tx, null, moment.at);
        return applyDeposits(tx, DEPOSITS_AT_ONCE, moment);
      };
      const applied = await units.run(systemScope, work, { deadlineMs: 30_000 });
      total += applied;
      if (applied < DEPOSITS_AT_ONCE) return total;
    }
  }

  private command(
    viewer: Viewer,
    { idempotencyKey, operation, input }: { idempotencyKey: string; operation: string; input: object },
    work: (tx: Transaction, id: string, at: Date) => Promise<string>,
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

const keyed = ({ amount, ...input }: PaymentInput): object => ({
  ...input,
  minor: String(amount.minor),
  in: amount.currency,
});
