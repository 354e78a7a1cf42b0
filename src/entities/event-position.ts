import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The place of an event in the log. */
@Entity({ name: 'event_position' })
export class EventPosition {
  @PrimaryColumn({ type: 'bigint' })
  readonly position!: bigint;

  @Column({ name: 'event_id', type: 'text' })
  readonly eventId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  readonly ownerId!: string;

  @Column({ name: 'insurer_id', type: 'text', nullable: true })
  readonly insurerId!: string | null;

  @Column({ name: 'lender_id', type: 'text', nullable: true })
  readonly lenderId!: string | null;

  /** Insurers that carry a part of what it is about, beside the leading one. */
  @Column({ name: 'follower_ids', type: 'text', array: true, nullable: true })
  readonly followerIds!: readonly string[] | null;

  @Column({ type: 'text' })
  readonly kind!: string;
}
