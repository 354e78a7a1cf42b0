import { systemScope } from '../../src/database/unit-of-work.js';
import { startApi, TEST_NOW, type TestApi } from '../support/api.js';
import { PatientClient } from '../support/patient-client.js';
import { sellCheckoutWith } from '../support/products.js';
import { LENDERS } from '../support/requests.js';
import { until } from '../support/until.js';
import { LAPSING, STOPPING } from './sale.js';
import { SHARED, sellShared } from './shared-programme.js';

/** Where orders are sold, one programme for each way of paying for cover, and one of two insurers. */
export const PROGRAMMES = [LAPSING, 'LUMEN-MONTHLY', 'LUMEN-BALANCE', 'LUMEN-FINANCED', SHARED] as const;

const ADD_LENDER = `mutation ($key: String!, $input: ProgrammeLenderAddInput!) {
  result: programmeLenderAdd(idempotencyKey: $key, input: $input) { __typename } }`;
const TREATY = `mutation ($key: String!, $input: TreatyCreateInput!) {
  result: treatyCreate(idempotencyKey: $key, input: $input) { __typename } }`;
const ADVANCE = 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now } }';

// Who there is and what is sold; everything else is made by living.
const KEPT = `'api_key', 'business_clock', 'exposure_limit', 'organisation', 'product', 'product_version', 'programme',
  'programme_lender', 'programme_product', 'schema_migration', 'treaty'`;
const LIVED = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
  AND has_table_privilege('covergraph_app', oid, 'INSERT') AND relname NOT IN (${KEPT})`;
const DAY_MS = 86_400_000;

/** What could not be answered in time is asked again, as well-written clients do. */
function patient(api: TestApi): TestApi {
  const client = new PatientClient(() => [api.url]);
  return {
    ...api,
    data: (key, query, variables = {}) => client.data({ token: api.keys[key] ?? '', query, variables }),
  };
}

/** One gateway and database for many lives, each of which begins on the same day in the same empty world. */
export class Gateway {
  private daysLived = 0;

  private constructor(
    readonly api: TestApi,
    private readonly impatient: TestApi,
    /** Ids by code. */
    readonly programmes: Readonly<Record<string, string>>,
    private readonly clock: { now(): Date },
  ) {}

  static async start(): Promise<Gateway> {
    const clock = { now: () => TEST_NOW };
    const impatient = await startApi({ POOL_SIZE: '8' }, clock);
    const api = patient(impatient);
    await sellCheckoutWith(api, ({ changes }) => ({
      changes: { ...(changes as object), unpaidPremium: 'COVER_LAPSES', holdStopsClaims: STOPPING },
    }));
    await sellShared(api);
    const { programmes } = await api.data('merchant', '{ programmes { id code } }');
    for (const { id: programme, code } of programmes) {
      await api.data('operator', ADD_LENDER, { key: code, input: { programme, lender: LENDERS.meridian } });
    }
    const treaty = { reinsurer: 'Lakeside Re', share: '0.4', cedingCommission: '0.3', fromOn: '2026-01-01' };
    await api.data('underwriter', TREATY, { key: 'treaty', input: treaty });
    const ids = programmes.map(({ id, code }: { id: string; code: string }) => [code, id]);
    return new Gateway(api, impatient, Object.fromEntries(ids), clock);
  }

  async advance(days: number): Promise<void> {
    this.daysLived += days;
    // It has no key: what was lived of it would be lived again.
    await this.impatient.data('operator', ADVANCE, { days });
  }

  /** Forgets everything that was lived. Business time never goes back, so what it is counted from does. */
  async beginAgain(): Promise<void> {
    const { testDatabase } = this.api;
    const lived = (await testDatabase.query<{ name: string }>(LIVED)).map(({ name }) => name);
    // The gateway may be looking at what it has to do.
    await until(() => testDatabase.query(`SET LOCAL statement_timeout = '60s'; TRUNCATE ${lived.join(', ')}`), 60_000);
    await testDatabase.unitOfWork.run(systemScope, (tx) =>
      tx.run({ name: 'test.emptyLimits', text: 'UPDATE exposure_limit SET reserved_minor = 0, utilised_minor = 0' }),
    );
    const begin = new Date(TEST_NOW.getTime() - this.daysLived * DAY_MS);
    this.clock.now = () => begin;
  }
}
