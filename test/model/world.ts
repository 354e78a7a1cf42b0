import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { seeded } from '../support/seeded.js';
import { cents, Model, type ModelSale, oldestUnpaid, outstanding, overdueState } from './model.js';

const SHOWN = `query ($quotes: [ID!]!, $policies: [ID!]!) {
  quotes: nodes(ids: $quotes) { ... on Quote { id status } }
  policies: nodes(ids: $policies) { ... on Policy {
    id status sumInsured { amount } premium { total { amount } }
    loan { status overdueState outstandingPrincipal { amount } oldestUnpaidDueOn }
    claims { id status approved { amount } paid { amount } recovery { received { amount } } } } }
  ledger { trialBalance(currency: "USD") { debit { amount } credit { amount } } }
}`;

/** What a mutation answered: a thing by its type, or a problem. */
// biome-ignore lint/suspicious/noExplicitAny: answers are asserted whole; their shape is the assertion.
export type Answer = any;

/** The real gateway and database beside the model of them, driven by one seed. */
export class World {
  readonly model = new Model();
  /** What was done, the last step last. */
  readonly done: string[] = [];
  private readonly random: () => number;
  private keys = 0;

  private constructor(
    readonly api: TestApi,
    seed: number,
  ) {
    this.random = seeded(seed);
  }

  static async create(seed: number): Promise<World> {
    return new World(await startApi(), seed);
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.random() * items.length)];
  }

  /** A whole number from `from` to `to`. */
  number(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  newKey(): string {
    this.keys += 1;
    return `key-${this.keys}`;
  }

  /** The one field of a mutation's answer. */
  async tell(who: string, mutation: string, variables: object): Promise<Answer> {
    return Object.values((await this.api.data(who, mutation, variables)) as object)[0];
  }

  /** Does what must be refused with one of these types, and finds the database as it was. */
  async refused(types: readonly string[], who: string, mutation: string, variables: object): Promise<void> {
    const before = await fingerprint(this.api.testDatabase.unitOfWork);
    const answer = await this.tell(who, mutation, variables);
    expect(types).toContain(answer.__typename);
    expect(await fingerprint(this.api.testDatabase.unitOfWork)).toEqual(before);
  }

  /** Compares everything the model knows with what the API shows, and checks every invariant. */
  async check(): Promise<void> {
    const { sales } = this.model;
    const policies = sales.flatMap(({ policy }) => policy ?? []);
    const shown = await this.api.data('operator', SHOWN, { quotes: sales.map(({ quote }) => quote), policies });
    expect(shown.quotes.map(({ status }: { status: string }) => status)).toEqual(
      sales.map(({ quoteStatus }) => quoteStatus),
    );
    const expected = sales.flatMap((sale) => (sale.policy ? expectedPolicy(sale, this.model.today) : []));
    expect(shown.policies.map(seenPolicy)).toEqual(expected);
    expect(shown.ledger.trialBalance.debit).toEqual(shown.ledger.trialBalance.credit);
    await expectInvariants(this.api.testDatabase.unitOfWork);
  }

  close(): Promise<void> {
    return this.api.close();
  }
}

function expectedPolicy(sale: ModelSale, today: string): object {
  const { claim, instalments: rows } = sale;
  const isRunning = !sale.isSettled && sale.status === 'ACTIVE';
  return {
    id: sale.policy,
    status: sale.status,
    sumInsured: sale.sumInsured,
    premium: sale.premium,
    loan: rows
      ? {
          outstanding: sale.isSettled ? 0n : outstanding(rows),
          oldestUnpaidDueOn: sale.isSettled ? null : oldestUnpaid(rows),
          overdueState: isRunning ? overdueState(sale, today) : null,
        }
      : null,
    claim: claim
      ? { id: claim.id, status: claim.status, paid: claim.paid, received: claim.recovery?.received ?? null }
      : null,
  };
}

function seenPolicy(policy: Answer): object {
  const [claim] = policy.claims;
  const { loan } = policy;
  return {
    id: policy.id,
    status: policy.status,
    sumInsured: cents(policy.sumInsured.amount),
    premium: cents(policy.premium.total.amount),
    loan: loan && {
      outstanding: cents(loan.outstandingPrincipal.amount),
      oldestUnpaidDueOn: loan.oldestUnpaidDueOn,
      // A loan whose cover has ended is nobody's overdue any more.
      overdueState: policy.status === 'ACTIVE' && loan.status === 'ACTIVE' ? loan.overdueState : null,
    },
    claim: claim
      ? {
          id: claim.id,
          status: claim.status,
          paid: cents(claim.paid.amount),
          received: claim.recovery ? cents(claim.recovery.received.amount) : null,
        }
      : null,
  };
}
