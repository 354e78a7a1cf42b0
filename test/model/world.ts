import type { TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { seeded } from '../support/seeded.js';
import { checkWorld } from './check.js';
import type { Gateway } from './gateway.js';
import { aboutNothing, leavesOf, nonsenseFor, withLeaf, withoutIds } from './hostile.js';
import { Model } from './model.js';

/** What a mutation answered: a thing by its type, or a problem. */
// biome-ignore lint/suspicious/noExplicitAny: answers are asserted whole; their shape is the assertion.
export type Answer = any;

/** A key of the same role whose organisation has nothing to do with anything. */
const STRANGERS: Readonly<Record<string, string>> = {
  merchant: 'dealer',
  lender: 'dealer',
  housingLender: 'dealer',
  claims: 'alderClaims',
  underwriter: 'alderUnderwriter',
};

const REFUSALS = [
  'InvalidInput',
  'LimitExceeded',
  'NotFound',
  'OfferExpired',
  'PremiumAboveGuard',
  'PurposeLocked',
  'PurposeNotProven',
  'StateConflict',
];

/** One mutation: who tells it, and with what beside its key and input. */
export interface Command {
  readonly who: string;
  readonly mutation: string;
  readonly input: object;
  readonly rest?: object;
}

/** The real gateway and database beside the model of them, driven by one seed. */
export class World {
  readonly model = new Model();
  readonly api: TestApi;
  /** What was done, the last step last. */
  readonly done: string[] = [];
  private readonly random: () => number;
  private keys = 0;

  constructor(
    readonly gateway: Gateway,
    seed: number,
  ) {
    this.api = gateway.api;
    this.random = seeded(seed);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.number(0, items.length - 1)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }

  /** A whole number from `from` to `to`. */
  number(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  /** Once in `times`. */
  chance(times: number): boolean {
    return this.number(1, times) === 1;
  }

  newKey(): string {
    this.keys += 1;
    return `key-${this.keys}`;
  }

  /** The one field of a mutation's answer. */
  async tell(who: string, mutation: string, variables: object): Promise<Answer> {
    return Object.values((await this.api.data(who, mutation, variables)) as object)[0];
  }

  /**
   * Tells the gateway something once or, as networks do, twice with the same key, one after the other or at once: the
   * answers are the same. Now and then nonsense goes before it, or a stranger who must not learn that there is anything.
   */
  async act({ who, mutation, input, rest = {} }: Command): Promise<Answer> {
    const variables = { key: this.newKey(), ...rest, input };
    if (this.chance(6)) await this.nonsense(who, mutation, variables);
    if (this.chance(6)) await this.strange(STRANGERS[who], mutation, variables);
    const tell = () => this.tell(who, mutation, variables);
    const how = this.number(1, 4);
    if (how > 2) return tell();
    const [first, second] = how === 1 ? await Promise.all([tell(), tell()]) : [await tell(), await tell()];
    expect(second).toEqual(first);
    return first;
  }

  /** Does what must be refused with one of these types, and finds the database as it was. */
  async refused(types: readonly string[], { who, mutation, input, rest = {} }: Command): Promise<void> {
    const answer = await this.withoutTrace(() => this.tell(who, mutation, { key: this.newKey(), ...rest, input }));
    expect(types).toContain(answer.__typename);
  }

  /**
   * Looks at what a step would do. Answers the figures, and the step with the token of what was shown or, as callers may,
   * without one; the token of other figures is refused. The token goes into the input, or `beside` it.
   */
  async look(
    preview: string,
    asked: object,
    command: Command & { readonly beside?: boolean },
  ): Promise<{ figures: Answer; command: Command }> {
    const figures = await this.tell(command.who, preview, { input: asked });
    const withToken = (token: string): Command =>
      command.beside
        ? { ...command, rest: { ...command.rest, token } }
        : { ...command, input: { ...command.input, token } };
    if (figures.token === undefined) return { figures, command };
    if (this.chance(4)) await this.refused(['StateConflict'], withToken('f'.repeat(32)));
    return { figures, command: this.chance(3) ? command : withToken(figures.token) };
  }

  async withoutTrace<T>(work: () => Promise<T>): Promise<T> {
    const { unitOfWork } = this.api.testDatabase;
    const before = await fingerprint(unitOfWork);
    const answer = await work();
    expect(await fingerprint(unitOfWork)).toEqual(before);
    return answer;
  }

  private async nonsense(who: string, mutation: string, variables: { readonly input: object }): Promise<void> {
    const { path, value } = this.pick(leavesOf(variables.input));
    const wrong = nonsenseFor(path, value);
    if (wrong.length === 0) return;
    const input = withLeaf(variables.input, path, this.pick(wrong));
    const answer = await this.withoutTrace(() => this.api.ask(who, mutation, { ...variables, input }));
    const said = answer.errors?.map(({ extensions }) => extensions.code) ?? [Object.values(answer.data)[0]];
    const isRefused = said.every((one) => one === 'BAD_USER_INPUT' || REFUSALS.includes((one as Answer).__typename));
    if (!isRefused) throw new Error(`nonsense was taken: ${JSON.stringify(input)}\n${JSON.stringify(answer)}`);
  }

  private async strange(who: string | undefined, mutation: string, variables: object): Promise<void> {
    if (who === undefined) return;
    const [theirs, nothing] = await this.withoutTrace(async () => [
      await this.tell(who, mutation, variables),
      await this.tell(who, mutation, aboutNothing(variables)),
    ]);
    expect(REFUSALS).toContain(theirs.__typename);
    expect(withoutIds(theirs)).toEqual(withoutIds(nothing));
  }

  /** Compares everything the model knows with what the API shows, and checks every invariant. */
  check(): Promise<void> {
    return checkWorld(this.api, this.model);
  }
}
