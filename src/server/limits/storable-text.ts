import { type ASTVisitor, GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import { refusal } from '../refusal.js';

/** NUL, which PostgreSQL's text cannot hold, and halves of surrogate pairs, which its jsonb refuses. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

const unstorable = (place: string) =>
  `${place} holds a character that cannot be stored (NUL or half a surrogate pair).`;

/** Refuses literals in the document that no database column could take. */
export const storableTextRule: ValidationRule = (context: ValidationContext): ASTVisitor => ({
  StringValue: (node) => {
    if (!UNSTORABLE.test(node.value)) return;
    context.reportError(
      new GraphQLError(unstorable('A text'), { nodes: node, extensions: { code: 'BAD_USER_INPUT' } }),
    );
  },
});

/** The same for variables: the refusal that names the first such text, or undefined. Never recursive, however deep. */
export function unstorableVariable(variables: Readonly<Record<string, unknown>>): GraphQLError | undefined {
  const left: [path: string, value: object][] = [['', variables]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [path, values] = next;
    for (const name of Object.keys(values)) {
      const value = (values as Readonly<Record<string, unknown>>)[name];
      if (typeof value === 'object' && value !== null) left.push([`${path}${name}.`, value]);
      else if (typeof value === 'string' && UNSTORABLE.test(value)) {
        return refusal(unstorable(`$${path}${name}`), { code: 'BAD_USER_INPUT', status: 400 });
      }
    }
  }
  return undefined;
}
