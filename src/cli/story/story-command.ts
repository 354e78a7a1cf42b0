import { Command } from 'commander';
import { exitCodes } from '../exit-codes.js';
import { Narrator } from './narrator.js';
import { StoryError } from './story-error.js';

const DEFAULT_URL = 'http://127.0.0.1:4000';

/** `covergraph story`: three users, most of a year, every figure checked. */
export function storyCommand(): Command {
  return new Command('story')
    .description('play the merchant, the dealer, the housing lender and the insurer through most of a year')
    .option('--url <url>', `gateway to play against; default: ${DEFAULT_URL} when it runs, else one of its own`)
    .option('--data-folder <folder>', 'where the sandbox left its keys', process.env.DATA_FOLDER ?? './data')
    .action(async ({ url, dataFolder }: { url?: string; dataFolder: string }, command: Command) => {
      // Loaded by who runs it, not by every other command.
      const [{ openGateway }, { runStory }] = await Promise.all([import('./own-gateway.js'), import('./run-story.js')]);
      const print = (line: string): boolean => process.stdout.write(`${line}\n`);
      const tell = new Narrator(print);
      try {
        const { gateway, close } = await openGateway({
          url: url ?? DEFAULT_URL,
          isGiven: url !== undefined,
          dataFolder,
        });
        try {
          print(`The story is played against ${gateway.url}.`);
          await runStory({ gateway, tell });
        } finally {
          await close();
        }
        print(`\nThe end. ${tell.checked} figures and facts were checked, all of them right.`);
      } catch (error) {
        if (!(error instanceof StoryError)) throw error;
        command.error(`\nThe story went wrong after ${tell.checked} checks: ${error.message}`, {
          exitCode: exitCodes.fault,
        });
      }
    });
}
