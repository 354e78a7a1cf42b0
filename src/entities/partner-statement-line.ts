import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one journal does to a statement. */
@Entity({ name: 'partner_statement_line' })
export class PartnerStatementLine {
  @PrimaryColumn({ name: 'statement_id', type: 'text' })
  readonly statementId!: string;

  @PrimaryColumn({ name: 'journal_id', type: 'text' })
  readonly journalId!: string;

  @PrimaryColumn({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'premium_minor', type: 'bigint' })
  readonly premiumMinor!: bigint;

  @Column({ name: 'refund_minor', type: 'bigint' })
  readonly refundMinor!: bigint;

  @Column({ name: 'commission_minor', type: 'bigint' })
  readonly commissionMinor!: bigint;

  @Column({ name: 'received_minor', type: 'bigint' })
  readonly receivedMinor!: bigint;

  @Column({ name: 'claims_paid_minor', type: 'bigint' })
  readonly claimsPaidMinor!: bigint;
}
