import { EVENTS } from '@loop/contracts';
import type { EventQuery, StoredEvent } from '@loop/runtime';
import { CommandError, EXIT } from '../command-error.ts';
import { eventDocument, eventLine } from '../event-line.ts';
import { readMoment } from '../moment.ts';
import { newCommand, type Program, runIn } from '../new-command.ts';
import type { Session } from '../session.ts';

interface TailOptions {
  readonly subject?: readonly string[];
  readonly since?: string;
  readonly last: string;
  readonly follow: boolean;
  readonly json?: true;
}

function queryOf({ subject, since }: Pick<TailOptions, 'subject' | 'since'>): EventQuery {
  const unknown = subject?.find((name) => !EVENTS.some((event) => event.subject === name));
  if (unknown !== undefined) {
    const known = EVENTS.map((event) => event.subject).join(', ');
    throw new CommandError(`${unknown} is no event`, { remedy: `Name some of ${known}`, exitCode: EXIT.usage });
  }
  return {
    ...(subject === undefined ? {} : { subjects: subject }),
    ...(since === undefined ? {} : { since: readMoment(since, new Date()) }),
  };
}

function isOlder(one: StoredEvent, other: StoredEvent): number {
  return one.storedAt.getTime() - other.storedAt.getTime() || one.streamSequence - other.streamSequence;
}

/** The last events that are stored, oldest first. */
async function lastEvents(session: Session, query: EventQuery, count: number): Promise<StoredEvent[]> {
  let last: StoredEvent[] = [];
  for await (const event of session.operator.events.read({ ...query, headersOnly: true })) {
    last.push(event);
    if (last.length >= 2 * count + 1000) last = last.sort(isOlder).slice(-count);
  }
  return count === 0 ? [] : last.sort(isOlder).slice(-count);
}

async function tail(session: Session, options: TailOptions): Promise<number> {
  const count = Number(options.last);
  if (!Number.isInteger(count) || count < 0) {
    throw new CommandError(`"${options.last}" is no number of events`, {
      remedy: 'Give a whole number',
      exitCode: EXIT.usage,
    });
  }
  const query = queryOf(options);
  const show = (event: StoredEvent): void => {
    session.terminal.out(`${options.json ? JSON.stringify(eventDocument(event)) : eventLine(event)}\n`);
  };
  const known = await lastEvents(session, query, count);
  for (const event of known) show(event);
  if (options.follow)
    await session.operator.events.follow({ ...query, headersOnly: true }, session.terminal.signal, show);
  return EXIT.done;
}

async function find(session: Session, which: string): Promise<StoredEvent | undefined> {
  const place = /^([A-Z_]+):(\d+)$/.exec(which);
  if (place !== null) return session.operator.events.at(place[1] ?? '', Number(place[2]));
  for await (const event of session.operator.events.read({ headersOnly: true })) {
    if ('id' in event.attributes && event.attributes.id === which) {
      return session.operator.events.at(event.stream, event.streamSequence);
    }
  }
  return undefined;
}

/** `loop events tail` and `loop events show`. */
export function addEvents(program: Program): void {
  const events = program.root.command('events').description('what has happened, as the broker keeps it');
  newCommand(events, 'tail', 'the last events, then new ones as they come; no payloads')
    .option('--subject <subject...>', 'only these events')
    .option('--since <time>', 'not before this: ISO 8601, or 90s, 30m, 2h, 7d ago')
    .option('--last <n>', 'begin with this many', '20')
    .option('--no-follow', 'end after those')
    .action(async (options: TailOptions) => runIn(program, (session) => tail(session, options)));
  newCommand(events, 'show <event>', 'one event with its payload, by its id or as STREAM:SEQUENCE').action(
    async (which: string) =>
      runIn(program, async (session) => {
        const event = await find(session, which);
        if (event === undefined) {
          throw new CommandError(`No stream holds ${which}`, {
            remedy: 'List events with `loop events tail --no-follow`',
          });
        }
        session.terminal.out(`${JSON.stringify(eventDocument(event), null, 2)}\n`);
        return EXIT.done;
      }),
  );
}
