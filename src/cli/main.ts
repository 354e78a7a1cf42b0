#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { exitCodes } from './exit-codes.js';
import { importCommand } from './import/import-command.js';
import { initCommand } from './init.js';
import { insurerCommand } from './insurer/insurer-command.js';
import { modelCommand } from './model.js';
import { startCommand } from './start.js';
import { storyCommand } from './story/story-command.js';
import { verifyCommand } from './verify.js';

const program = new Command('covergraph')
  .description('GraphQL platform for embedded instalment-credit insurance')
  .showHelpAfterError('(covergraph --help tells more)');
const commands = [startCommand, initCommand, storyCommand, importCommand, modelCommand, verifyCommand, insurerCommand];
for (const command of commands) program.addCommand(command());

/** Commander ends the process by itself unless told otherwise, and does not hand this down to added commands. */
function throwInstead(command: Command): void {
  command.exitOverride();
  for (const below of command.commands) throwInstead(below);
}
throwInstead(program);

/** Commander's own complaints are about usage; a command's `error()` says its own code. */
function exitCodeOf(error: unknown): number {
  if (!(error instanceof CommanderError)) return exitCodes.fault;
  return error.exitCode === 0 || error.code === 'commander.error' ? error.exitCode : exitCodes.unusableInput;
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  process.exitCode = exitCodeOf(error);
}
