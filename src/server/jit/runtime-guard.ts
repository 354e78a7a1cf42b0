import { createRequire } from 'node:module';

/**
 * graphql-jit 0.8 expects that completing a value never throws: a getter, an iterable or a type resolver that does would
 * end in an unhandled rejection and a request that never answers. It also puts the null of a rejected list item at the
 * end of the list instead of at the item's place. graphql-js answers an error at that very field. Here both become what
 * graphql-jit handles well: an `Error` as the value.
 */
type OnSuccess = (result: unknown) => void;
type OnError = (error: unknown) => void;

interface JitRuntime {
  handleResolverResult(context: unknown, value: unknown, onSuccess: OnSuccess, onError: OnError): void;
  handleListItemResult(context: unknown, item: unknown, onSuccess: OnSuccess, onError: OnError): void;
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

const guarded =
  (onSuccess: OnSuccess): OnSuccess =>
  (result) => {
    try {
      onSuccess(result);
    } catch (error) {
      onSuccess(asError(error));
    }
  };

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

const installed = Symbol.for('covergraph.jit.guarded');

/** Changes graphql-jit's runtime, once a process. */
export function guardJitRuntime(): void {
  // graphql-jit's ESM entry loads its CommonJS files, so this is the very object that compiled queries use.
  const requireBeside = createRequire(createRequire(import.meta.url).resolve('graphql-jit'));
  const { jitRuntime } = requireBeside('./runtime.js') as { jitRuntime: JitRuntime & { [installed]?: true } };
  if (jitRuntime[installed]) return;
  jitRuntime[installed] = true;
  const { handleResolverResult, handleListItemResult } = jitRuntime;
  jitRuntime.handleResolverResult = function guardedResult(context, value, onSuccess, onError) {
    handleResolverResult.call(this, context, value, guarded(onSuccess), onError);
  };
  jitRuntime.handleListItemResult = function guardedItem(context, item, onSuccess, onError) {
    const settled = isThenable(item) ? item.then(undefined, asError) : item;
    handleListItemResult.call(this, context, settled, guarded(onSuccess), onError);
  };
}
