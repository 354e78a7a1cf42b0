import { startApi, type TestApi } from '../support/api.js';
import { checkoutRequest, homeRequest, QUOTE_CREATE } from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const ENHANCED = `query ($id: ID!, $rate: Decimal) { quote(id: $id) { offers { premium { total { amount } }
  creditEnhancement(fundingRate: $rate) { fundingRate expectedLossWithoutCover { amount } expectedLossWithCover { amount }
    expectedLossTaken { amount } premiumByLender { amount } breakEvenRateWithoutCover breakEvenRateWithCover rateSupported } } } }`;

async function enhanced(key: string, input: object, rate?: string) {
  const { quoteCreate } = await api.data(key, QUOTE_CREATE, { key: JSON.stringify([key, rate ?? null]), input });
  const { quote } = await api.data(key, ENHANCED, { id: quoteCreate.id, rate });
  return { id: quoteCreate.id, offers: quote.offers };
}

const money = (amount: string) => ({ amount });

describe('offer.creditEnhancement', () => {
  it('of a guarantee the obligor pays: what is left to the lender, and by how much its rate can fall', async () => {
    const { id, offers } = await enhanced('merchant', checkoutRequest('CE-1'), '0.05');
    // As computed apart in Python: 344.44887 cents, a tenth of it, and the fixed points 0.05521878 and 0.05052118.
    const expected = {
      fundingRate: '0.05',
      expectedLossWithoutCover: money('3.44'),
      expectedLossWithCover: money('0.34'),
      expectedLossTaken: money('3.10'),
      premiumByLender: money('0.00'),
      breakEvenRateWithoutCover: '0.055219',
      breakEvenRateWithCover: '0.050521',
      rateSupported: '0.004698',
    };
    expect(offers.map(({ creditEnhancement }: { creditEnhancement: object }) => creditEnhancement)).toEqual([
      expected,
      expected,
    ]);
    const { errors } = await api.ask('merchant', ENHANCED, { id, rate: '1.01' });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', path: 'fundingRate' });
  });

  it('of credit insurance the lender pays: its premium counts, and may cost more than it saves', async () => {
    const { offers } = await enhanced('housingLender', homeRequest('LOT 3/9'));
    expect(offers[0]).toMatchObject({
      premium: { total: money('1370.42') },
      creditEnhancement: {
        fundingRate: '0.03',
        expectedLossWithoutCover: money('2513.88'),
        expectedLossTaken: money('754.16'),
        premiumByLender: money('1370.42'),
        breakEvenRateWithoutCover: '0.03058',
        breakEvenRateWithCover: '0.030748',
        rateSupported: '-0.000168',
      },
    });
  });
});
