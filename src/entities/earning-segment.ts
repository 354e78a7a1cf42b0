import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Days over which a part of a policy's premium is earned, and what is earned with it. */
@Entity({ name: 'earning_segment' })
export class EarningSegment {
  @PrimaryColumn({ name: 'policy_id', type: 'text' })
  readonly policyId!: string;

  @PrimaryColumn({ type: 'integer' })
  readonly number!: number;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ name: 'programme_id', type: 'text' })
  readonly programmeId!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'booked_on', type: 'date' })
  readonly bookedOn!: string;

  @Column({ name: 'from_on', type: 'date' })
  readonly fromOn!: string;

  @Column({ name: 'to_on', type: 'date' })
  readonly toOn!: string;

  @Column({ name: 'premium_minor', type: 'bigint' })
  readonly premiumMinor!: bigint;

  @Column({ name: 'commission_minor', type: 'bigint' })
  readonly commissionMinor!: bigint;

  @Column({ name: 'ceded_minor', type: 'bigint' })
  readonly cededMinor!: bigint;

  @Column({ name: 'ceding_commission_minor', type: 'bigint' })
  readonly cedingCommissionMinor!: bigint;
}
