import type { z } from 'zod';
import { type FieldIssue, issue } from '../kernel/index.js';

/** `['authority', 'claims', 0]` is `authority.claims[0]`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');

function codeOf(problem: z.core.$ZodIssue): string {
  switch (problem.code) {
    case 'custom':
      return typeof problem.params?.code === 'string' ? problem.params.code : 'INVALID_TERMS';
    case 'invalid_type':
      return problem.message.endsWith('received undefined') ? 'REQUIRED' : 'WRONG_TYPE';
    case 'invalid_value':
    case 'invalid_union':
      return 'UNKNOWN_VALUE';
    case 'too_small':
    case 'too_big':
      return 'OUT_OF_RANGE';
    case 'invalid_format':
    case 'invalid_key':
      return 'MALFORMED';
    default:
      return 'INVALID_TERMS';
  }
}

/** What is wrong in our words; where the shape says nothing of its own, in those of the library. */
const messageOf = (problem: z.core.$ZodIssue): string =>
  problem.code === 'invalid_type' && codeOf(problem) === 'REQUIRED' ? 'is needed' : problem.message;

/** What a shape found wrong, one issue for each place, as the API tells it. */
export const problemsOf = (error: z.ZodError): readonly FieldIssue[] =>
  error.issues.flatMap((problem) =>
    problem.code === 'unrecognized_keys'
      ? problem.keys.map((key) => issue(pathText([...problem.path, key]), 'UNKNOWN_FIELD', 'there is no such field'))
      : [issue(pathText(problem.path), codeOf(problem), messageOf(problem))],
  );
