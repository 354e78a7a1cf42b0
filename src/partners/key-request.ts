import type { KeyRequest } from './key-service.js';
import type { OrganisationKind, Role } from './viewer.js';

const MAX_NAME_LENGTH = 100;

/** Which organisations a role is for. A key of another kind would act for somebody it does not belong to. */
const KINDS_OF: Readonly<Record<Role, readonly OrganisationKind[]>> = {
  PARTNER: ['PARTNER', 'LENDER'],
  INSURER_UNDERWRITER: ['INSURER'],
  INSURER_CLAIMS: ['INSURER'],
  DASHBOARD: ['PARTNER', 'LENDER', 'INSURER'],
  OPERATOR: ['OPERATOR'],
};

const DECIDES: readonly Role[] = ['INSURER_UNDERWRITER', 'INSURER_CLAIMS'];
const HIGHEST_LEVEL = 9;

export interface KeyProblem {
  readonly code: 'BAD_USER_INPUT' | 'NOT_FOUND';
  readonly path: string;
  readonly message: string;
}

/** What is wrong with a request for a key, or undefined. `owner` is absent when there is no such organisation. */
export function keyRequestProblem(
  { role, name, expiresAt, authorityLevel = 0 }: Omit<KeyRequest, 'organisationId'>,
  owner: { readonly kind: string } | undefined,
  now: Date,
): KeyProblem | undefined {
  const bad = (path: string, message: string): KeyProblem => ({ code: 'BAD_USER_INPUT', path, message });
  if (!owner) return { code: 'NOT_FOUND', path: 'input.organisation', message: 'names no organisation' };
  if (!KINDS_OF[role].some((kind) => kind === owner.kind)) {
    return bad('input.role', `${role} is not for an organisation of kind ${owner.kind}`);
  }
  const length = name.trim().length;
  if (length < 1 || length > MAX_NAME_LENGTH) {
    return bad('input.name', `must have 1 to ${MAX_NAME_LENGTH} characters`);
  }
  if (!(Number.isInteger(authorityLevel) && authorityLevel >= 0 && authorityLevel <= HIGHEST_LEVEL)) {
    return bad('input.authorityLevel', `must be 0 to ${HIGHEST_LEVEL}`);
  }
  if (authorityLevel > 0 && !DECIDES.includes(role))
    return bad('input.authorityLevel', `${role} decides nothing by hand`);
  return expiresAt && expiresAt <= now ? bad('input.expiresAt', 'must be in the future') : undefined;
}
