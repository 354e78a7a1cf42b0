import { GraphQLError } from 'graphql';
import { Arg, Authorized, Ctx, Int, Query, Resolver } from 'type-graphql';
import type { LoggedEvent } from '../events/event-log.js';
import type { Role } from '../partners/viewer.js';
import { LogEventPage } from '../schema/event.js';
import { GraphQLCursor } from '../schema/scalars.js';
import type { RequestContext } from './context.js';

const MAX_EVENTS = 100;

const eventView = (event: LoggedEvent) => ({
  cursor: event.position,
  id: event.id,
  kind: event.kind,
  subjectKind: event.subjectKind,
  subjectId: event.subjectId,
  occurredAt: event.occurredAt,
  cause: event.cause,
  payload: event.payload,
});

@Resolver()
export class EventResolver {
  @Authorized<Role>()
  @Query(() => LogEventPage, { description: 'The event log, pulled: the same events and cursors as subscriptions.' })
  async events(
    @Arg('after', () => GraphQLCursor, { description: 'Only what came after; "0" from the beginning.' }) after: string,
    @Arg('first', () => Int, { description: 'Events at most, 1 to 100.' }) first: number,
    @Arg('kinds', () => [String], { nullable: true, description: 'Only these kinds.' }) kinds: string[] | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    if (first < 1 || first > MAX_EVENTS) {
      throw new GraphQLError(`A page has 1 to ${MAX_EVENTS} events.`, { extensions: { code: 'BAD_USER_INPUT' } });
    }
    const events = await services.eventReader.page(viewer, { after: BigInt(after), limit: first, kinds });
    return {
      events: events.map(eventView),
      endCursor: events.at(-1)?.position ?? BigInt(after),
      hasMore: events.length === first,
    };
  }
}
