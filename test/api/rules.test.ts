import { startApi, type TestApi } from '../support/api.js';
import { carRequest, checkoutRequest, euro, goodObligor, televisionOrder, usd } from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const DECISION = `decision {
  outcome reasons { code hard cure }
  products { insurer { name } outcome points probabilityOfDefault authorityLevel reasons { code }
             trace { table row effect code values { feature value } } } }`;
const CREATE = `mutation ($key: String!, $input: QuoteCreateInput!) {
  quoteCreate(idempotencyKey: $key, input: $input) {
    ... on Quote { id status ${DECISION}
      offers { insurer { name } premium { total { amount } lines { kind amount { amount } } }
               priceAdjustments { code message amount { amount currency } } } }
    ... on InvalidInput { issues { path message } } } }`;
const READ = `query ($id: ID!) { quote(id: $id) { ${DECISION} } }`;

let asked = 0;
const quote = async (key: string, input: object) =>
  (await api.data(key, CREATE, { key: `rules-${++asked}`, input })).quoteCreate;
const decisionFor = async (key: string, id: string) => (await api.data(key, READ, { id })).quote?.decision;

const { order, buyer } = televisionOrder('R-1').ecommerce;
const order1 = (changes: object, reference: string) => ({
  scenario: { ecommerce: { order: { ...order, merchantReference: reference }, buyer: { ...buyer, ...changes } } },
});
const VIN = '1HGCM82633A004352';
const minorOf = (amount: string): bigint => BigInt(amount.replace('.', ''));

describe('decision tables of a product version', () => {
  it('knock out, refer and decline curably, each in words the partner can use', async () => {
    const minor = await quote(
      'merchant',
      checkoutRequest('R-1', { obligor: { ...goodObligor, birthDate: '2008-03-03' } }),
    );
    expect(minor.status).toBe('DECLINED');
    expect(minor.decision.reasons).toEqual([{ code: 'NOT_OF_AGE', hard: true, cure: null }]);

    const large = {
      loan: { ...checkoutRequest('').loan, principal: usd('2500.01') },
      scenario: {
        ecommerce: {
          order: { ...order, lines: [{ ...order.lines[0], unitPrice: usd('3000.00') }], total: usd('3000.00') },
          buyer: { ...buyer, accountAgeDays: 29 },
        },
      },
    };
    const referred = await quote('merchant', checkoutRequest('R-2', large));
    expect(referred.status).toBe('REFERRED');
    expect(referred.decision.reasons).toContainEqual({
      code: 'LARGE_FIRST_LOAN',
      hard: false,
      cure: 'Borrow 2,500 or less.',
    });

    const { referrals } = await api.data(
      'underwriter',
      '{ referrals(first: 1) { nodes { quoteId trace { table row effect code values { feature value } } } } }',
    );
    expect(referrals.nodes).toEqual([
      {
        quoteId: referred.id,
        trace: [
          {
            table: 'CHECKOUT_ELIGIBILITY',
            row: 2,
            effect: 'REFER',
            code: 'LARGE_FIRST_LOAN',
            values: expect.arrayContaining([
              { feature: 'accountAgeDays', value: '29' },
              { feature: 'principal', value: '2500.01' },
            ]),
          },
        ],
      },
    ]);

    const burdened = { ...goodObligor, annualIncome: usd('12000.00'), monthlyDebtService: usd('800.00') };
    const declined = await quote('merchant', checkoutRequest('R-3', { obligor: burdened }));
    expect(declined.status).toBe('DECLINED');
    expect(declined.decision.reasons).toContainEqual({
      code: 'DEBT_SERVICE_TOO_HIGH',
      hard: false,
      cure: 'Choose a longer term, borrow less, or name a co-obligor.',
    });
  });

  it('adjust the price: named beside the premium, inside its lines, and exact', async () => {
    const lasting = (instalments: number) =>
      quote('dealer', carRequest(VIN, { loan: { ...carRequest(VIN).loan, instalments } }));
    const used = await lasting(84);
    expect((await lasting(72)).offers.map((offer: { priceAdjustments: object[] }) => offer.priceAdjustments)).toEqual([
      [],
      [],
    ]);
    expect(used.offers).toHaveLength(2);
    for (const { premium, priceAdjustments } of used.offers) {
      const lines = premium.lines.map(({ kind, amount }: { kind: string; amount: { amount: string } }) => ({
        kind,
        minor: minorOf(amount.amount),
      }));
      const sum = (all: readonly { minor: bigint }[]) => all.reduce((total, { minor }) => total + minor, 0n);
      const beforeTax = sum(lines.filter(({ kind }: { kind: string }) => kind !== 'TAX'));
      expect(sum(lines)).toBe(minorOf(premium.total.amount));
      expect(priceAdjustments).toMatchObject([
        { code: 'USED_FOR_LONG', message: 'A used vehicle and a term of more than six years.' },
      ]);
      const adjustment = minorOf(priceAdjustments[0].amount.amount);
      // Eight per cent of what it would have cost, to the cent that rounding twice may differ by.
      expect(Number(adjustment) / Number(beforeTax - adjustment)).toBeCloseTo(0.08, 3);
    }
  });

  it('ask a level of whoever decides by hand', async () => {
    const { scenario, loan, obligor } = carRequest(VIN);
    const vehicle = { ...scenario.auto.vehicle, price: euro('95000.00') };
    const answer = await quote(
      'dealer',
      carRequest(VIN, {
        loan: { ...loan, principal: euro('80000.01') },
        obligor: { ...obligor, annualIncome: euro('240000.00') },
        scenario: { auto: { ...scenario.auto, vehicle, downPayment: euro('14999.99') } },
      }),
    );
    expect(answer.status).toBe('REFERRED');
    const decision = await decisionFor('operator', answer.id);
    expect(decision.products.map(({ authorityLevel }: { authorityLevel: number }) => authorityLevel)).toEqual([2, 2]);
  });

  it('leave a trace for the operator that no partner sees', async () => {
    const answer = await quote('merchant', checkoutRequest('R-5', order1({ deliveryMatchesBilling: false }, 'R-5')));
    expect(answer.decision.products).toEqual([]);
    expect(await decisionFor('merchant', answer.id)).toMatchObject({ products: [] });
    expect(await decisionFor('dashboard', answer.id)).toBeUndefined();
    const { products } = await decisionFor('operator', answer.id);
    const trace = [
      {
        table: 'CHECKOUT_PRICE',
        row: 1,
        effect: 'PRICE_ADJUSTMENT',
        code: 'DELIVERY_ELSEWHERE',
        values: [{ feature: 'deliveryMatchesBilling', value: 'NO' }],
      },
    ];
    expect(products).toMatchObject([
      {
        insurer: { name: 'Northwind Credit Insurance' },
        outcome: 'APPROVED',
        authorityLevel: null,
        reasons: [],
        trace,
      },
      { insurer: { name: 'Alder Mutual' }, outcome: 'APPROVED', authorityLevel: null, reasons: [], trace },
    ]);
    expect(products[0].probabilityOfDefault).toMatch(/^0\.\d{6}$/);
  });
});
