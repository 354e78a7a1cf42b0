import 'reflect-metadata';
import { Command } from 'commander';
import { describeProblems, readConfig } from '../config.js';
import { isCountryCode } from '../kernel/index.js';
import { exitCodes } from './exit-codes.js';

interface InitOptions {
  readonly name: string;
  readonly country: string;
}

const HELP = `
Run it once, with the environment of the gateway and DATABASE_URL set, before the first start. The key is printed this
once; everything else is made with it through the API: organisations, their keys, programmes (docs/operations.md). A
sandbox has its own operator and does not need this.`;

/** `covergraph init`: the operator of a new installation and its first key. */
export function initCommand(): Command {
  return new Command('init')
    .description('make the operator of a new installation and print its first API key')
    .requiredOption('--name <name>', 'organisation that runs the installation')
    .requiredOption('--country <code>', 'its country, ISO 3166-1 alpha-2')
    .addHelpText('after', HELP)
    .action(async ({ name, country }: InitOptions, command: Command) => {
      const refuse = (message: string): never =>
        command.error(`error: ${message}`, { exitCode: exitCodes.unusableInput });
      const config = readConfig(process.env);
      if (!config.ok) return refuse(describeProblems(config.error));
      const { databaseUrl, databaseDirectUrl } = config.value;
      if (!databaseUrl)
        return refuse('DATABASE_URL is not set; the embedded database is a sandbox and has its operator');
      if (!isCountryCode(country)) return refuse(`${country} is not an ISO 3166-1 alpha-2 code`);
      const token = await initialise(databaseUrl, databaseDirectUrl ?? databaseUrl, { name, country });
      if (!token) return refuse('the installation has an operator already');
      process.stdout.write(`${token}\n`);
    });
}

async function initialise(url: string, directUrl: string, options: InitOptions): Promise<string | undefined> {
  const [{ migrate }, { openDatabase }, { UnitOfWork }, { createOperator }] = await Promise.all([
    import('../database/migrate.js'),
    import('../database/database.js'),
    import('../database/unit-of-work.js'),
    import('../partners/installation.js'),
  ]);
  await migrate(directUrl);
  const database = await openDatabase({ url, poolSize: 1 });
  try {
    return await createOperator(new UnitOfWork(database), options);
  } finally {
    await database.close();
  }
}
