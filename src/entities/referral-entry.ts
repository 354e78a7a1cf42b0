import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One line of an insurer's own record of a referral; never changed. */
@Entity({ name: 'referral_entry' })
export class ReferralEntry {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'referral_id', type: 'text' })
  readonly referralId!: string;

  @Column({ type: 'text' })
  readonly kind!: string;

  @Column({ name: 'key_id', type: 'text' })
  readonly keyId!: string;

  @Column({ type: 'text', nullable: true })
  readonly text!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  readonly terms!: unknown | null;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  readonly recordedAt!: Date;
}
