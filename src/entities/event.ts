import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that happened, told to everybody concerned. */
@Entity({ name: 'event' })
export class Event {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'owner_id', type: 'text' })
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

  @Column({ name: 'subject_kind', type: 'text' })
  readonly subjectKind!: string;

  @Column({ name: 'subject_id', type: 'text' })
  readonly subjectId!: string;

  @Column({ type: 'jsonb' })
  readonly payload!: unknown;

  @Column({ name: 'occurred_at', type: 'timestamptz' })
  readonly occurredAt!: Date;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;

  @Column({ type: 'text' })
  readonly cause!: string;

  @Column({ type: 'text', nullable: true })
  readonly module!: string | null;

  @Column({ name: 'module_version', type: 'text', nullable: true })
  readonly moduleVersion!: string | null;
}
