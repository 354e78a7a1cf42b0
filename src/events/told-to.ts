import type { LoggedEvent } from './event.js';

/** Whether an organisation is one of those an event is told to; the database shows it the same ones. */
export const isToldTo = ({ ownerId, insurerId, lenderId, followerIds }: LoggedEvent, organisationId: string): boolean =>
  [ownerId, insurerId, lenderId].includes(organisationId) || (followerIds?.includes(organisationId) ?? false);
