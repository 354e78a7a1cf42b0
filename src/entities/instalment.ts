import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One instalment of the schedule in force, with what was paid on it. */
@Entity({ name: 'instalment' })
export class Instalment {
  @PrimaryColumn({ name: 'loan_id', type: 'text' })
  readonly loanId!: string;

  @PrimaryColumn({ type: 'integer' })
  readonly number!: number;

  @PrimaryColumn({ name: 'partner_id', type: 'text' })
  readonly partnerId!: string;

  @Column({ name: 'insurer_id', type: 'text' })
  readonly insurerId!: string;

  @Column({ name: 'lender_id', type: 'text' })
  readonly lenderId!: string;

  @Column({ name: 'due_on', type: 'date' })
  readonly dueOn!: string;

  @Column({ name: 'principal_minor', type: 'bigint' })
  readonly principalMinor!: bigint;

  @Column({ name: 'interest_minor', type: 'bigint' })
  readonly interestMinor!: bigint;

  @Column({ name: 'paid_principal_minor', type: 'bigint' })
  readonly paidPrincipalMinor!: bigint;

  @Column({ name: 'paid_interest_minor', type: 'bigint' })
  readonly paidInterestMinor!: bigint;
}
