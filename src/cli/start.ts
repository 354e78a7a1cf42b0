import { Command } from 'commander';

const HELP = `
Without DATABASE_URL it runs its own PostgreSQL in DATA_FOLDER and makes a sandbox with keys.

Environment: PORT (4000), HOST (127.0.0.1), DATA_FOLDER (./data), DATABASE_URL, DATABASE_DIRECT_URL, COVERGRAPH_SECRET,
SANDBOX, SCENARIOS, POOL_SIZE, LOG_LEVEL, INTROSPECTION, RATE_LIMIT_PER_SECOND, RATE_LIMIT_BURST,
COST_MAXIMUM, SHUTDOWN_DELAY_MS, BUREAU_URL, BUREAU_TOKEN, BUREAU_PAUSE_MS, FACT_SOURCES, RULE_PACKS_FILE, EXTERNAL_INSURERS,
INSURER_PAUSE_MS, OUTGOING_ALLOW_LOOPBACK (docs/operations.md).`;

/** `covergraph start`: the gateway, in this process. */
export function startCommand(): Command {
  return new Command('start')
    .description('start the gateway')
    .addHelpText('after', HELP)
    .action(async () => {
      await import('../main.js');
    });
}
