// The limit of the policies list: node:http and one SQL statement that makes the JSON, byte for byte the gateway's.
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.POOL_SIZE),
  options: '-c app.scope=system',
});

const amount = (minor, currency) =>
  `(SELECT row_to_json(m) FROM (SELECT to_char(${minor} / 100.0, 'FM999999999999990.00') AS amount, ${currency} AS currency) m)`;
const rows = (select) => `array_to_json(ARRAY(SELECT row_to_json(r) FROM (${select}) r))`;
const row = (select) => `(SELECT row_to_json(r) FROM (${select}) r)`;

const CLAIMS = `SELECT c.id, c.number, c.status, c.outcome, c.triggered_on AS "triggeredOn",
    ${amount('c.computed_minor', 'c.currency')} AS indemnity
  FROM claim c WHERE c.policy_id = p.id ORDER BY c.id`;
const SCHEDULE = `SELECT i.number, i.due_on AS "dueOn",
    ${amount('i.principal_minor', 'l.currency')} AS principal, ${amount('i.interest_minor', 'l.currency')} AS interest,
    ${amount('i.paid_principal_minor', 'l.currency')} AS "paidPrincipal",
    ${amount('i.paid_interest_minor', 'l.currency')} AS "paidInterest"
  FROM instalment i WHERE i.loan_id = l.id AND i.partner_id = l.partner_id ORDER BY i.number`;
const LOAN = `SELECT l.id, l.status, l.overdue_state AS "overdueState",
    ${amount('l.outstanding_principal_minor', 'l.currency')} AS "outstandingPrincipal", ${rows(SCHEDULE)} AS schedule
  FROM loan l WHERE l.policy_id = p.id AND l.partner_id = p.partner_id`;
const POLICY = `SELECT p.id, p.number, p.status, p.obligor_reference AS "obligorReference",
    ${amount('p.sum_insured_minor', 'p.currency')} AS "sumInsured",
    (SELECT row_to_json(t) FROM (SELECT ${amount('p.premium_minor', 'p.currency')} AS total) t) AS premium,
    p.starts_on AS "startsOn", p.ends_on AS "endsOn",
    ${row('SELECT o.id, o.name FROM organisation o WHERE o.id = p.partner_id')} AS partner,
    ${rows(CLAIMS)} AS claims, ${row(LOAN)} AS loan`;
const LIST = {
  name: 'bench.policies',
  text: `SELECT string_agg(json::text, ',') AS nodes, min(id) AS "lastId", count(*)::int AS count
         FROM (SELECT row_to_json(p) AS json, p.id, row_number() OVER () AS place
               FROM (${POLICY} FROM policy p WHERE p.partner_id = $1 ORDER BY p.id DESC LIMIT $2) p) page
         WHERE place < $2`,
};

/** What the gateway's answer has behind its data. */
const TAIL = process.env.TAIL ?? '';

async function answer(body) {
  const { first } = JSON.parse(body).variables;
  const { rows: found } = await pool.query({ ...LIST, values: ['org_00000000000000000000000005', first + 1] });
  const { nodes, lastId, count } = found[0];
  const endCursor = Buffer.from(lastId).toString('base64url');
  const pageInfo = `{"hasNextPage":${count === first},"endCursor":"${endCursor}"}`;
  return `{"data":{"policies":{"nodes":[${nodes}],"pageInfo":${pageInfo}}}${TAIL}`;
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    answer(Buffer.concat(chunks).toString()).then(
      (text) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      },
      (error) => {
        response.writeHead(500, { 'content-length': 0 }).end();
        process.stderr.write(`${error}\n`);
      },
    );
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => pool.end());
});
