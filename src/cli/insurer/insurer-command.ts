import { Command, InvalidArgumentError } from 'commander';
import { exitCodes } from '../exit-codes.js';
import type { InsurerServer } from './insurer-server.js';

const HELP = `
Answers by the contract of docs/insurer, the same question always the same way: an offer, or what a text of the insured thing
(an order number, a dealer's reference, an address) that begins with one of these asks for:
SANDBOX-DECLINE, -REFER, -LESS (half the cover), -PART (half of it behind another insurer), -GREEDY (more cover than asked
for), -SLOW, -DOWN (503), -BROKEN (breaks off), -GARBAGE. Prices suit the terms of the sandbox's products: 6 % tax, 10 % commission, at least 5.00 before tax.`;

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be from 0 to 65535.');
  return port;
}

function readToken(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) throw new InvalidArgumentError('It must be printable characters without spaces.');
  return text;
}

const print = (text: string): boolean => process.stdout.write(`${text}\n`);

/** `covergraph insurer`: an insurer's own system for trying out how one is connected. */
export function insurerCommand(): Command {
  return new Command('insurer')
    .description("run a simulated insurer's own system on this machine")
    .option('--port <port>', 'where to listen on 127.0.0.1; 0 picks a free one', readPort, 4100)
    .option('--token <token>', 'bearer token it asks for', readToken, 'sandbox-insurer')
    .addHelpText('after', HELP)
    .action(async ({ port, token }: { readonly port: number; readonly token: string }, command: Command) => {
      // Loaded by who runs it, not by every other command.
      const [{ SANDBOX_IDS }, { startInsurerServer }] = await Promise.all([
        import('../../sandbox/seed.js'),
        import('./insurer-server.js'),
      ]);
      const server = await startInsurerServer({ port, token, print }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE') throw error;
        const message = `error: port ${port} is in use; give --port another one`;
        return command.error(message, { exitCode: exitCodes.unusableInput });
      });
      print(greeting(server, { [SANDBOX_IDS.tamarack]: { url: server.url, token } }));
      await interrupted();
      await server.close();
    });
}

function greeting({ url }: InsurerServer, connections: object): string {
  return `
  Insurer    ${url}

  A sandbox asks it as Tamarack Surety, in the programme LUMEN-PANEL, when it is started with
    OUTGOING_ALLOW_LOOPBACK=true EXTERNAL_INSURERS='${JSON.stringify(connections)}' npm start
`;
}

const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
