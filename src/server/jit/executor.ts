import {
  type DocumentNode,
  type ExecutionResult,
  execute as executeInterpreted,
  GraphQLError,
  GraphQLScalarType,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  valueFromAST,
} from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { resolveTypesByName } from './abstract-types.js';
import { type CoerceVariables, createCoercionCompiler } from './coercion.js';
import { isCompilable } from './compilable.js';
import { type Compiler, compilerIfLoaded } from './compiler.js';
import { conditionVariables, type Literal, passThroughScalar, specialise } from './specialise.js';
import { hideWrittenLists, type WithWriters, withWriters } from './written-lists.js';

export interface ExecutionRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly contextValue?: unknown;
  readonly rootValue?: unknown;
}

/** Runs a compiled operation with the variables it was prepared with. */
export type Ready = (contextValue: unknown, rootValue?: unknown) => ExecutionResult | Promise<ExecutionResult>;

export interface Executor {
  (request: ExecutionRequest): ExecutionResult | Promise<ExecutionResult>;
  /**
   * The execution of an operation that is compiled and whose variables are right; undefined for any other. Its data may
   * hold `WrittenJson`, which only `stringify` turns into text.
   */
  readonly ready: (request: ExecutionRequest) => Ready | undefined;
  /** Executions so far. */
  readonly counts: { readonly compiled: number; readonly interpreted: number };
}

interface Variant {
  readonly compiled: CompiledQuery;
  readonly literals: readonly Literal[];
  readonly writers: WithWriters['writers'];
}

/** Whether an answer is made of objects, or its long lists as text. */
type Form = 'OBJECTS' | 'TEXT';

/** What is known of one operation of one document. */
interface Plan {
  readonly operation: OperationDefinitionNode;
  readonly conditions: readonly string[];
  readonly compilable: boolean;
  readonly coerce: CoerceVariables;
  readonly variants: Map<string, Variant | undefined>;
  uses: number;
}

type Coerced = Readonly<Record<string, unknown>>;

interface Wanted {
  readonly document: DocumentNode;
  readonly plan: Plan;
  readonly values: Coerced;
  readonly form: Form;
}

/** Executions of an operation before it is compiled: a document sent once is not worth its compilation. */
const usesBeforeCompiling = 1;
/** Outcomes of `@skip` and `@include` that are compiled for one operation; others are interpreted. */
const maximumVariants = 8;
/** As graphql-js limits it. */
const maximumVariableErrors = 50;

const passThrough = new GraphQLScalarType({ name: passThroughScalar, parseValue: (value) => value });

// Variables are declared with a scalar that the real schema does not have; everything else is the real schema's.
const compilerSchema = (schema: GraphQLSchema): GraphQLSchema =>
  Object.assign(Object.create(schema) as GraphQLSchema, {
    getType: (name: string) => (name === passThroughScalar ? passThrough : schema.getType(name)),
  });

const isGraphQLJsError = (error: GraphQLError): boolean => error.constructor === GraphQLError;

// graphql-jit's errors lack `nodes` and may lack `extensions`, which Apollo reads without asking.
function ordinary(error: GraphQLError): GraphQLError {
  if (isGraphQLJsError(error)) return error;
  const same = new GraphQLError(error.message, {
    path: error.path,
    originalError: error.originalError,
    extensions: error.extensions,
  });
  if (error.locations !== undefined) {
    Object.defineProperty(same, 'locations', { value: error.locations, enumerable: true });
  }
  return same;
}

const withOrdinaryErrors = (result: ExecutionResult): ExecutionResult =>
  result.errors === undefined ? result : { ...result, errors: result.errors.map(ordinary) };

/**
 * Executes validated documents: interpreted by graphql-js the first time, compiled by graphql-jit from then on. What
 * graphql-jit would answer differently stays with graphql-js (see specialise.ts, compilable.ts, abstract-types.ts); a
 * property that is a function or a promise is called or awaited only where the field has a resolver of its own.
 * Plans live as long as their `DocumentNode`, so the document cache bounds them.
 */
export function createExecutor(schema: GraphQLSchema): Executor {
  resolveTypesByName(schema);
  hideWrittenLists(schema, passThrough);
  const compileAgainst = compilerSchema(schema);
  const compileCoercion = createCoercionCompiler(schema);
  const plans = new WeakMap<DocumentNode, Map<OperationDefinitionNode, Plan>>();

  const planFor = (document: DocumentNode, operation: OperationDefinitionNode): Plan => {
    const ofDocument = plans.get(document) ?? new Map<OperationDefinitionNode, Plan>();
    plans.set(document, ofDocument);
    const known = ofDocument.get(operation);
    if (known !== undefined) return known;
    const plan: Plan = {
      operation,
      conditions: conditionVariables(document),
      compilable: isCompilable(schema, document, operation),
      coerce: compileCoercion(operation),
      variants: new Map(),
      uses: 0,
    };
    ofDocument.set(operation, plan);
    return plan;
  };

  const compile = (compiler: Compiler, request: Wanted): Variant | undefined => {
    const { document, plan, values, form } = request;
    const special = specialise(schema, { document, operation: plan.operation }, (name) => values[name] === true);
    const { document: final, writers } =
      form === 'TEXT' ? withWriters(schema, special.document) : { document: special.document, writers: {} };
    const compiled = compiler.compileQuery(compileAgainst, final, undefined, { disablingCapturingStackErrors: true });
    return compiler.isCompiledQuery(compiled) ? { compiled, literals: special.literals, writers } : undefined;
  };

  const variantFor = (wanted: Wanted): Variant | undefined => {
    const { plan, values, form } = wanted;
    const key = form + plan.conditions.map((name) => (values[name] === true ? '1' : '0')).join('');
    if (plan.variants.has(key)) return plan.variants.get(key);
    if (plan.variants.size >= maximumVariants) return undefined;
    const compiler = compilerIfLoaded();
    if (compiler === undefined) return undefined;
    const variant = compile(compiler, wanted);
    plan.variants.set(key, variant);
    return variant;
  };

  const counts = { compiled: 0, interpreted: 0 };

  const interpret = ({ document, operationName, variables, contextValue, rootValue }: ExecutionRequest) => {
    counts.interpreted += 1;
    return executeInterpreted({ schema, document, operationName, variableValues: variables, contextValue, rootValue });
  };

  const planOf = ({ document, operationName }: ExecutionRequest): Plan | undefined => {
    const operation = getOperationAST(document, operationName);
    return operation === null || operation === undefined ? undefined : planFor(document, operation);
  };

  const isCompiled = (plan: Plan): boolean => plan.compilable && plan.uses >= usesBeforeCompiling;

  /** The compiled operation with its variables; undefined when it is to be interpreted. */
  const prepare = (wanted: Wanted): Ready | undefined => {
    const variant = variantFor(wanted);
    const values = variant && withMadeUp(wanted.values, variant);
    if (variant === undefined || values === undefined) return undefined;
    return (contextValue, rootValue) => {
      counts.compiled += 1;
      const result = variant.compiled.query(rootValue, contextValue, values);
      return result instanceof Promise ? result.then(withOrdinaryErrors) : withOrdinaryErrors(result);
    };
  };

  const execute = (request: ExecutionRequest): ExecutionResult | Promise<ExecutionResult> => {
    const { document, variables } = request;
    const plan = planOf(request);
    if (plan === undefined) return interpret(request);
    if (!isCompiled(plan)) {
      plan.uses += 1;
      return interpret(request);
    }
    const { coerced, errors } = getVariableValues(schema, plan.operation.variableDefinitions ?? [], variables ?? {}, {
      maxErrors: maximumVariableErrors,
    });
    if (errors !== undefined) return { errors };
    return (
      prepare({ plan, document, values: coerced, form: 'OBJECTS' })?.(request.contextValue, request.rootValue) ??
      interpret(request)
    );
  };

  const ready = (request: ExecutionRequest): Ready | undefined => {
    const plan = planOf(request);
    if (plan === undefined || !isCompiled(plan)) return undefined;
    const values = plan.coerce(request.variables ?? {});
    return values && prepare({ plan, document: request.document, values, form: 'TEXT' });
  };
  return Object.assign(execute, { counts, ready });
}

/** The variables together with the values of those made up for the compiler; undefined when a literal is invalid. */
function withMadeUp(coerced: Coerced, { literals, writers }: Variant): Record<string, unknown> | undefined {
  const values: Record<string, unknown> = { ...coerced, ...writers };
  for (const { name, value, type } of literals) {
    const literal = valueFromAST(value, type, coerced);
    if (literal === undefined) return undefined;
    values[name] = literal;
  }
  return values;
}
