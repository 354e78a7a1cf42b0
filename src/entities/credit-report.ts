import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The figures of a bureau's report, by blind index: no name, no identity number. Append-only. */
@Entity({ name: 'credit_report' })
export class CreditReport {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'obligor_key', type: 'text' })
  readonly obligorKey!: string;

  @Column({ name: 'consent_id', type: 'text' })
  readonly consentId!: string;

  @Column({ name: 'reported_by', type: 'text' })
  readonly reportedBy!: string;

  @Column({ type: 'jsonb' })
  readonly figures!: unknown;

  @Column({ type: 'text', nullable: true })
  readonly identity!: string | null;

  @Column({ name: 'obtained_at', type: 'timestamptz' })
  readonly obtainedAt!: Date;
}
