import type { ExecutionResult } from 'graphql';
import { getOperationAST } from 'graphql';
import type { Admit } from './admission.js';
import { costExtension, Executed } from './apollo.js';
import type { DocumentCache } from './document-cache.js';
import type { Door, Visitor } from './door.js';
import type { Executor } from './jit/executor.js';
import { stringify } from './jit/written-json.js';
import type { OperationLimits } from './limits/limits.js';
import type { ContextFor } from './options.js';

export interface KnownOperationsOptions {
  readonly executor: Executor;
  readonly admit: Admit;
  readonly documents: DocumentCache;
  readonly door: Door;
  readonly limits: OperationLimits;
  readonly contextFor: ContextFor;
}

export interface KnownRequest {
  readonly body: unknown;
  readonly visitor: Visitor;
  readonly requestId: string;
}

/** The text of a good answer, or what was executed without one, which Apollo answers. */
export type KnownAnswer = string | Executed;

interface Params {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The parameters of an ordinary request; undefined for anything Apollo would have a word about. */
function paramsOf(body: unknown): Params | undefined {
  if (typeof body !== 'object' || body === null || !('query' in body) || 'extensions' in body) return undefined;
  const { query } = body;
  const operationName = ('operationName' in body ? body.operationName : undefined) ?? undefined;
  const variables = ('variables' in body ? body.variables : undefined) ?? {};
  if (typeof query !== 'string' || (operationName !== undefined && typeof operationName !== 'string')) return undefined;
  if (typeof variables !== 'object' || variables === null || Array.isArray(variables)) return undefined;
  return { query, operationName, variables: variables as Params['variables'] };
}

/**
 * The short way for operations that were parsed, validated and compiled before: the same checks, the same charge, the
 * same execution as through Apollo, without its pipeline. Only good answers are given here. Whatever is unusual goes
 * through Apollo before anything was taken or run (undefined), and a result with errors goes through Apollo to be
 * answered, so there is one place that knows how errors look.
 */
export function createKnownOperations(options: KnownOperationsOptions) {
  const { executor, admit, documents, door, limits, contextFor } = options;

  const answer = (result: ExecutionResult, price: number): KnownAnswer => {
    const { errors, data, extensions } = result;
    if (errors !== undefined || data === undefined || data === null) return new Executed(price, () => result);
    return stringify({ data, extensions: { ...extensions, cost: costExtension(price, limits) } });
  };

  return async ({ body, visitor, requestId }: KnownRequest): Promise<KnownAnswer | undefined> => {
    const params = paramsOf(body);
    const document = params && documents.ofSource(params.query);
    const { viewer } = visitor;
    if (document === undefined || params === undefined || viewer === undefined) return undefined;
    const { operationName, variables } = params;
    const operation = getOperationAST(document, operationName);
    if (operation === null || operation === undefined) return undefined;
    const { price, refused } = admit(visitor, { document, operation, variables });
    if (refused !== undefined || price === undefined) return undefined;
    const ready = executor.ready({ document, operationName, variables });
    if (ready === undefined) return undefined;
    const contextValue = await contextFor({ viewer, requestId });
    if (door.charge(visitor, price) !== undefined) return undefined;
    try {
      return answer(await ready(contextValue), price);
    } catch (error) {
      return new Executed(price, () => {
        throw error;
      });
    }
  };
}

export type KnownOperations = ReturnType<typeof createKnownOperations>;
