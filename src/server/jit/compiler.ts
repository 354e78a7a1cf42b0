import type { compileQuery, isCompiledQuery } from 'graphql-jit';
import { guardJitRuntime } from './runtime-guard.js';

export interface Compiler {
  readonly compileQuery: typeof compileQuery;
  readonly isCompiledQuery: typeof isCompiledQuery;
}

let loaded: Compiler | undefined;
let loading: Promise<Compiler> | undefined;

async function load(): Promise<Compiler> {
  const compiler: Compiler = await import('graphql-jit');
  guardJitRuntime();
  loaded = compiler;
  return compiler;
}

/**
 * Loads graphql-jit, once a process. It is a quarter of the time that loading the server takes, and nothing is compiled
 * before the second execution of an operation, so the start does not wait for it.
 */
export function loadCompiler(): Promise<Compiler> {
  loading ??= load();
  return loading;
}

/** The compiler when it is there; asks for it otherwise. */
export function compilerIfLoaded(): Compiler | undefined {
  // A failure to load is told by the next one who waits for it; operations are interpreted meanwhile.
  if (loaded === undefined) loadCompiler().catch(() => undefined);
  return loaded;
}
