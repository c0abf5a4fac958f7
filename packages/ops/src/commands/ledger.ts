import { opsPaymentsDrift, opsPaymentsLedger, opsPaymentsMilestone, opsPaymentsReconcile } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import type { Command } from 'commander';
import type { z } from 'zod';
import { CommandError, EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { ask, granted, type Session } from '../session.ts';
import { textTable } from '../text-table.ts';

interface Options {
  readonly tenant: string;
  readonly limit?: string;
  readonly after?: string;
  readonly milestone?: string;
  readonly json?: true;
}

type Posting = z.output<ReturnType<typeof opsPaymentsLedger.request>['output']>['items'][number];
type DriftAnswer = z.output<ReturnType<typeof opsPaymentsDrift.request>['output']>;

const HEADING = ['POSTED', 'OPERATION', 'MODE', 'ACCOUNT', 'MINOR', 'CURRENCY', 'PROVIDER REF', 'EVIDENCE'];

/** A row a leg; what is said of the posting stands in its first. */
function rowsOf(posting: Posting): string[][] {
  const { evidence, entries, mode, operation, postedAt } = posting;
  const proof = evidence.providerEventId ?? `${evidence.objectType} ${evidence.objectRef}`;
  const first = [postedAt, operation, mode];
  const ref = posting.balanceRef ?? posting.providerRef;
  return entries.map((leg, index) => {
    const said = index === 0 ? [...first] : ['', '', ''];
    const about = index === 0 ? [ref, `${evidence.kind} ${proof} read ${evidence.readAt}`] : [];
    return [...said, leg.account, String(leg.amountMinor), leg.currency, ...about];
  });
}

function ledgerText(postings: readonly Posting[]): string {
  return postings.length === 0 ? 'Nothing is booked' : textTable([HEADING, ...postings.flatMap(rowsOf)]);
}

function basisText({ frozen, lastReconciledAt }: Pick<DriftAnswer, 'frozen' | 'lastReconciledAt'>): string {
  const since = lastReconciledAt === null ? 'nothing was reconciled yet' : `last reconciled ${lastReconciledAt}`;
  return frozen ? `FROZEN: public totals end there; ${since}` : since;
}

function limitOf({ limit = '50' }: Options, most: number): number {
  const wanted = Number(limit);
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= most) return wanted;
  const remedy = `Give a whole number from 1 to ${most}`;
  throw new CommandError(`"${limit}" is no limit`, { remedy, exitCode: EXIT.usage });
}

function say(session: Session, json: true | undefined, answer: object, text: string): number {
  session.terminal.out(`${json ? JSON.stringify(answer, null, 2) : text}\n`);
  return EXIT.done;
}

const HINT = 'See `loop status`, and `loop trace <milestone>` for where the id comes from';

async function ledger(session: Session, options: Options): Promise<number> {
  const input = { milestoneId: options.milestone ?? null, cursor: options.after ?? null, limit: limitOf(options, 200) };
  const asked = await ask(session, opsPaymentsLedger, 'payments', { tenantId: options.tenant, ...input });
  const answer = granted(asked, HINT);
  const more = answer.nextCursor === null ? [] : [`more: --after ${answer.nextCursor}`];
  return say(session, options.json, answer, [ledgerText(answer.items), basisText(answer), ...more].join('\n'));
}

async function milestone(session: Session, milestoneId: string, options: Options): Promise<number> {
  const input = { tenantId: options.tenant, milestoneId };
  const money = granted(await ask(session, opsPaymentsMilestone, 'payments', input), HINT);
  const acts = money.operations.map((act) => [
    ...[act.createdAt, act.kind, act.state, String(act.amountMinor)],
    ...[act.providerRef ?? '-', act.reason ?? ''],
  ]);
  const text = [
    `${money.state}, ${money.mode} mode, ${money.fundingMethod} on ${money.rail}; approval ${money.approval}${money.approvalId === null ? '' : ` (event ${money.approvalId})`}, exposure ${money.exposure}, ${money.certainty}`,
    `contract ${money.contractMinor}, authorized ${money.authorizedMinor}, captured ${money.capturedMinor}, refunded ${money.refundedMinor}, refunds pending ${money.refundPendingMinor} ${money.currency} (minor units)`,
    ...(money.captureBefore === null ? [] : [`the hold ends ${money.captureBefore}`]),
    textTable([['WHEN', 'ACT', 'STATE', 'MINOR', 'PROVIDER REF', 'REASON'], ...acts]) || 'Nothing was done yet',
    ledgerText(money.postings),
  ];
  return say(session, options.json, money, text.join('\n\n'));
}

async function drift(session: Session, options: Options): Promise<number> {
  const input = { tenantId: options.tenant, limit: limitOf(options, 500) };
  const answer = granted(await ask(session, opsPaymentsDrift, 'payments', input), HINT);
  const lines = answer.items.map(
    (item) => `${item.state} ${item.kind} ${item.ref}, found ${item.foundAt}\n  ${item.explanation}`,
  );
  const text = [...(lines.length === 0 ? ['No drift'] : lines), basisText(answer)].join('\n');
  return say(session, options.json, answer, text);
}

async function reconcile(
  session: Session,
  { actor, json, reason, tenant: tenantId }: Options & ActingOptions,
): Promise<number> {
  const asked = await ask(session, opsPaymentsReconcile, 'payments', { tenantId, actor, reason });
  const answer = granted(asked, 'Configure a rail; `loop status` says what is missing');
  const lines = answer.runs.map(
    ({ provider, runId, state }) => `${provider}: ${state.replaceAll('_', ' ')}${runId === null ? '' : ` (${runId})`}`,
  );
  return say(session, json, answer, [...lines, 'See `loop payments drift` when it is done'].join('\n'));
}

/** `loop payments ledger|milestone|drift|reconcile`: what is booked and why, what does not agree, and matching it now. */
export function addLedger(parent: Command, program: Program): void {
  const reading = (usage: string, summary: string): Command =>
    newCommand(parent, usage, summary).option('--tenant <id>', 'whose', DEFAULT_TENANT_ID);
  reading('ledger', 'postings, newest first, each with its evidence')
    .option('--milestone <id>', 'of one milestone')
    .option('--limit <number>', 'how many', '50')
    .option('--after <posting>', 'go on after this posting')
    .action(async (options: Options) => runIn(program, (session) => ledger(session, options)));
  reading('milestone <id>', "where a milestone's money is, what was done about it, and every posting").action(
    async (id: string, options: Options) => runIn(program, (session) => milestone(session, id, options)),
  );
  reading('drift', "explains each line on which the ledger and a provider's account do not agree")
    .option('--limit <number>', 'how many', '50')
    .action(async (options: Options) => runIn(program, (session) => drift(session, options)));
  acting(reading('reconcile', "match the providers' accounts with the ledger now")).action(
    async (options: Options & ActingOptions) => runIn(program, (session) => reconcile(session, options)),
  );
}
