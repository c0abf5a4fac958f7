import { Command, CommanderError } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { addContacts } from './commands/contacts.ts';
import { addDeadLetters } from './commands/dead-letters.ts';
import { addDeliver } from './commands/deliver.ts';
import { addDiscover } from './commands/discover.ts';
import { addDiscoverSchedules } from './commands/discover-schedules.ts';
import { addDraft } from './commands/draft.ts';
import { addEffects } from './commands/effects.ts';
import { addEvents } from './commands/events.ts';
import { addForget } from './commands/forget.ts';
import { addLedger } from './commands/ledger.ts';
import { addMatching } from './commands/matching.ts';
import { addOpportunities } from './commands/opportunities.ts';
import { addPauseAndResume } from './commands/pause.ts';
import { addPaymentActs } from './commands/payment-acts.ts';
import { addProvision } from './commands/provision.ts';
import { addReplay } from './commands/replay.ts';
import { addStatus } from './commands/status.ts';
import { addTrace } from './commands/trace.ts';
import type { Terminal } from './terminal.ts';

function causesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  return [error.message, ...causesOf(error.cause)];
}

function explain(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (!(error instanceof CommandError)) {
    terminal.err(`loop: ${causesOf(error).join(': ')}\n`);
    return EXIT.refused;
  }
  const causes = causesOf(error.cause);
  terminal.err(`loop: ${error.message}${causes.length === 0 ? '' : ` (${causes.join(': ')})`}\n  ${error.remedy}\n`);
  return error.exitCode;
}

/**
 * Runs the operator's command. Resolves to its exit code: 0 done, 1 refused or not clean, 2 wrongly called, 3 broker or
 * service not reached. Errors are written to `terminal.err` with what to do about them; nothing is thrown.
 */
export async function runLoop(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.done;
  const root = new Command('loop').description('Operates Customer Loop').enablePositionalOptions().exitOverride();
  root.configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) });
  root.showHelpAfterError('(--help shows how)');
  const program = {
    root,
    terminal,
    ended: (code: number) => {
      exitCode = code;
    },
  };
  addProvision(program);
  addStatus(program);
  addDiscover(program);
  addDiscoverSchedules(program);
  addContacts(program);
  addOpportunities(program);
  addEvents(program);
  addTrace(program);
  addDeadLetters(program);
  addEffects(program);
  addForget(program);
  addReplay(program);
  addPauseAndResume(program);
  addMatching(program);
  addDeliver(program);
  addDraft(program);
  const payments = program.root.command('payments').description('money of milestones');
  addLedger(payments, program);
  addPaymentActs(payments, program);
  try {
    await root.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, terminal);
  }
}
