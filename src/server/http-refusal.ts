import type { FastifyRequest } from 'fastify';
import type { FieldIssue, Refusal } from '../kernel/index.js';
import { refusal } from './refusal.js';

const CODES: Readonly<Record<string, { code: string; status: number }>> = {
  NotFound: { code: 'NOT_FOUND', status: 404 },
  IdempotencyConflict: { code: 'IDEMPOTENCY_CONFLICT', status: 409 },
  StateConflict: { code: 'STATE_CONFLICT', status: 409 },
};

/** Where HTTP says what a service knows by another name. */
const HEADERS: Readonly<Record<string, string>> = {
  idempotencyKey: 'Idempotency-Key',
  fileName: 'X-File-Name',
  mediaType: 'Content-Type',
  digest: 'Content-Digest',
};

const withHeader = (issue: FieldIssue): object => {
  const header = HEADERS[issue.path];
  return header ? { ...issue, header } : issue;
};

/** What a refusal of a service is in HTTP. */
export function httpRefusal(problem: Refusal): Error {
  const details =
    problem.problem === 'InvalidInput'
      ? { issues: problem.issues.map(withHeader) }
      : problem.problem === 'StateConflict'
        ? { state: problem.from }
        : {};
  const { code, status } = CODES[problem.problem] ?? { code: 'BAD_USER_INPUT', status: 422 };
  return refusal(problem.message, { code, status, details });
}

export const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};
