import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startApi, type TestApi } from '../support/api.js';
import { carRequest, checkoutRequest, euro, goodObligor, homeRequest, usd } from '../support/requests.js';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;
const saying =
  (body: object): Behaviour =>
  (_, response) =>
    response.end(JSON.stringify(body));

/** A source on this machine that behaves as it is told. */
class FakeSource {
  readonly asked: { readonly authorization: string | undefined; readonly body: unknown }[] = [];
  private readonly server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      this.asked.push({ authorization: request.headers.authorization, body: JSON.parse(body) });
      this.behaviour(request, response);
    });
  });

  constructor(public behaviour: Behaviour) {}

  async open(): Promise<{ readonly url: string; readonly token: string }> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`, token: 'a-token' };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const register = new FakeSource(saying({ verified: true }));
const cars = new FakeSource(saying({ marketValue: '17900.00', currency: 'EUR' }));
const homes = new FakeSource(saying({ marketValue: '392000.00', currency: 'USD', uncertainty: 0.08 }));
let api: TestApi;
beforeAll(async () => {
  api = await startApi({
    FACT_SOURCES: JSON.stringify({
      identity: await register.open(),
      vehicleValuation: await cars.open(),
      propertyValuation: await homes.open(),
    }),
    OUTGOING_ALLOW_LOOPBACK: 'true',
  });
});
afterAll(async () => {
  await api.close();
  for (const source of [register, cars, homes]) await source.close();
});

const QUOTE = `mutation ($key: String!, $input: QuoteCreateInput!) { quoteCreate(idempotencyKey: $key, input: $input) {
  ... on Quote { status decision { reasons { code } } creditData { identity }
    risk { ... on AutoVehicle { marketValue { amount } valuedBy } ... on HousingProperty { modelValue { amount } } } } } }`;
let count = 0;
async function quote(who: string, request: object) {
  count += 1;
  return (await api.data(who, QUOTE, { key: `fact-${count}`, input: request })).quoteCreate;
}
const checkout = () => {
  const obligor = { ...goodObligor, reference: `o-${count}`, identityNumber: `ID-${count}` };
  return quote('merchant', checkoutRequest(`fact-${count}`, { obligor }));
};
const FAULTS: readonly (readonly [string, Behaviour])[] = [
  ['nothing', () => undefined],
  ['a reset', (request) => request.socket.resetAndDestroy()],
  ['errors of its own', (_, response) => response.writeHead(503).end()],
  ['another status', (_, response) => response.writeHead(201).end('{}')],
  ['garbage', (_, response) => response.end('<html>')],
  ['null', (_, response) => response.end('null')],
  ['numbers for texts', saying({ verified: 'yes', marketValue: 17900, currency: 'EUR', uncertainty: 'none' })],
];

describe('a register of identities over HTTP', () => {
  it('is asked by the documented contract, and its word counts', async () => {
    expect(await checkout()).toMatchObject({ status: 'OFFERED', creditData: { identity: 'VERIFIED' } });
    expect(register.asked.at(-1)).toEqual({
      authorization: 'Bearer a-token',
      body: { kind: 'PERSON', country: 'US', identityNumber: expect.stringMatching(/^ID-/) },
    });
    for (const doubt of [saying({ verified: false }), ((_, response) => response.writeHead(404).end()) as Behaviour]) {
      register.behaviour = doubt;
      const doubted = await checkout();
      expect(doubted.status).toBe('REFERRED');
      expect(doubted.decision.reasons.map(({ code }: { code: string }) => code)).toContain('IDENTITY_NOT_VERIFIED');
    }
  });

  it.each(FAULTS)('that answers with %s approves nobody', async (_, fault) => {
    register.behaviour = fault;
    const referred = await checkout();
    expect(referred).toMatchObject({ status: 'REFERRED', creditData: { identity: 'UNAVAILABLE' } });
    expect(referred.decision.reasons.map(({ code }: { code: string }) => code)).toContain('IDENTITY_UNAVAILABLE');
  });
});

describe('valuations over HTTP', () => {
  const car = () =>
    quote(
      'dealer',
      carRequest('1HGCM82633A004352', {
        obligor: { ...goodObligor, country: 'DE', annualIncome: euro('48000.00'), creditReport: CLEAN },
      }),
    );
  const home = () =>
    quote(
      'housingLender',
      homeRequest('LOT 7', { obligor: { ...goodObligor, annualIncome: usd('120000.00'), creditReport: CLEAN } }),
    );
  const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };

  it('are asked by the documented contract, and shown with who made them', async () => {
    expect((await car()).risk).toEqual({ marketValue: { amount: '17900.00' }, valuedBy: '127.0.0.1' });
    expect(cars.asked).toEqual([
      {
        authorization: 'Bearer a-token',
        body: { vin: '1HGCM82633A004352', mileageKm: 88400, price: '18500.00', currency: 'EUR' },
      },
    ]);
    expect((await home()).risk).toEqual({ modelValue: { amount: '392000.00' } });
    expect(Object.keys(homes.asked[0]?.body as object)).toEqual([
      'country',
      'postalCode',
      'titleNumber',
      'livingAreaM2',
      'price',
      'currency',
    ]);
  });

  it.each([
    ...FAULTS,
    ['another currency', saying({ marketValue: '17900.00', currency: 'GBP', uncertainty: 0.1 })],
    ['what it does not know', ((_, response) => response.writeHead(404).end()) as Behaviour],
  ] as const)('that answer with %s are absent facts', async (_, fault) => {
    cars.behaviour = fault;
    homes.behaviour = fault;
    const [valued, modelled] = await Promise.all([car(), home()]);
    expect(valued.risk).toEqual({ marketValue: null, valuedBy: null });
    expect(modelled.risk).toEqual({ modelValue: null });
  });
});
