import { systemScope, type Transaction, tenantScope, type UnitOfWork } from '../../src/database/unit-of-work.js';
import { appendEvents, type LoggedEvent, type NewEvent, readEvents } from '../../src/events/event-log.js';
import { newId } from '../../src/kernel/index.js';

/** An event of `ownerId` that says nothing in particular. */
export const someEvent = (ownerId: string, details: Partial<NewEvent> = {}): NewEvent => ({
  kind: 'test.happened',
  ownerId,
  subjectKind: 'POLICY',
  subjectId: newId('policy'),
  payload: {},
  occurredAt: new Date('2026-03-01T12:00:00Z'),
  cause: 'test',
  ...details,
});

/** Appends one event in a unit of its own. */
export const append = (unitOfWork: UnitOfWork, event: NewEvent): Promise<readonly string[]> =>
  unitOfWork.run(tenantScope(event.ownerId), (tx) => appendEvents(tx, [event]));

/** The whole log. */
export const wholeLog = (unitOfWork: UnitOfWork): Promise<LoggedEvent[]> =>
  unitOfWork.run(systemScope, (tx: Transaction) => readEvents(tx, { after: 0n, limit: 1_000_000 }));

/** 1n, 2n, ... up to `last`. */
export const positionsUpTo = (last: number): bigint[] => Array.from({ length: last }, (_, at) => BigInt(at + 1));
