// The limit of quoteCreate: node:http, JSON.parse, and one durable INSERT of a comparable row by a prepared statement.
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.POOL_SIZE) });
await pool.query(`CREATE TABLE bench_quote (
  id text COLLATE "C" PRIMARY KEY, partner_id text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL,
  status text NOT NULL, obligor_reference text NOT NULL, currency text NOT NULL, principal_minor bigint NOT NULL,
  loan jsonb NOT NULL, obligor jsonb NOT NULL, risk jsonb NOT NULL, decision jsonb NOT NULL,
  created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, UNIQUE (partner_id, key))`);
const INSERT = {
  name: 'bench.insert',
  text: `INSERT INTO bench_quote (id, partner_id, key, status, obligor_reference, currency, principal_minor, loan,
           obligor, risk, decision, created_at, expires_at)
         VALUES ($1, $2, $3, 'OFFERED', $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
};
const DAY_MS = 86_400_000;
const decision = { outcome: 'APPROVED', reasons: [], adverseActionReasons: [] };
/** An answer the gateway gave, with `$ID` for the quote. */
const [before = '', after = ''] = (process.env.ANSWER ?? '').split('$ID');
let count = 0;

async function answer(body) {
  const { key, input } = JSON.parse(body).variables;
  count += 1;
  const id = `quo_${process.pid.toString(36)}${count.toString(36).padStart(20, '0')}`;
  const { principal } = input.loan;
  const now = Date.now();
  const values = [id, 'org_00000000000000000000000005', key, input.obligor.reference, principal.currency];
  values.push(Math.round(Number(principal.amount) * 100), JSON.stringify(input.loan), JSON.stringify(input.obligor));
  values.push(JSON.stringify(input.scenario), JSON.stringify(decision), new Date(now), new Date(now + DAY_MS));
  await pool.query({ ...INSERT, values });
  return before + id + after;
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
