import { ask } from './processes.mjs';

/** What a checkout asks for: the decision and every offer with its premium. */
export const QUOTE_CREATE = `mutation($key: String!, $input: QuoteCreateInput!) {
  quoteCreate(idempotencyKey: $key, input: $input) {
    __typename
    ... on Quote {
      id
      status
      expiresAt
      decision { outcome reasons { code message } }
      offers { id insurer { name } sumInsured { amount } premium { total { amount } lines { kind amount { amount } } } }
      bindingLimit { name }
    }
    ... on Problem { code message }
    ... on InvalidInput { issues { path code message } }
  }
}`;

/** The gateway's business date, days later. */
export async function businessDates(gateway) {
  const { data } = await ask(gateway, 'merchant', '{ businessClock { now } }');
  const todayMs = Date.parse(data.businessClock.now);
  return (days) => new Date(todayMs + days * 86_400_000).toISOString().slice(0, 10);
}

const usd = (amount) => ({ amount, currency: 'USD' });

/** An order of two lines paid in 12 instalments by an obligor of its own. */
export const quoteInput = (reference, dayFromNow) => ({
  programme: 'LUMEN-CHECKOUT',
  lender: 'org_00000000000000000000000004',
  loan: {
    principal: usd('1200.00'),
    annualRate: '0.12',
    instalments: 12,
    method: 'LEVEL_PAYMENT',
    disbursedOn: dayFromNow(3),
    firstDueOn: dayFromNow(33),
  },
  obligor: {
    reference,
    kind: 'PERSON',
    country: 'US',
    annualIncome: usd('60000.00'),
    employmentMonths: 48,
    creditReport: { delinquencies24Months: 0, inquiries6Months: 1, revolvingUtilisation: 0.3, openAccounts: 4 },
  },
  scenario: {
    ecommerce: {
      order: {
        merchantReference: reference,
        lines: [
          { sku: 'TV1', description: 'Television', category: 'ELECTRONICS', quantity: 1, unitPrice: usd('1000.00') },
          { sku: 'CBL', description: 'Cable', quantity: 2, unitPrice: usd('100.00') },
        ],
        total: usd('1200.00'),
        deliveryCountry: 'US',
      },
      buyer: { accountAgeDays: 400, previousOrders: 7, deliveryMatchesBilling: true },
    },
  },
});
