import type { z } from 'zod';

/** What the API makes of a checked shape: the same tree, with amounts, rates and free JSON told apart. */
export type Plan =
  | { readonly kind: 'OBJECT'; readonly name: string; readonly fields: readonly FieldPlan[] }
  | { readonly kind: 'LIST'; readonly of: Plan }
  | { readonly kind: 'ENUM'; readonly name: string; readonly values: readonly string[] }
  /** Minor units as text, shown as a decimal in currency units. */
  | { readonly kind: 'AMOUNT' }
  /** A number, shown as a decimal. */
  | { readonly kind: 'RATE' }
  | { readonly kind: 'DECIMAL' | 'CURRENCY' | 'TEXT' | 'INT' | 'FLAG' | 'JSON' };

export interface FieldPlan {
  /** Name in the stored value: `floorMinor`. */
  readonly stored: string;
  /** Name in the API, without the unit that the type says: `floor`. */
  readonly name: string;
  readonly description: string;
  /** Whether the stored value may be null, be missing, or is filled in when missing. */
  readonly nullable: boolean;
  readonly optional: boolean;
  readonly defaulted: boolean;
  readonly plan: Plan;
}

type Schema = z.core.$ZodType & { readonly description?: string | undefined; meta?(): Meta | undefined };
interface Meta {
  /** What the API shows instead of what the shape's own type suggests. */
  readonly api?: 'DECIMAL' | 'CURRENCY' | 'JSON';
}

/** `refund` within `ProductTerms` is the type `ProductTermsRefund`. */
const pascal = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const apiName = (stored: string): string => stored.replace(/Minor$/, '');

const metaOf = (schema: Schema): Meta => schema.meta?.() ?? {};

interface Peeled {
  readonly inner: Schema;
  readonly description: string | undefined;
  readonly nullable: boolean;
  readonly optional: boolean;
  readonly defaulted: boolean;
}

const WRAPPERS: readonly string[] = ['nullable', 'optional', 'default', 'prefault', 'readonly'];

function peeled(schema: Schema): Peeled {
  const { type, innerType } = schema._zod.def as { readonly type: string; readonly innerType?: Schema };
  const { description } = schema;
  if (!innerType || !WRAPPERS.includes(type)) {
    return { inner: schema, description, nullable: false, optional: false, defaulted: false };
  }
  const rest = peeled(innerType);
  return {
    inner: rest.inner,
    description: description ?? rest.description,
    nullable: rest.nullable || type === 'nullable',
    optional: rest.optional || type === 'optional',
    defaulted: rest.defaulted || type === 'default' || type === 'prefault',
  };
}

type Fields = Readonly<Record<string, Schema>>;

function fieldsOf(owner: string, shape: Fields): FieldPlan[] {
  return Object.entries(shape).map(([stored, schema]) => {
    const { inner, description = '', nullable, optional, defaulted } = peeled(schema);
    const name = apiName(stored);
    return {
      stored,
      name,
      description,
      nullable,
      optional,
      defaulted,
      plan: planOf(`${owner}${pascal(name)}`, stored, inner),
    };
  });
}

/** Alternatives told apart by `kind` become one object: every member that is not in all of them may be absent. */
function unionFields(owner: string, options: readonly Schema[]): FieldPlan[] {
  const shapes = options.map((option) => shapeOf(option));
  const kinds = shapes.flatMap(({ kind }) => (kind ? ((kind._zod.def as { values?: string[] }).values ?? []) : []));
  const fields = new Map(shapes.flatMap((shape) => fieldsOf(owner, shape)).map((field) => [field.name, field]));
  return [...fields.values()].map((field) =>
    field.stored === 'kind'
      ? { ...field, description: 'Which of them.', plan: { kind: 'ENUM', name: `${owner}Kind`, values: kinds } }
      : { ...field, optional: field.optional || shapes.some((shape) => !(field.stored in shape)) },
  );
}

const shapeOf = (schema: Schema): Fields => (schema._zod.def as unknown as { readonly shape: Fields }).shape;

function textPlan(stored: string, schema: Schema): Plan {
  const { api } = metaOf(schema);
  if (api) return { kind: api };
  return { kind: stored.endsWith('Minor') ? 'AMOUNT' : 'TEXT' };
}

function planOf(name: string, stored: string, schema: Schema): Plan {
  const def = schema._zod.def as unknown as {
    readonly type: string;
    readonly element: Schema;
    readonly options: readonly Schema[];
    readonly entries: Readonly<Record<string, string>>;
    readonly format?: string;
  };
  if (metaOf(schema).api === 'JSON') return { kind: 'JSON' };
  switch (def.type) {
    case 'object':
      return { kind: 'OBJECT', name, fields: fieldsOf(name, shapeOf(schema)) };
    case 'union':
      return { kind: 'OBJECT', name, fields: unionFields(name, def.options) };
    case 'array':
      return { kind: 'LIST', of: planOf(name, stored, peeled(def.element).inner) };
    case 'enum':
      return { kind: 'ENUM', name, values: Object.values(def.entries) };
    case 'boolean':
      return { kind: 'FLAG' };
    case 'number':
      return { kind: def.format === 'safeint' ? 'INT' : 'RATE' };
    case 'string':
    case 'literal':
      return textPlan(stored, schema);
    case 'custom':
      return { kind: 'JSON' };
    default:
      throw new TypeError(`${name}: the API has no form for a ${def.type}`);
  }
}

/** The plan of a whole shape, whose types begin with `name`. */
export const planOfShape = (name: string, schema: z.core.$ZodType): Plan & { kind: 'OBJECT' } => {
  const plan = planOf(name, '', schema as Schema);
  if (plan.kind !== 'OBJECT') throw new TypeError(`${name} is no object`);
  return plan;
};
