import type { PaymentPromise } from '../entities/index.js';
import {
  type CalendarDate,
  daysBetween,
  formatMinor,
  issue,
  type Money,
  type Outcome,
  refuse,
} from '../kernel/index.js';
import { paymentPromiseLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { daysBehind } from '../policies/delinquency.js';
import {
  type CollectionCommand,
  type CollectionRecorder,
  checkOwed,
  notBehind,
  refuseIssues,
} from './collection-recorder.js';
import { partiesOf, rowsOfLoans } from './collection-rows.js';

export interface PromiseInput {
  readonly policy: string;
  readonly amount: Money;
  readonly payBy: CalendarDate;
}

/** Longest time a promise may look ahead. */
const MAX_PROMISE_DAYS = 92;

/** Promises to pay of people who are behind. Whether one was kept, the feed says (see the sweep). */
export class PromiseService {
  constructor(private readonly recorder: CollectionRecorder) {}

  /** One promise runs at a time. */
  record(command: CollectionCommand, input: PromiseInput): Promise<Outcome<PaymentPromise>> {
    const { policy, amount, payBy } = input;
    const keyed = { policy, payBy, amount: { minor: String(amount.minor), currency: amount.currency } };
    const operation = 'paymentPromiseRecord';
    const what = { table: 'payment_promise', kind: 'paymentPromise', operation, policy, input: keyed } as const;
    return this.recorder.record(command, what, async ({ tx, loan, at, on }, id) => {
      const issues = await checkOwed(tx, loan, amount);
      const ahead = daysBetween(on, payBy);
      if (ahead < 0 || ahead > MAX_PROMISE_DAYS) {
        issues.push(issue('payBy', 'OUT_OF_RANGE', `must lie within ${MAX_PROMISE_DAYS} days from ${on}`));
      }
      refuseIssues(issues);
      if (daysBehind(loan.oldestUnpaidDueOn as CalendarDate | null, on, loan.stoppedDays) === 0)
        return refuse(notBehind);
      const running = (await rowsOfLoans(tx, 'payment_promise', [loan.id])).find(({ state }) => state === 'OPEN');
      if (running) {
        const message = `A promise to pay by ${running.payBy} is still open; withdraw it first.`;
        return refuse({ problem: 'StateConflict', message, from: 'OPEN', to: 'OPEN' });
      }
      const { currency } = loan;
      const row = {
        id,
        ...partiesOf(loan),
        state: 'OPEN',
        currency,
        amountMinor: amount.minor,
        madeOn: on,
        payBy,
        recordedAt: at,
      };
      const payload = { amount: formatMinor(amount.minor, amount.currency), currency, payBy };
      return { row, event: { kind: 'promise.made', subjectKind: 'paymentPromise', subjectId: id, payload } };
    });
  }

  /** Takes an open promise back, e.g. because the obligor makes another. */
  withdraw(command: CollectionCommand, input: { readonly promise: string }): Promise<Outcome<PaymentPromise>> {
    const cause = 'paymentPromiseWithdraw';
    const what = {
      table: 'payment_promise',
      kind: 'paymentPromise',
      operation: cause,
      id: input.promise,
      input,
    } as const;
    return this.recorder.move(command, what, async (tx, promise, at) => {
      const { id } = promise;
      const machine = paymentPromiseLifecycle;
      await transition(tx, { machine, table: 'payment_promise', id, to: 'WITHDRAWN', cause, at, parties: promise });
      return { kind: 'promise.withdrawn', subjectKind: 'paymentPromise', subjectId: id, payload: {} };
    });
  }
}
