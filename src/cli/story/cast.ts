import { addMonths, type CalendarDate } from '../../kernel/index.js';
import { SANDBOX_IDS } from '../../sandbox/seed.js';
import type { StoryLoan } from './figures.js';
import { madeUpReference, madeUpVin } from './things.js';

const usd = (amount: string) => ({ amount, currency: 'USD' });
const eur = (amount: string) => ({ amount, currency: 'EUR' });

/** One thing somebody buys on instalments: who asks, the request, and what proves where the money went. */
export interface Purchase {
  readonly user: string;
  readonly lender: string;
  readonly loan: StoryLoan;
  readonly request: Readonly<Record<string, unknown>>;
  readonly evidence: { readonly kind: string; readonly reference: string; readonly payee: string };
}

const loanFrom = (today: CalendarDate, terms: Omit<StoryLoan, 'disbursedOn' | 'firstDueOn'>): StoryLoan => ({
  ...terms,
  disbursedOn: today,
  firstDueOn: addMonths(today, 1),
});

const obligor = (
  today: CalendarDate,
  identityNumber: string,
  annualIncome: { amount: string; currency: string },
  country: string,
) => ({
  reference: madeUpReference('person'),
  kind: 'PERSON',
  country,
  identityNumber,
  consent: { purpose: 'CREDIT_ASSESSMENT', until: addMonths(today, 6) },
  annualIncome,
  employmentMonths: 48,
});

/** A television and two cables for 1,200.00 USD in twelve instalments. */
export function television(today: CalendarDate, identityNumber = 'SANDBOX-GOOD'): Purchase {
  const order = madeUpReference('ORDER');
  const loan = loanFrom(today, {
    principal: usd('1200.00'),
    annualRate: '0.12',
    instalments: 12,
    method: 'LEVEL_PAYMENT',
  });
  return {
    user: 'merchant',
    lender: 'lender',
    loan,
    request: {
      programme: 'LUMEN-CHECKOUT',
      lender: SANDBOX_IDS.harbourBank,
      loan,
      obligor: obligor(today, identityNumber, usd('60000.00'), 'US'),
      scenario: {
        ecommerce: {
          order: {
            merchantReference: order,
            lines: [
              {
                sku: 'TV-1',
                description: 'Television',
                category: 'ELECTRONICS',
                quantity: 1,
                unitPrice: usd('1000.00'),
              },
              { sku: 'CABLE', description: 'Cable', quantity: 2, unitPrice: usd('100.00') },
            ],
            total: usd('1200.00'),
            deliveryCountry: 'US',
          },
          buyer: { accountAgeDays: 400, previousOrders: 7, deliveryMatchesBilling: true },
        },
      },
    },
    evidence: { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: SANDBOX_IDS.lumen },
  };
}

/** A used car for 18,500.00 EUR, 16,000.00 of it on instalments with a balloon. */
export function car(today: CalendarDate, instalments: number, vin = madeUpVin()): Purchase {
  const loan = loanFrom(today, {
    principal: eur('16000.00'),
    annualRate: '0.0599',
    instalments,
    method: 'LEVEL_WITH_BALLOON',
    balloon: eur('6000.00'),
  });
  return {
    user: 'dealer',
    lender: 'lender',
    loan,
    request: {
      programme: 'KESTREL-CARS',
      lender: SANDBOX_IDS.harbourBank,
      loan,
      obligor: obligor(today, 'SANDBOX-GOOD', eur('48000.00'), 'DE'),
      scenario: {
        auto: {
          vehicle: {
            vin,
            condition: 'USED',
            make: 'Honda',
            model: 'Accord',
            modelYear: 2021,
            mileageKm: 88_400,
            price: eur('18500.00'),
            firstRegisteredOn: '2021-03-02',
          },
          dealer: { reference: 'D-4711', name: 'Kestrel Motors Hamburg', country: 'DE' },
          downPayment: eur('2500.00'),
        },
      },
    },
    evidence: { kind: 'REGISTRATION', reference: vin, payee: 'D-4711' },
  };
}

/** An apartment for 400,000.00 USD with a mortgage of 320,000.00 over thirty years. */
export function home(today: CalendarDate): Purchase {
  const titleNumber = madeUpReference('LOT');
  const loan = loanFrom(today, {
    principal: usd('320000.00'),
    annualRate: '0.0585',
    instalments: 360,
    method: 'LEVEL_PAYMENT',
  });
  return {
    user: 'housingLender',
    lender: 'housingLender',
    loan,
    request: {
      programme: 'MERIDIAN-HOMES',
      lender: SANDBOX_IDS.meridian,
      loan,
      obligor: obligor(today, 'SANDBOX-GOOD', usd('140000.00'), 'US'),
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
            valuation: { amount: usd('400000.00'), valuedOn: today, valuer: 'Lakeside Appraisals' },
          },
          seller: 'Closing agent 118',
        },
      },
    },
    evidence: { kind: 'TITLE_DEED', reference: titleNumber, payee: 'Closing agent 118' },
  };
}
