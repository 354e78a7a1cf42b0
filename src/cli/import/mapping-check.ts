import { z } from 'zod';
import { type FieldIssue, issue } from '../../kernel/index.js';
import type { Gateway } from './gateway.js';
import type { InputPath, MappedField, Mapping, Rule } from './mapping.js';

const TYPE_QUERY = `query ImportMappingType($name: String!) {
  __type(name: $name) {
    kind
    enumValues { name }
    inputFields { name defaultValue type { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }
  }
}`;

interface TypeReference {
  readonly kind: string;
  readonly name: string | null;
  readonly ofType?: TypeReference | null | undefined;
}

const typeReference: z.ZodType<TypeReference> = z.lazy(() =>
  z.object({ kind: z.string(), name: z.string().nullable(), ofType: typeReference.nullish() }),
);
const typeSchema = z.object({
  kind: z.string(),
  enumValues: z.array(z.object({ name: z.string() })).nullish(),
  inputFields: z
    .array(z.object({ name: z.string(), defaultValue: z.string().nullish(), type: typeReference }))
    .nullish(),
});
type InputType = z.infer<typeof typeSchema>;

/** Input types of a gateway by name, each asked for once; undefined when it does not tell. */
type Types = (name: string) => Promise<InputType | undefined>;

function typesOf(gateway: Gateway): Types {
  const known = new Map<string, Promise<InputType | undefined>>();
  const ask = async (name: string): Promise<InputType | undefined> => {
    const answer = await gateway.ask(TYPE_QUERY, { name });
    return answer.ok ? typeSchema.safeParse(answer.data.__type).data : undefined;
  };
  return (name) => {
    const found = known.get(name) ?? ask(name);
    known.set(name, found);
    return found;
  };
}

const nullable = (type: TypeReference): TypeReference => (type.kind === 'NON_NULL' && type.ofType ? type.ofType : type);

type JsonKind = 'string' | 'number' | 'boolean';

function jsonKindOf(rule: Rule): JsonKind | undefined {
  if (rule === null) return undefined;
  if (typeof rule !== 'object') return typeof rule as JsonKind;
  if (!('column' in rule)) return 'string';
  if (rule.as === 'boolean') return 'boolean';
  return rule.as === 'integer' || rule.as === 'number' ? 'number' : 'string';
}

const wantedKind = (type: string): JsonKind => {
  if (type === 'Boolean') return 'boolean';
  return type === 'Int' || type === 'Float' ? 'number' : 'string';
};

async function leafIssue(field: MappedField, type: TypeReference, types: Types): Promise<FieldIssue | undefined> {
  const { path, rule } = field;
  const { name } = nullable(type);
  const kind = nullable(type).kind;
  if (kind === 'LIST' || kind === 'INPUT_OBJECT') {
    return issue(path, 'NOT_A_VALUE', `is ${name ?? 'a list'}: map what is inside it`);
  }
  if (rule === null) {
    return type.kind === 'NON_NULL' ? issue(path, 'MUST_NOT_BE_NULL', 'needs a value') : undefined;
  }
  const given = jsonKindOf(rule);
  const wanted = wantedKind(name ?? '');
  if (given !== wanted) return issue(path, 'WRONG_TYPE', `${name} wants a ${wanted}, the mapping gives a ${given}`);
  if (kind !== 'ENUM' || typeof rule !== 'string') return undefined;
  const values = (await types(name ?? ''))?.enumValues?.map((value) => value.name) ?? [rule];
  return values.includes(rule) ? undefined : issue(path, 'UNKNOWN_VALUE', `must be one of ${values.join(', ')}`);
}

async function pathIssue(field: MappedField, types: Types): Promise<FieldIssue | undefined> {
  let type: TypeReference = { kind: 'INPUT_OBJECT', name: ROOT };
  for (const step of field.steps) {
    const { kind, name, ofType } = nullable(type);
    if (typeof step === 'number') {
      if (kind !== 'LIST' || !ofType) return issue(field.path, 'NOT_A_LIST', `${name} is no list`);
      type = ofType;
      continue;
    }
    const fields = (await types(name ?? ''))?.inputFields ?? [];
    const found = fields.find((one) => one.name === step);
    if (!found) {
      return issue(
        field.path,
        'UNKNOWN_FIELD',
        `${name ?? 'this list'} has no ${step}: ${names(fields) || 'it has a position, [0]'}`,
      );
    }
    type = found.type;
  }
  return leafIssue(field, type, types);
}

const names = (fields: readonly { readonly name: string }[]): string => fields.map(({ name }) => name).join(', ');
const ROOT = 'QuoteCreateInput';

/** Required members that no path leads to, of every object that some path leads into. */
async function missingBelow(
  type: TypeReference,
  at: string,
  below: readonly InputPath[],
  types: Types,
): Promise<FieldIssue[]> {
  const { kind, name, ofType } = nullable(type);
  const found: FieldIssue[] = [];
  const under = (step: string | number): InputPath[] =>
    below.filter(([first]) => first === step).map(([, ...rest]) => rest);
  if (kind === 'LIST' && ofType) {
    const positions = new Set(below.flatMap(([first]) => (typeof first === 'number' ? [first] : [])));
    for (const position of positions) {
      found.push(...(await missingBelow(ofType, `${at}[${position}]`, under(position), types)));
    }
  }
  if (kind !== 'INPUT_OBJECT') return found;
  for (const field of (await types(name ?? ''))?.inputFields ?? []) {
    const path = at === '' ? field.name : `${at}.${field.name}`;
    const inside = under(field.name);
    if (inside.length > 0) found.push(...(await missingBelow(field.type, path, inside, types)));
    else if (field.type.kind === 'NON_NULL' && field.defaultValue == null) {
      found.push(issue(path, 'REQUIRED', 'is required and not mapped'));
    }
  }
  return found;
}

/**
 * Compares a mapping with what the gateway takes, so that a slip in it is told once and not by every row. Nothing to
 * say when the gateway does not describe itself.
 */
export async function checkMapping(mapping: Mapping, gateway: Gateway): Promise<readonly FieldIssue[]> {
  const types = typesOf(gateway);
  if (!(await types(ROOT))?.inputFields) return [];
  const issues: FieldIssue[] = [];
  for (const field of mapping.fields) {
    const found = await pathIssue(field, types);
    if (found) issues.push(found);
  }
  const paths = mapping.fields.map(({ steps }) => steps);
  return [...issues, ...(await missingBelow({ kind: 'INPUT_OBJECT', name: ROOT }, '', paths, types))];
}
