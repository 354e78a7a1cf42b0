import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Bounds that an insurer agrees on the commission of a partner for each payout period. */
@Entity({ name: 'commission_agreement' })
export class CommissionAgreement {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'programme_id', type: 'text', nullable: true })
  readonly programmeId!: string | null;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ type: 'text' })
  readonly period!: 'MONTH' | 'QUARTER' | 'YEAR';

  @Column({ name: 'minimum_minor', type: 'bigint' })
  readonly minimumMinor!: bigint;

  @Column({ name: 'maximum_minor', type: 'bigint', nullable: true })
  readonly maximumMinor!: bigint | null;

  @Column({ name: 'from_on', type: 'date' })
  readonly fromOn!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;
}
