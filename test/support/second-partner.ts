import { systemScope } from '../../src/database/unit-of-work.js';
import { newId } from '../../src/kernel/index.js';
import type { TestApi } from './api.js';
import { createOrganisation } from './organisations.js';

const COPIES = [
  `INSERT INTO programme (id, partner_id, code, name, scenario, currency, time_zone, status, created_at)
   SELECT $1, $2, code, name, scenario, currency, time_zone, status, created_at FROM programme WHERE code = $3`,
  `INSERT INTO programme_lender (programme_id, partner_id, lender_id)
   SELECT $1, $2, lender_id FROM programme_lender l JOIN programme p ON p.id = l.programme_id
   WHERE p.code = $3 AND p.id <> $1`,
  `INSERT INTO programme_product (programme_id, partner_id, insurer_id, product_version_id, position)
   SELECT $1, $2, insurer_id, product_version_id, position FROM programme_product l JOIN programme p ON p.id = l.programme_id
   WHERE p.code = $3 AND p.id <> $1`,
  `INSERT INTO exposure_limit (id, insurer_id, dimension, subject, currency, cap_minor)
   SELECT left(l.id, 25) || right($1, 5), l.insurer_id, 'PROGRAMME', $1, l.currency, l.cap_minor
   FROM exposure_limit l JOIN programme p ON p.id = l.subject
   WHERE l.dimension = 'PROGRAMME' AND p.code = $3 AND p.id <> $1 AND $2::text IS NOT NULL`,
] as const;

/** A key of another partner that sells a programme like the sandbox's `code`, under the same code. */
export async function secondPartner(api: TestApi, code: string): Promise<string> {
  const { unitOfWork } = api.testDatabase;
  const partner = await createOrganisation(unitOfWork, 'A second partner');
  const programme = newId('programme');
  await unitOfWork.run(systemScope, async (tx) => {
    for (const [at, text] of COPIES.entries()) {
      await tx.run({ name: `test.secondPartner.${at}`, text }, [programme, partner, code]);
    }
  });
  const made = await api.data(
    'operator',
    `mutation ($partner: ID!) { apiKeyCreate(input: { organisation: $partner, role: PARTNER, name: "test" }) { token } }`,
    { partner },
  );
  return made.apiKeyCreate.token;
}
