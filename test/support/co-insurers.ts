import { systemScope } from '../../src/database/unit-of-work.js';
import { newId } from '../../src/kernel/index.js';
import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import type { TestApi } from './api.js';
import { createOrganisation } from './organisations.js';

const COPY_PRODUCT = [
  `INSERT INTO product (id, insurer_id, code, name, scenario)
   SELECT $1, $3, p.code, p.name, p.scenario FROM product p JOIN product_version v ON v.product_id = p.id
   JOIN programme_product l ON l.product_version_id = v.id JOIN programme g ON g.id = l.programme_id
   WHERE g.code = 'LUMEN-CHECKOUT' AND p.insurer_id = $4 AND $2::text IS NOT NULL`,
  `INSERT INTO product_version (id, insurer_id, product_id, version, status, terms, created_at, published_at)
   SELECT $2, $3, $1, 1, v.status, v.terms, v.created_at, v.published_at FROM product_version v
   JOIN programme_product l ON l.product_version_id = v.id JOIN programme g ON g.id = l.programme_id
   WHERE g.code = 'LUMEN-CHECKOUT' AND v.insurer_id = $4`,
  `INSERT INTO programme_product (programme_id, partner_id, insurer_id, product_version_id, position)
   SELECT programme_id, l.partner_id, $3, $2, 3 FROM programme_product l JOIN programme g ON g.id = l.programme_id
   WHERE g.code = 'LUMEN-CHECKOUT' AND l.insurer_id = $4 AND $1::text IS NOT NULL`,
  `INSERT INTO exposure_limit (id, insurer_id, dimension, subject, currency, cap_minor)
   SELECT left(l.id, 25) || right($1, 5), $3, l.dimension, CASE l.subject WHEN l.insurer_id THEN $3 ELSE l.subject END, l.currency,
     l.cap_minor FROM exposure_limit l WHERE l.insurer_id = $4 AND l.dimension IN ('INSURER', 'PROGRAMME') AND $2::text IS NOT NULL`,
];

export interface CoInsurers {
  /** The third insurer of the checkout, beside Northwind and Alder. */
  readonly cedar: string;
  /** Tokens of its claims desk and its underwriting. */
  readonly cedarClaims: string;
  readonly cedarUnderwriter: string;
}

/** What an insurer may carry of USD in all, minor units. */
export const capAt = (api: TestApi, insurerId: string, capMinor: string) =>
  api.testDatabase.unitOfWork.run(systemScope, (tx) =>
    tx.run(
      {
        name: 'test.capAt',
        text: `UPDATE exposure_limit SET cap_minor = $2 WHERE insurer_id = $1 AND dimension = 'INSURER' AND currency = 'USD'`,
      },
      [insurerId, capMinor],
    ),
  );

/**
 * Three insurers on the checkout whose terms allow co-insurance, with room for 800.00, 250.00 and 150.00 USD. Published
 * terms never change; what is written here stands in for versions that were published so.
 */
export async function coInsurers(api: TestApi): Promise<CoInsurers> {
  const { unitOfWork, database } = api.testDatabase;
  const cedar = await createOrganisation(unitOfWork, 'Cedar Assurance', 'INSURER');
  const owner = await database.pool.connect();
  await owner.query(
    `BEGIN; SELECT set_config('app.scope', 'system', true); ALTER TABLE product_version DISABLE TRIGGER USER`,
  );
  await owner.query(`UPDATE product_version SET terms = terms || '{"coInsures": true}'`);
  await owner.query('ALTER TABLE product_version ENABLE TRIGGER USER; COMMIT');
  owner.release();
  await unitOfWork.run(systemScope, async (tx) => {
    const values = [newId('product'), newId('productVersion'), cedar, SANDBOX_IDS.alder];
    for (const [at, text] of COPY_PRODUCT.entries()) await tx.run({ name: `test.coInsurers.${at}`, text }, values);
  });
  await capAt(api, SANDBOX_IDS.northwind, '80000');
  await capAt(api, SANDBOX_IDS.alder, '25000');
  await capAt(api, cedar, '15000');
  const key = async (role: string): Promise<string> =>
    (
      await api.data(
        'operator',
        `mutation ($organisation: ID!) { apiKeyCreate(input: { organisation: $organisation, role: ${role}, name: "test", authorityLevel: 9 }) { token } }`,
        { organisation: cedar },
      )
    ).apiKeyCreate.token;
  return { cedar, cedarClaims: await key('INSURER_CLAIMS'), cedarUnderwriter: await key('INSURER_UNDERWRITER') };
}
