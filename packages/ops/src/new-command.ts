import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { inSession, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** Where commands are hung in, and how they run. */
export interface Program {
  readonly root: Command;
  readonly terminal: Terminal;
  /** Told the exit code of the command that ran. */
  ended(exitCode: number): void;
}

/** Options of every command that changes something. */
export interface ActingOptions {
  readonly actor: string;
  readonly reason: string;
}

/** Makes a command under `parent` that can print JSON. */
export function newCommand(parent: Command, nameAndArguments: string, summary: string): Command {
  return parent.command(nameAndArguments).description(summary).option('--json', 'print one JSON document');
}

/** Adds who acts and why; the services keep both in their audit. Without a `usualReason` one must be given. */
export function acting(command: Command, usualReason?: string): Command {
  command.option('--actor <name>', 'who acts', userInfo().username);
  return usualReason === undefined
    ? command.requiredOption('--reason <text>', 'why, for the audit')
    : command.option('--reason <text>', 'why, for the audit', usualReason);
}

/** Runs a command's work in a session, and tells the program how it ended. */
export async function runIn(program: Program, work: (session: Session) => Promise<number>): Promise<void> {
  program.ended(await inSession(program.terminal, work));
}
