import type { QueryRunner } from 'typeorm';

/** Runs statements in order; nobody waits more than five seconds behind a lock a migration needs. */
export async function runAll(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  await runner.query(`SET LOCAL lock_timeout = '5s'`);
  for (const statement of statements) await runner.query(statement);
}
