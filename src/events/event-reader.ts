import type { UnitOfWork } from '../database/unit-of-work.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { type LoggedEvent, readEvents } from './event-log.js';

export interface EventPage {
  readonly after: bigint;
  readonly limit: number;
  readonly kinds?: readonly string[] | null | undefined;
}

/** Pulls the log, each viewer its own slice. */
export class EventReader {
  constructor(private readonly units: UnitOfWork) {}

  page(viewer: Viewer, { after, limit, kinds }: EventPage): Promise<LoggedEvent[]> {
    const tenants = viewer.role === 'OPERATOR' ? {} : { tenants: [viewer.organisationId] };
    return this.units.run(
      scopeOf(viewer),
      (tx) => readEvents(tx, { after, limit, ...(kinds ? { kinds } : {}), ...tenants }),
      { readOnly: true },
    );
  }
}
