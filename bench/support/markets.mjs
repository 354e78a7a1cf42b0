import { randomBytes } from 'node:crypto';
import { typeid } from 'typeid-js';

const id = (prefix) => typeid(prefix).toString();

/**
 * Programmes of the sandbox's merchant, each sold by two insurers: all by the same two, or each by two of its own.
 * @param {import('pg').Client} client of the database's owner
 * @returns {Promise<string[]>} the programmes' codes
 */
export async function createMarkets(client, name, { programmes, separate }) {
  const codes = [];
  await client.query(`BEGIN; SET LOCAL app.scope = 'system'`);
  const { rows: models } = await client.query(
    `SELECT g.id AS programme, pp.insurer_id, v.terms, p.scenario FROM programme g JOIN programme_product pp ON pp.programme_id = g.id
     JOIN product_version v ON v.id = pp.product_version_id JOIN product p ON p.id = v.product_id
     WHERE g.code = 'LUMEN-CHECKOUT' ORDER BY pp.position LIMIT 2`,
  );
  let insurers = [];
  for (let at = 0; at < programmes; at += 1) {
    if (at === 0 || separate) insurers = await Promise.all(models.map((model) => createInsurer(client, model)));
    const [programme, code] = [id('pgm'), `${name}-${at}`];
    codes.push(code);
    await client.query(
      `INSERT INTO programme (id, partner_id, code, name, scenario, currency, time_zone, status, created_at)
       SELECT $1, partner_id, $2, name, scenario, currency, time_zone, status, created_at FROM programme WHERE id = $3`,
      [programme, code, models[0].programme],
    );
    await client.query(
      `INSERT INTO programme_lender SELECT $1, partner_id, lender_id FROM programme_lender WHERE programme_id = $2`,
      [programme, models[0].programme],
    );
    for (const [position, { insurer, version }] of insurers.entries()) {
      await client.query(
        `INSERT INTO programme_product (programme_id, partner_id, insurer_id, product_version_id, position)
         SELECT $1, partner_id, $2, $3, $4 FROM programme WHERE id = $1`,
        [programme, insurer, version, position + 1],
      );
      await createLimit(client, insurer, 'PROGRAMME', programme);
    }
  }
  await client.query('COMMIT');
  return codes;
}

async function createInsurer(client, { terms, scenario }) {
  const [insurer, product, version] = [id('org'), id('prd'), id('prv')];
  const name = `Insurer ${randomBytes(4).toString('hex')}`;
  await client.query(
    `INSERT INTO organisation (id, kind, name, country, time_zone, created_at) VALUES ($1, 'INSURER', $2, 'US', 'UTC', now())`,
    [insurer, name],
  );
  await client.query(`INSERT INTO product (id, insurer_id, code, name, scenario) VALUES ($1, $2, 'P', 'P', $3)`, [
    product,
    insurer,
    scenario,
  ]);
  await client.query(
    `INSERT INTO product_version (id, insurer_id, product_id, version, status, terms, created_at, published_at)
     VALUES ($1, $2, $3, 1, 'PUBLISHED', $4, now(), now())`,
    [version, insurer, product, JSON.stringify(terms)],
  );
  await createLimit(client, insurer, 'INSURER', insurer);
  return { insurer, version };
}

const createLimit = (client, insurer, dimension, subject) =>
  client.query(
    `INSERT INTO exposure_limit (id, insurer_id, dimension, subject, currency, cap_minor) VALUES ($1, $2, $3, $4, 'USD', 1000000000000)`,
    [id('lim'), insurer, dimension, subject],
  );
