import type { CurrencyCode } from '../../kernel/index.js';
import { minorOf } from '../contract/index.js';

export const OrderCategory = {
  APPLIANCES: 'APPLIANCES',
  ELECTRONICS: 'ELECTRONICS',
  FASHION: 'FASHION',
  FURNITURE: 'FURNITURE',
  GIFT_CARD: 'GIFT_CARD',
  JEWELLERY: 'JEWELLERY',
  SPORTS: 'SPORTS',
  TRAVEL: 'TRAVEL',
  OTHER: 'OTHER',
} as const;
export type OrderCategory = keyof typeof OrderCategory;

export type OrderLine = {
  readonly sku: string;
  readonly description: string;
  readonly category: OrderCategory;
  readonly quantity: number;
  readonly returnedQuantity: number;
  readonly unitPrice: string;
};

/** Amounts are decimal text in the loan's currency. */
export type EcommerceRisk = {
  readonly partner: string;
  readonly merchantReference: string;
  readonly seller: string | null;
  readonly deliveryCountry: string;
  readonly lines: readonly OrderLine[];
  readonly total: string;
  readonly buyer: {
    readonly accountAgeDays: number;
    readonly previousOrders: number;
    readonly deliveryMatchesBilling: boolean;
  };
};

/** Nothing to gather: the order itself says it all. */
export type EcommerceFacts = Record<string, never>;

export const MAX_LINES = 100;
export const MAX_QUANTITY = 10_000;

export const remainingQuantity = (line: OrderLine): number => line.quantity - line.returnedQuantity;

/** Value of `quantity` pieces in minor units. */
export const lineValueMinor = (line: OrderLine, quantity: number, currency: CurrencyCode): bigint =>
  minorOf(line.unitPrice, currency) * BigInt(quantity);
