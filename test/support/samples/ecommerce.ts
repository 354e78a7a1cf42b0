import { currencyCode } from '../../../src/kernel/index.js';
import type { ScenarioSamples } from '../../../src/scenarios/conformance.js';
import type { EcommerceInput } from '../../../src/scenarios/ecommerce/graphql.js';
import { eur, loanOf, PARTNER } from './loan.js';

/** A sofa and two lamps for 1,249.90 EUR, bought by somebody the shop knows. */
export const sofaOrder: EcommerceInput = {
  order: {
    merchantReference: 'A-1009',
    lines: [
      { sku: 'SOFA-3', description: 'Three-seat sofa', category: 'FURNITURE', quantity: 1, unitPrice: eur('1090.00') },
      { sku: 'LAMP-7', description: 'Floor lamp', category: 'FURNITURE', quantity: 2, unitPrice: eur('79.95') },
    ],
    total: eur('1249.90'),
    deliveryCountry: 'DE',
  },
  buyer: { accountAgeDays: 730, previousOrders: 6, deliveryMatchesBilling: true },
};

/** A phone for 999.00 EUR, ordered by a stranger to another address: a person should look. */
export const phoneOrder: EcommerceInput = {
  order: {
    merchantReference: 'B 77/2026',
    seller: 'Fön-Laden 12',
    lines: [
      { sku: 'PHONE-X', description: 'Phone, 256 GB', category: 'ELECTRONICS', quantity: 1, unitPrice: eur('999.00') },
    ],
    total: eur('999.00'),
    deliveryCountry: 'AT',
  },
  buyer: { accountAgeDays: 0, previousOrders: 0, deliveryMatchesBilling: false },
};

export const yenOrder: EcommerceInput = {
  order: {
    merchantReference: '注文-0042',
    lines: [{ sku: '椅子', description: '木の椅子', quantity: 3, unitPrice: { amount: '33333', currency: 'JPY' } }],
    total: { amount: '99999', currency: 'JPY' },
    deliveryCountry: 'jp',
  },
  buyer: { accountAgeDays: 45, previousOrders: 1, deliveryMatchesBilling: true },
};

export const sofaLoan = loanOf({ principalMinor: 124_990n });

export const ecommerceSamples: ScenarioSamples<EcommerceInput> = {
  valid: [
    {
      name: 'a sofa and two lamps',
      input: sofaOrder,
      loan: sofaLoan,
      evidence: { reference: 'A-1009', payee: PARTNER, kind: 'DELIVERY_CONFIRMATION' },
      aliases: [
        { ...sofaOrder, order: { ...sofaOrder.order, merchantReference: '  a-1009 ' } },
        { ...sofaOrder, order: { ...sofaOrder.order, merchantReference: 'A – 1009' } },
        { ...sofaOrder, order: { ...sofaOrder.order, merchantReference: 'Ａ-１００９' } },
      ],
      changes: [
        { change: 'orderReturn', input: { lines: [{ sku: 'lamp-7', quantity: 1 }] }, expected: 7_995n },
        {
          change: 'orderReturn',
          input: {
            lines: [
              { sku: 'LAMP-7', quantity: 2 },
              { sku: 'BED-1', quantity: 1 },
            ],
          },
          expected: [
            { path: 'lines[0].quantity', code: 'MORE_THAN_ORDERED' },
            { path: 'lines[1].sku', code: 'UNKNOWN_SKU' },
          ],
        },
        {
          change: 'orderReturn',
          input: {
            lines: [
              { sku: 'LAMP-7', quantity: 1 },
              { sku: ' LAMP-7', quantity: 1 },
            ],
          },
          expected: [{ path: 'lines[1].sku', code: 'DUPLICATE_SKU' }],
        },
        {
          change: 'orderReturn',
          input: {
            lines: [
              { sku: 'LAMP-7', quantity: 1 },
              { sku: 'SOFA-3', quantity: 1 },
            ],
          },
          expected: 116_995n,
        },
      ],
    },
    {
      name: 'a phone for a stranger, half of it financed',
      input: phoneOrder,
      loan: loanOf({ principalMinor: 49_950n, instalments: 6, method: 'ZERO_INTEREST', annualRate: '0' }),
      evidence: { reference: 'B77/2026', payee: 'fön-laden 12', kind: 'INVOICE' },
      changes: [
        { change: 'orderReturn', input: { lines: [{ sku: 'PHONE-X', quantity: 1 }] }, expected: 49_950n },
        {
          change: 'orderReturn',
          input: { lines: [{ sku: 'PHONE-X', quantity: 1 }] },
          expected: [{ path: 'lines[0].quantity', code: 'MORE_THAN_ORDERED' }],
        },
      ],
    },
    {
      name: 'three chairs in yen, a third of each financed',
      input: yenOrder,
      loan: loanOf({ currency: currencyCode('JPY'), principalMinor: 50_000n }),
      evidence: { reference: '注文-0042', payee: PARTNER, kind: 'ORDER_CONFIRMATION' },
      changes: [
        // 33333 x 50000 / 99999 = 16666.67; of two 33333.33, of three 50000: the parts add up to the principal.
        { change: 'orderReturn', input: { lines: [{ sku: '椅子', quantity: 1 }] }, expected: 16_667n },
        { change: 'orderReturn', input: { lines: [{ sku: '椅子', quantity: 1 }] }, expected: 16_666n },
        { change: 'orderReturn', input: { lines: [{ sku: '椅子', quantity: 1 }] }, expected: 16_667n },
      ],
    },
  ],
  broken: [
    {
      name: 'everything wrong at once',
      input: {
        order: {
          merchantReference: '  ',
          lines: [
            { sku: 'S', description: 'x'.repeat(201), quantity: 0, unitPrice: eur('1.999') },
            { sku: 's', description: 'twice', quantity: 1, unitPrice: { amount: '1.00', currency: 'USD' } },
            { sku: 'T', description: 'free', quantity: 1, unitPrice: eur('0.00') },
          ],
          total: eur('-5.00'),
          deliveryCountry: 'XX',
        },
        buyer: { accountAgeDays: -1, previousOrders: 100_001, deliveryMatchesBilling: false },
      },
      loan: loanOf(),
      issues: [
        { path: 'order.merchantReference', code: 'EMPTY' },
        { path: 'order.lines[0].description', code: 'TOO_LONG' },
        { path: 'order.lines[0].quantity', code: 'OUT_OF_RANGE' },
        { path: 'order.lines[0].unitPrice.amount', code: 'TOO_MANY_DECIMALS' },
        { path: 'order.lines[1].sku', code: 'DUPLICATE_SKU' },
        { path: 'order.lines[1].unitPrice.currency', code: 'CURRENCY_MISMATCH' },
        { path: 'order.lines[2].unitPrice.amount', code: 'MUST_BE_POSITIVE' },
        { path: 'order.total.amount', code: 'MUST_BE_POSITIVE' },
        { path: 'order.deliveryCountry', code: 'UNKNOWN_COUNTRY' },
        { path: 'buyer.accountAgeDays', code: 'OUT_OF_RANGE' },
        { path: 'buyer.previousOrders', code: 'OUT_OF_RANGE' },
      ],
    },
    {
      name: 'a total that is neither the sum nor enough for the loan',
      input: { ...sofaOrder, order: { ...sofaOrder.order, total: eur('1249.89') } },
      loan: sofaLoan,
      issues: [
        { path: 'order.total', code: 'TOTAL_MISMATCH' },
        { path: 'order.total', code: 'PRINCIPAL_ABOVE_TOTAL' },
      ],
    },
    {
      name: 'no lines, an amount too long to read',
      input: { ...sofaOrder, order: { ...sofaOrder.order, lines: [], total: eur('9'.repeat(16)) } },
      loan: sofaLoan,
      issues: [
        { path: 'order.lines', code: 'OUT_OF_RANGE' },
        { path: 'order.total.amount', code: 'MALFORMED_AMOUNT' },
      ],
    },
  ],
};
