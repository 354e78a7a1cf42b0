/** Requests as the sandbox's three users send them; `changes` replace whole members. */
export const LENDERS = { harbourBank: 'org_00000000000000000000000004', meridian: 'org_00000000000000000000000007' };
export const LUMEN = 'org_00000000000000000000000005';

export const usd = (amount: string) => ({ amount, currency: 'USD' });
export const euro = (amount: string) => ({ amount, currency: 'EUR' });

export const goodObligor = {
  reference: 'customer-1',
  kind: 'PERSON',
  country: 'US',
  identityNumber: 'SANDBOX-GOOD',
  consent: { purpose: 'CREDIT_ASSESSMENT', until: '2030-12-31' },
  annualIncome: usd('60000.00'),
  employmentMonths: 48,
};

export const televisionOrder = (merchantReference: string) => ({
  ecommerce: {
    order: {
      merchantReference,
      lines: [
        { sku: 'TV-1', description: 'Television', category: 'ELECTRONICS', quantity: 1, unitPrice: usd('1000.00') },
        { sku: 'CABLE', description: 'Cable', quantity: 2, unitPrice: usd('100.00') },
      ],
      total: usd('1200.00'),
      deliveryCountry: 'US',
    },
    buyer: { accountAgeDays: 400, previousOrders: 7, deliveryMatchesBilling: true },
  },
});

export const checkoutRequest = (merchantReference: string, changes: object = {}) => ({
  programme: 'LUMEN-CHECKOUT',
  lender: LENDERS.harbourBank,
  loan: {
    principal: usd('1200.00'),
    annualRate: '0.12',
    instalments: 12,
    method: 'LEVEL_PAYMENT',
    disbursedOn: '2026-03-02',
    firstDueOn: '2026-04-02',
  },
  obligor: goodObligor,
  scenario: televisionOrder(merchantReference),
  ...changes,
});

export const carRequest = (vin: string, changes: object = {}) => ({
  programme: 'KESTREL-CARS',
  lender: LENDERS.harbourBank,
  loan: {
    principal: euro('16000.00'),
    annualRate: '0.0599',
    instalments: 36,
    method: 'LEVEL_WITH_BALLOON',
    balloon: euro('6000.00'),
    disbursedOn: '2026-03-02',
    firstDueOn: '2026-04-02',
  },
  obligor: { ...goodObligor, reference: 'driver-1', country: 'DE', annualIncome: euro('48000.00') },
  scenario: {
    auto: {
      vehicle: {
        vin,
        condition: 'USED',
        make: 'Honda',
        model: 'Accord',
        modelYear: 2021,
        mileageKm: 88400,
        price: euro('18500.00'),
        firstRegisteredOn: '2021-03-02',
      },
      dealer: { reference: 'D-4711', name: 'Kestrel Motors Hamburg', country: 'DE' },
      downPayment: euro('2500.00'),
    },
  },
  ...changes,
});

export const homeRequest = (titleNumber: string, changes: object = {}) => ({
  programme: 'MERIDIAN-HOMES',
  lender: LENDERS.meridian,
  loan: {
    principal: usd('320000.00'),
    annualRate: '0.0585',
    instalments: 360,
    method: 'LEVEL_PAYMENT',
    disbursedOn: '2026-03-02',
    firstDueOn: '2026-04-02',
  },
  obligor: { ...goodObligor, reference: 'buyer-1', annualIncome: usd('140000.00') },
  scenario: {
    housing: {
      property: {
        titleNumber,
        registry: 'US-IL',
        address: { line1: '7 Acacia Road', city: 'Chicago', postalCode: '60601', country: 'US' },
        kind: 'APARTMENT',
        occupancy: 'OWNER',
        livingAreaM2: 96,
        builtYear: 1998,
        price: usd('400000.00'),
        valuation: { amount: usd('400000.00'), valuedOn: '2026-02-16', valuer: 'Lakeside Appraisals' },
      },
      seller: 'Closing agent 2026/118',
    },
  },
  ...changes,
});

export const QUOTE_CREATE = `mutation ($key: String!, $input: QuoteCreateInput!) {
  quoteCreate(idempotencyKey: $key, input: $input) {
    __typename
    ... on Quote {
      id status expiresAt scenario
      risk { summary }
      decision { outcome reasons { code hard cure } adverseActionReasons { code message } }
      offers { id insurer { name } sumInsured { amount currency } insuredPercentage
               premium { total { amount currency } lines { kind amount { amount } } } }
      bindingLimit { dimension requested { amount } available { amount } }
    }
    ... on Problem { code message }
    ... on InvalidInput { issues { path code } }
  }
}`;

export const POLICY_BIND = `mutation ($key: String!, $input: PolicyBindInput!) {
  policyBind(idempotencyKey: $key, input: $input) {
    __typename
    ... on Policy { id number status premium { total { amount } } sumInsured { amount } activationDeadline }
    ... on Problem { code message }
    ... on InvalidInput { issues { path code } }
    ... on StateConflict { from to }
    ... on PremiumAboveGuard { premium { amount } atMost { amount } }
    ... on OfferExpired { expiredAt }
  }
}`;

export const POLICY_ACTIVATE = `mutation ($key: String!, $input: PolicyActivateInput!) {
  policyActivate(idempotencyKey: $key, input: $input) {
    __typename
    ... on Policy { id status startsOn endsOn activatedAt }
    ... on Problem { code message }
    ... on InvalidInput { issues { path code } }
    ... on StateConflict { from to }
    ... on PurposeNotProven { reason }
  }
}`;
