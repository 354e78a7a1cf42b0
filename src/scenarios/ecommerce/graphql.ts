import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { CurrencyCode } from '../../kernel/index.js';
import { InsuredRisk, type InsuredRiskView, Money, MoneyInput, moneyView } from '../contract/index.js';
import { type EcommerceRisk, OrderCategory, remainingQuantity } from './risk.js';

registerEnumType(OrderCategory, {
  name: 'OrderCategory',
  description: 'What kind of goods an order line is.',
  valuesConfig: {
    APPLIANCES: { description: 'Household appliances.' },
    ELECTRONICS: { description: 'Phones, computers, cameras: sold on easily.' },
    FASHION: { description: 'Clothing, shoes and bags.' },
    FURNITURE: { description: 'Furniture and furnishings.' },
    GIFT_CARD: { description: 'Gift cards and other stored value: as good as cash, not insured.' },
    JEWELLERY: { description: 'Jewellery and watches: sold on easily.' },
    SPORTS: { description: 'Sports and leisure goods.' },
    TRAVEL: { description: 'Journeys, stays and tickets.' },
    OTHER: { description: 'Anything else.' },
  },
});

@InputType({ description: 'One line of an order.' })
export class EcommerceOrderLineInput {
  @Field(() => String, { description: "The merchant's article number, unique within the order; 1 to 64 characters." })
  sku!: string;

  @Field(() => String, { description: 'What the buyer ordered, in words; 1 to 200 characters.' })
  description!: string;

  @Field(() => OrderCategory, { nullable: true, description: 'Kind of goods; absent counts as OTHER.' })
  category?: OrderCategory | null;

  @Field(() => Int, { description: 'Pieces, 1 to 10000.' })
  quantity!: number;

  @Field(() => MoneyInput, {
    description: 'Price of one piece after discounts, taxes included; above zero, in the currency of the loan.',
  })
  unitPrice!: MoneyInput;
}

@InputType({ description: 'The order a loan pays for.' })
export class EcommerceOrderInput {
  @Field(() => String, {
    description:
      "The merchant's order number, 1 to 64 characters. One order can be insured once; case and spaces do not count.",
  })
  merchantReference!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Reference of the seller that is paid, when the partner is a marketplace; 1 to 64 characters. Absent: the partner is paid.',
  })
  seller?: string | null;

  @Field(() => [EcommerceOrderLineInput], { description: '1 to 100 lines, each with its own sku.' })
  lines!: EcommerceOrderLineInput[];

  @Field(() => MoneyInput, {
    description: "What the buyer pays: exactly the sum of the lines' quantities times unit prices.",
  })
  total!: MoneyInput;

  @Field(() => String, { description: 'Where the goods go: ISO 3166-1 alpha-2 code, e.g. "DE".' })
  deliveryCountry!: string;
}

@InputType({ description: 'What the shop knows of the buyer; no names, no addresses.' })
export class EcommerceBuyerInput {
  @Field(() => Int, { description: "Days since the buyer's account was opened, 0 to 36500; 0 for a guest." })
  accountAgeDays!: number;

  @Field(() => Int, { description: 'Orders delivered and paid before this one, 0 to 100000.' })
  previousOrders!: number;

  @Field(() => Boolean, { description: 'Whether the delivery address is the billing address.' })
  deliveryMatchesBilling!: boolean;
}

@InputType({ description: 'A shop order paid in instalments.' })
export class EcommerceInput {
  @Field(() => EcommerceOrderInput, { description: 'The order.' })
  order!: EcommerceOrderInput;

  @Field(() => EcommerceBuyerInput, { description: 'The buyer, as the shop knows them.' })
  buyer!: EcommerceBuyerInput;
}

@ObjectType({ description: 'One line of an insured order.', simpleResolvers: true })
export class EcommerceOrderLine {
  @Field(() => String, { description: "The merchant's article number." })
  sku!: string;

  @Field(() => String, { description: 'What the buyer ordered.' })
  description!: string;

  @Field(() => OrderCategory, { description: 'Kind of goods.' })
  category!: OrderCategory;

  @Field(() => Int, { description: 'Pieces ordered.' })
  quantity!: number;

  @Field(() => Int, { description: 'Pieces returned so far, 0 to `quantity`.' })
  returnedQuantity!: number;

  @Field(() => Money, { description: 'Price of one piece.' })
  unitPrice!: Money;
}

@ObjectType({ description: 'The insured order.', implements: InsuredRisk, simpleResolvers: true })
export class EcommerceOrder extends InsuredRisk {
  @Field(() => String, { description: "The merchant's order number, in its normal form." })
  merchantReference!: string;

  @Field(() => String, { nullable: true, description: 'The seller that is paid; null: the partner itself.' })
  seller!: string | null;

  @Field(() => String, { description: 'Where the goods go: ISO 3166-1 alpha-2 code.' })
  deliveryCountry!: string;

  @Field(() => [EcommerceOrderLine], { description: '1 to 100 lines.' })
  lines!: EcommerceOrderLine[];

  @Field(() => Money, { description: 'Total of the order when it was made; returns do not change it.' })
  total!: Money;
}

export function orderView(risk: EcommerceRisk, currency: CurrencyCode): InsuredRiskView {
  const items = risk.lines.reduce((sum, line) => sum + remainingQuantity(line), 0);
  return {
    __typename: 'EcommerceOrder',
    summary: `${items} ${items === 1 ? 'item' : 'items'} from order ${risk.merchantReference}`,
    merchantReference: risk.merchantReference,
    seller: risk.seller,
    deliveryCountry: risk.deliveryCountry,
    lines: risk.lines.map((line) => ({ ...line, unitPrice: moneyView(line.unitPrice, currency) })),
    total: moneyView(risk.total, currency),
  };
}
