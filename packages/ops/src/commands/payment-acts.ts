import { opsPaymentsReduce, opsPaymentsRefund, opsPaymentsVoid } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { ask, granted, type Session } from '../session.ts';

interface ActOptions extends ActingOptions {
  readonly amount?: string;
  readonly tenant: string;
  readonly json?: true;
}

const HINT = 'See what is known of it with `loop trace <milestone>`';

/** Whole minor units, as the ledger counts: cents of USD, yen of JPY. */
function minorUnits(text: string): number {
  const amountMinor = Number(text);
  if (Number.isInteger(amountMinor) && amountMinor > 0) return amountMinor;
  const remedy = 'Give a whole number of minor units: 5000 is 50.00 USD, or 5000 JPY';
  throw new CommandError(`"${text}" is no amount`, { remedy, exitCode: EXIT.usage });
}

function say(session: Session, json: true | undefined, answer: object, text: string): number {
  session.terminal.out(`${json ? JSON.stringify(answer) : text}\n`);
  return EXIT.done;
}

async function refund(session: Session, milestoneId: string, options: ActOptions): Promise<number> {
  const { actor, amount, json, reason, tenant: tenantId } = options;
  const amountMinor = amount === undefined ? null : minorUnits(amount);
  const input = { tenantId, milestoneId, amountMinor, actor, reason };
  const done = granted(await ask(session, opsPaymentsRefund, 'payments', input), HINT);
  return say(session, json, done, `refund of ${done.amountMinor} ${done.currency} (minor units): ${done.outcome}`);
}

async function release(session: Session, milestoneId: string, options: ActOptions): Promise<number> {
  const { actor, json, reason, tenant: tenantId } = options;
  const done = granted(await ask(session, opsPaymentsVoid, 'payments', { tenantId, milestoneId, actor, reason }), HINT);
  return say(session, json, done, `release of ${done.amountMinor} ${done.currency} (minor units): ${done.outcome}`);
}

async function reduce(session: Session, milestoneId: string, options: ActOptions): Promise<number> {
  const { actor, amount, json, reason, tenant: tenantId } = options;
  const input = { tenantId, milestoneId, amountMinor: minorUnits(amount ?? ''), actor, reason };
  const done = granted(await ask(session, opsPaymentsReduce, 'payments', input), HINT);
  const text = `an approval captures ${done.amountMinor} of ${done.contractMinor} ${done.currency} (minor units)`;
  return say(session, json, done, text);
}

/** `loop payments refund|void|reduce <milestone>`: what a person does about money; who and why is kept in the audit. */
export function addPaymentActs(parent: Command, program: Program): void {
  const act = (name: string, summary: string): Command =>
    acting(newCommand(parent, `${name} <milestone>`, summary)).option('--tenant <id>', 'whose', DEFAULT_TENANT_ID);
  act('refund', 'give captured money back')
    .option('--amount <minor>', 'in minor units; all that is left when absent')
    .action(async (id: string, options: ActOptions) => runIn(program, (session) => refund(session, id, options)));
  act('void', 'release a hold; nothing is taken').action(async (id: string, options: ActOptions) =>
    runIn(program, (session) => release(session, id, options)),
  );
  act('reduce', 'lower what an approval captures, as agreed with the client')
    .requiredOption('--amount <minor>', 'in minor units')
    .action(async (id: string, options: ActOptions) => runIn(program, (session) => reduce(session, id, options)));
}
