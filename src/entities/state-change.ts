import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One transition of any state machine. */
@Entity({ name: 'state_change' })
export class StateChange {
  @PrimaryColumn({ type: 'bigint', generated: 'identity' })
  readonly id!: bigint;

  @Column({ type: 'text' })
  readonly machine!: string;

  @Column({ name: 'subject_id', type: 'text' })
  readonly subjectId!: string;

  @Column({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text', nullable: true })
  readonly insurerId!: string | null;

  @Column({ name: 'lender_id', type: 'text', nullable: true })
  readonly lenderId!: string | null;

  @Column({ name: 'from_state', type: 'text' })
  readonly fromState!: string;

  @Column({ name: 'to_state', type: 'text' })
  readonly toState!: string;

  @Column({ type: 'text' })
  readonly cause!: string;

  @Column({ name: 'occurred_at', type: 'timestamptz' })
  readonly occurredAt!: Date;
}
