import { GraphQLError } from 'graphql';
import type { AuthCheckerFn } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import type { RequestContext } from './context.js';

/**
 * Checks `@Authorized(...roles)` at root fields; row-level security decides about rows. Without roles any key may ask.
 */
export const authorise: AuthCheckerFn<RequestContext, Role> = ({ context }, roles) => {
  if (roles.length === 0 || roles.includes(context.viewer.role)) return true;
  throw new GraphQLError(`A key of role ${context.viewer.role} may not do this.`, {
    extensions: { code: 'FORBIDDEN' },
  });
};
