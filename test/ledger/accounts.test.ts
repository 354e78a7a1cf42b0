import { readFile } from 'node:fs/promises';
import { ACCOUNTS } from '../../src/ledger/accounts.js';

const DOCS = new URL('../../docs/policy-life.md', import.meta.url);

describe('the chart of accounts', () => {
  it('is printed in the documentation as it is', async () => {
    const rows = (await readFile(DOCS, 'utf8')).split('\n').filter((line) => /^\| \d{4} \|/.test(line));
    expect(rows).toEqual(
      ACCOUNTS.map((account) => `| ${account.number} | \`${account.code}\` | ${account.class} | ${account.purpose} |`),
    );
  });

  it('names and numbers each account once, in order, its class in the first digit', () => {
    const numbers = ACCOUNTS.map(({ number }) => number);
    expect([...new Set(numbers)].sort()).toEqual([...numbers].sort());
    const firstDigits = { ASSET: '1', LIABILITY: '2', INCOME: '4', EXPENSE: '5' } as const;
    for (const account of ACCOUNTS) expect(account.number[0]).toBe(firstDigits[account.class]);
  });
});
