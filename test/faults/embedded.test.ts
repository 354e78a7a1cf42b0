import { join } from 'node:path';
import { openDatabase } from '../../src/database/database.js';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { createEmptyDatabase } from '../support/database.js';
import { Gateways } from '../support/gateway-process.js';
import { expectInvariants } from '../support/invariants.js';
import { askOnce } from '../support/patient-client.js';
import { bindQuestion, dataOf, quoteQuestion } from '../support/sales.js';

let gateways: Gateways;
beforeAll(async () => {
  // The gateways run what the global set-up compiles.
  await (await createEmptyDatabase()).drop();
  gateways = await Gateways.on(undefined);
});
afterAll(() => gateways.close());

const open = () => startEmbeddedPostgres({ folder: join(gateways.dataFolder, 'postgres'), log: () => undefined });

describe('a gateway with its own PostgreSQL', () => {
  it('killed with -9 starts again on the same data, and answers its keys as before', async () => {
    const first = await gateways.start();
    const token = gateways.keys.merchant ?? '';
    const quoted = quoteQuestion(token, 'EMBEDDED');
    const quote = await askOnce(first.url, quoted);
    const bound = bindQuestion(token, 'EMBEDDED', dataOf(quote).quoteCreate.offers[0].id);
    const policy = await askOnce(first.url, bound);
    expect(dataOf(policy).policyBind.__typename).toBe('Policy');
    await first.kill();

    const second = await gateways.start();
    expect(await askOnce(second.url, quoted)).toMatchObject({
      data: { quoteCreate: { id: dataOf(quote).quoteCreate.id, status: 'BOUND' } },
    });
    expect(await askOnce(second.url, bound)).toEqual(policy);
    expect(second.output).not.toContain('API keys of this sandbox');
    expect(await second.terminate()).toEqual({ code: 0, signal: null });

    const postgres = await open();
    const database = await openDatabase({ url: postgres.url, poolSize: 2 });
    try {
      await expectInvariants(new UnitOfWork(database));
    } finally {
      await database.close();
      await postgres.stop();
    }
  });
});
