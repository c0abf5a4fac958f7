import {
  contactEnriched,
  contactUnreachable,
  opportunityFound,
  opsOpportunitiesList,
  opsOpportunitiesShow,
  type PayloadOf,
  parseEvent,
} from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { CommandError, EXIT } from '../command-error.ts';
import { newCommand, type Program, runIn } from '../new-command.ts';
import { ask, granted, type Session } from '../session.ts';
import { textTable } from '../text-table.ts';
import { type JudgedPost, listText, type Reached, showText } from './opportunity-text.ts';

interface ListOptions {
  readonly tenant: string;
  readonly dropped?: string | true;
  readonly run?: string;
  readonly limit: string;
  readonly after?: string;
  readonly json?: true;
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 500) return limit;
  const remedy = 'Give a whole number from 1 to 500';
  throw new CommandError(`"${text}" is no limit`, { remedy, exitCode: EXIT.usage });
}

async function list(session: Session, options: ListOptions): Promise<number> {
  const { after, dropped, json, run, tenant } = options;
  const asked = await ask(session, opsOpportunitiesList, 'discovery', {
    tenantId: tenant,
    limit: limitOf(options.limit),
    cursor: after ?? null,
    verdict: dropped === undefined ? 'found' : 'dropped',
    dropReason: typeof dropped === 'string' ? dropped : null,
    runId: run ?? null,
  });
  const { items, nextCursor } = granted(asked, 'Ids are UUIDs; `loop discover` prints those of runs');
  const more = nextCursor === null ? [] : [`more: --after ${nextCursor}`];
  const text = [items.length === 0 ? 'No opportunities' : textTable(listText(items)), ...more].join('\n');
  session.terminal.out(`${json ? JSON.stringify({ items, nextCursor }, null, 2) : text}\n`);
  return EXIT.done;
}

/** What the broker still keeps of an opportunity: the post as it was found, and how its author may be reached. */
async function reachedOf(session: Session, { forgottenAt, opportunityId }: JudgedPost): Promise<Reached> {
  const reached: { -readonly [Part in keyof Reached]: Reached[Part] } = {};
  if (forgottenAt !== null) return reached;
  const subjects = [opportunityFound, contactEnriched, contactUnreachable].map(({ subject }) => subject);
  const { events } = session.operator;
  for await (const { attributes, stream, streamSequence, subject } of events.read({ subjects, headersOnly: true })) {
    if (!('key' in attributes) || attributes.key !== opportunityId) continue;
    const stored = await events.at(stream, streamSequence);
    const parsed = stored === undefined ? undefined : parseEvent(subject, attributes.version, JSON.parse(stored.body));
    if (parsed?.status !== 'ok') continue;
    // Parsed by the very schema of its subject.
    if (subject === opportunityFound.subject) reached.post = parsed.data as PayloadOf<typeof opportunityFound>;
    else if (subject === contactEnriched.subject) {
      reached.contacts = (parsed.data as PayloadOf<typeof contactEnriched>).contacts;
    } else reached.unreachable = parsed.data as PayloadOf<typeof contactUnreachable>;
  }
  return reached;
}

async function show(session: Session, id: string, options: { tenant: string; json?: true }): Promise<number> {
  const input = { tenantId: options.tenant, opportunityId: id };
  const asked = await ask(session, opsOpportunitiesShow, 'discovery', input);
  const post = granted(asked, 'List what there is with `loop opportunities list`');
  const reached = await reachedOf(session, post);
  session.terminal.out(
    `${options.json ? JSON.stringify({ ...post, ...reached }, null, 2) : showText(post, reached)}\n`,
  );
  return EXIT.done;
}

/** `loop opportunities list|show`: what was found and what was dropped, and why. */
export function addOpportunities(program: Program): void {
  const parent = program.root.command('opportunities').description('posts that were found or dropped, and why');
  newCommand(parent, 'list', 'what was found, the best first; or what was dropped, the newest first')
    .option('--dropped [reason]', 'what was dropped: for any reason, or for one such as duplicate, supply or spam')
    .option('--run <id>', 'only of this run')
    .option('--tenant <id>', 'whose', DEFAULT_TENANT_ID)
    .option('--limit <n>', 'how many', '50')
    .option('--after <id>', 'go on after this opportunity')
    .action(async (options: ListOptions) => runIn(program, (session) => list(session, options)));
  newCommand(parent, 'show <id>', 'one with its score and reasons, its duplicates, and how its author may be reached')
    .option('--tenant <id>', 'whose', DEFAULT_TENANT_ID)
    .action(async (id: string, options: { tenant: string; json?: true }) =>
      runIn(program, (session) => show(session, id, options)),
    );
}
