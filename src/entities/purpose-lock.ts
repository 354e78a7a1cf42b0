import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The real thing a loan is for, locked while cover lives: HELD from the bind, VERIFIED from the activation, then RELEASED. */
@Entity({ name: 'purpose_lock' })
export class PurposeLock {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @Column({ type: 'text' })
  readonly scenario!: string;

  @Column({ type: 'text' })
  readonly key!: string;

  /** What people look it up by, in small letters: the key without whose number it is. */
  @Column({ type: 'text' })
  readonly reference!: string;

  @Column({ type: 'text' })
  readonly label!: string;

  @Column({ type: 'text' })
  readonly payee!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  readonly amountMinor!: bigint;

  @Column({ type: 'jsonb', nullable: true })
  readonly evidence!: unknown | null;

  @Column({ type: 'text' })
  readonly state!: string;

  @Column({ name: 'locked_at', type: 'timestamptz' })
  readonly lockedAt!: Date;

  @Column({ name: 'released_at', type: 'timestamptz', nullable: true })
  readonly releasedAt!: Date | null;
}
