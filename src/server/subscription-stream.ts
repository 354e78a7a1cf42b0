import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, type GraphQLError } from 'graphql';
import type { Executor } from './jit/executor.js';

/** What `onSubscribe` hands on: `freshContext` makes a context for each event, so that loaders never go stale. */
export interface SubscriptionArgs extends ExecutionArgs {
  readonly freshContext: () => object | Promise<object>;
}

/** A subscription that could not start; carries every error. */
export class SubscriptionRefused extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super('subscription refused');
  }
}

const isStream = (value: object): value is AsyncIterable<unknown> => Symbol.asyncIterator in value;

const ended: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * Executes the operation for each event. No async generator: its `return` would wait for the event that a quiet
 * subscription never gets, while this one passes `return` on to the source at once.
 */
class ResultStream implements AsyncGenerator<ExecutionResult, undefined, undefined> {
  private stopped = false;

  constructor(
    private readonly source: AsyncIterator<unknown>,
    private readonly resultOf: (event: unknown) => Promise<ExecutionResult>,
  ) {}

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.stopped) return ended;
    const event = await this.source.next();
    if (event.done === true || this.stopped) return ended;
    try {
      return { done: false, value: await this.resultOf(event.value) };
    } catch (error) {
      await this.return();
      throw error;
    }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.stopped = true;
    await this.source.return?.();
    return ended;
  }

  async throw(error: unknown): Promise<never> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}

/**
 * Starts a subscription.
 *
 * @throws SubscriptionRefused when the source cannot be opened; an error of the source itself comes out of `next`
 */
export async function openResultStream(
  args: SubscriptionArgs,
  executor: Executor,
): Promise<AsyncGenerator<ExecutionResult>> {
  const { document, operationName, variableValues, freshContext } = args;
  const source = await createSourceEventStream(args);
  if (!isStream(source)) throw new SubscriptionRefused(source.errors ?? []);
  return new ResultStream(source[Symbol.asyncIterator](), async (event) =>
    executor({
      document,
      operationName,
      variables: variableValues,
      rootValue: event,
      contextValue: await freshContext(),
    }),
  );
}

/** A stream that only fails: graphql-ws turns it into one `error` message. */
export async function* failing(error: unknown): AsyncGenerator<never, void, void> {
  yield* [];
  throw error;
}
