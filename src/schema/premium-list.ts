import { Field, ID, InputType } from 'type-graphql';
import { PremiumInvoiceKindEnum } from './premium-invoice.js';
import { GraphQLCalendarDate, GraphQLCurrencyCode } from './scalars.js';

@InputType({ description: 'Narrows a list of invoices and credit notes; every member given must hold.' })
export class PremiumInvoiceFilter {
  @Field(() => PremiumInvoiceKindEnum, { nullable: true, description: 'Whether they ask for premium or give it back.' })
  kind?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether something of them is still to be settled.' })
  isOpen?: boolean | null;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'Due on that day or later.' })
  dueFrom?: string | null;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'Due on that day or earlier.' })
  dueBy?: string | null;

  @Field(() => GraphQLCurrencyCode, { nullable: true, description: 'In this currency.' })
  currency?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this policy.' })
  policy?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of policies sold by this partner.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of loans owed to this lender now.' })
  lender?: string | null;

  @Field(() => ID, { nullable: true, description: 'Asked for by this insurer.' })
  insurer?: string | null;
}

@InputType({ description: 'Narrows a list of payments; every member given must hold.' })
export class PremiumPaymentFilter {
  @Field(() => String, { nullable: true, description: "The bank's reference, exactly." })
  reference?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether something of them is a deposit still.' })
  hasDeposit?: boolean | null;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'Received on that day or later.' })
  receivedFrom?: string | null;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'Received on that day or earlier.' })
  receivedBy?: string | null;

  @Field(() => GraphQLCurrencyCode, { nullable: true, description: 'In this currency.' })
  currency?: string | null;

  @Field(() => ID, { nullable: true, description: 'From this partner.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'To this insurer.' })
  insurer?: string | null;
}
