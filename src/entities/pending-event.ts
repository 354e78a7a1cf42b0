import { Entity, PrimaryColumn } from 'typeorm';

/** An event that has no position in the log yet. */
@Entity({ name: 'pending_event' })
export class PendingEvent {
  @PrimaryColumn({ name: 'event_id', type: 'text' })
  readonly eventId!: string;

  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  readonly ownerId!: string;
}
