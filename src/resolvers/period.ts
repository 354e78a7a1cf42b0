import { GraphQLError } from 'graphql';

/** @throws GraphQLError `BAD_USER_INPUT` when a period that a query asks for ends before it begins */
export function mustBeInOrder(from: string | null, to: string | null): void {
  if (!from || !to || from <= to) return;
  const issues = [{ path: 'from', code: 'DATE_ORDER', message: 'must not be after the last day' }];
  throw new GraphQLError('`from` is after `to`.', { extensions: { code: 'BAD_USER_INPUT', issues } });
}
