import type { StoredEvent } from '@loop/runtime';
import { CommandError, EXIT } from '../command-error.ts';
import { eventDocument } from '../event-line.ts';
import { newCommand, type Program, runIn } from '../new-command.ts';
import type { Session } from '../session.ts';

/** An event whose attributes could be read. */
interface Traced {
  readonly event: StoredEvent;
  readonly attributes: Exclude<StoredEvent['attributes'], { readonly malformed: string }>;
}

/** The events of every loop that an id belongs to: a contract, an opportunity, an event or a correlation; by time. */
function tracedBy(id: string, events: readonly Traced[]): Traced[] {
  const loops = new Set(
    events
      .filter(({ attributes }) => [attributes.correlationId, attributes.key, attributes.id].includes(id))
      .map(({ attributes }) => attributes.correlationId),
  );
  return events
    .filter(({ attributes }) => loops.has(attributes.correlationId))
    .sort((one, other) => one.event.storedAt.getTime() - other.event.storedAt.getTime());
}

async function allEvents(session: Session): Promise<Traced[]> {
  const all: Traced[] = [];
  for await (const event of session.operator.events.read({ headersOnly: true })) {
    if ('id' in event.attributes) all.push({ event, attributes: event.attributes });
  }
  return all;
}

/** One line an event: how long after the first it was stored, what, by whom, and what caused it, where that is among them. */
function traceLines(traced: readonly Traced[]): string {
  const numbers = new Map(traced.map(({ attributes }, index) => [attributes.id, index + 1]));
  const startMs = traced[0]?.event.storedAt.getTime() ?? 0;
  const lines = traced.map(({ event, attributes }, index) => {
    const afterS = ((event.storedAt.getTime() - startMs) / 1000).toFixed(3);
    const cause = numbers.get(attributes.causationId);
    const number = String(index + 1).padStart(3);
    const because = cause === undefined ? '' : `  <- ${cause}`;
    return `${number}  +${afterS} s  ${event.subject.padEnd(30)}  ${attributes.publisher.padEnd(16)}  ${attributes.key}${because}`;
  });
  return `${lines.join('\n')}\n`;
}

/** `loop trace <id>`: what happened to one opportunity, from found to completed. */
export function addTrace(program: Program): void {
  newCommand(
    program.root,
    'trace <id>',
    'all that happened around a contract, opportunity, event or correlation',
  ).action(async (id: string, { json }: { json?: true }) =>
    runIn(program, async (session) => {
      const traced = tracedBy(id, await allEvents(session));
      const first = traced[0];
      if (first === undefined) {
        const remedy =
          'Give the id of a contract, an opportunity, an event or a correlation; events are kept for 30 days';
        throw new CommandError(`No event belongs to ${id}`, { remedy });
      }
      session.terminal.out(
        json
          ? `${JSON.stringify(
              traced.map(({ event }) => eventDocument(event)),
              null,
              2,
            )}\n`
          : `correlation ${first.attributes.correlationId}\n${traceLines(traced)}`,
      );
      return EXIT.done;
    }),
  );
}
