import { Arg, Authorized, Resolver, Root, Subscription } from 'type-graphql';
import type { LoggedEvent } from '../events/event-log.js';
import type { Role, Viewer } from '../partners/viewer.js';
import { QuoteUpdate, QuoteUpdateFilter } from '../schema/quote-update.js';
import { GraphQLCursor } from '../schema/scalars.js';
import type { RequestContext } from './context.js';

interface QuoteUpdateArgs {
  readonly filter?: QuoteUpdateFilter | null;
  readonly after?: string | null;
}

const quoteOf = ({ kind, subjectKind, subjectId, payload }: LoggedEvent): string | undefined => {
  if (subjectKind === 'quote') return subjectId;
  const isAbout = subjectKind === 'referral' || kind === 'policy.bound';
  return isAbout ? (payload as { readonly quote?: string }).quote : undefined;
};

/** Which events of the log this viewer is told about. */
function sees({ role, organisationId }: Viewer, { events, quote }: QuoteUpdateFilter): (event: LoggedEvent) => boolean {
  return (event) => {
    const about = quoteOf(event);
    if (!about || (quote && quote !== about) || (events && !events.includes(event.kind))) return false;
    return role === 'OPERATOR' || event.ownerId === organisationId || event.insurerId === organisationId;
  };
}

function subscribeToQuotes({ filter, after }: QuoteUpdateArgs, { viewer, services }: RequestContext) {
  return services.tail.subscribe({
    sees: sees(viewer, filter ?? {}),
    ...(after ? { after: BigInt(after) } : {}),
    ...(viewer.role === 'OPERATOR' ? {} : { tenants: [viewer.organisationId] }),
  });
}

@Resolver()
export class QuoteUpdateResolver {
  @Authorized<Role>()
  @Subscription(() => QuoteUpdate, {
    description:
      'Everything that happens to quotes and referrals the key may see: first what came after the cursor, then live.',
    subscribe: ({ args, context }) => subscribeToQuotes(args as QuoteUpdateArgs, context as RequestContext),
  })
  quoteUpdates(
    @Root() event: LoggedEvent,
    @Arg('filter', () => QuoteUpdateFilter, { nullable: true, description: 'Narrows what is told.' })
    _filter: QuoteUpdateFilter | null,
    @Arg('after', () => GraphQLCursor, {
      nullable: true,
      description: 'The last cursor that was seen; without it only what happens from now on.',
    })
    _after: string | null,
  ): object {
    const { position, occurredAt, kind, subjectKind, subjectId } = event;
    return {
      cursor: position,
      occurredAt,
      event: kind,
      quoteId: quoteOf(event),
      referralId: subjectKind === 'referral' ? subjectId : null,
      policyId: subjectKind === 'policy' ? subjectId : null,
    };
  }
}
