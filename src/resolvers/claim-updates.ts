import { Arg, Authorized, Resolver, Root, Subscription } from 'type-graphql';
import { claimFromSnapshot } from '../claims/claim-row.js';
import type { LoggedEvent } from '../events/event-log.js';
import { isToldTo } from '../events/told-to.js';
import type { Role, Viewer } from '../partners/viewer.js';
import { ClaimUpdate } from '../schema/claim.js';
import { ClaimUpdateFilter } from '../schema/claim-input.js';
import { GraphQLCursor } from '../schema/scalars.js';
import type { ClaimContext } from './claim-context.js';
import { claimView } from './views/claim-view.js';

interface ClaimUpdateArgs {
  readonly filter?: ClaimUpdateFilter | null;
  readonly after?: string | null;
}

interface ClaimPayload {
  readonly claim: { readonly status: string; readonly policyId: string };
}

const isParty = ({ role, organisationId }: Viewer, event: LoggedEvent): boolean =>
  role === 'OPERATOR' || isToldTo(event, organisationId);

/** Which events of the log this viewer is told about. */
function sees(viewer: Viewer, { statuses, policy }: ClaimUpdateFilter): (event: LoggedEvent) => boolean {
  return (event) => {
    if (event.subjectKind !== 'claim' || !isParty(viewer, event)) return false;
    const { claim } = event.payload as ClaimPayload;
    return (!statuses || statuses.includes(claim.status)) && (!policy || policy === claim.policyId);
  };
}

// The tail hands every subscriber the same event object, so its view is made once however many there are.
const views = new WeakMap<LoggedEvent, object>();

function updateView(event: LoggedEvent): object {
  const known = views.get(event);
  if (known) return known;
  const { claim } = event.payload as ClaimPayload;
  const view = {
    cursor: event.position,
    occurredAt: event.occurredAt,
    event: event.kind,
    claim: claimView(claimFromSnapshot(claim)),
  };
  views.set(event, view);
  return view;
}

function subscribeToClaims({ filter, after }: ClaimUpdateArgs, { viewer, services }: ClaimContext) {
  return services.tail.subscribe({
    sees: sees(viewer, filter ?? {}),
    ...(after ? { after: BigInt(after) } : {}),
    ...(viewer.role === 'OPERATOR' ? {} : { tenants: [viewer.organisationId] }),
  });
}

@Resolver()
export class ClaimUpdateResolver {
  @Authorized<Role>()
  @Subscription(() => ClaimUpdate, {
    description: 'Everything that happens to claims the key may see: first what came after the cursor, then live.',
    subscribe: ({ args, context }) => subscribeToClaims(args as ClaimUpdateArgs, context as ClaimContext),
  })
  claimUpdates(
    @Root() event: LoggedEvent,
    @Arg('filter', () => ClaimUpdateFilter, { nullable: true, description: 'Narrows what is told.' })
    _filter: ClaimUpdateFilter | null,
    @Arg('after', () => GraphQLCursor, {
      nullable: true,
      description: 'The last cursor that was seen; without it only what happens from now on.',
    })
    _after: string | null,
  ): object {
    return updateView(event);
  }
}
