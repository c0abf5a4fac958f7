import { opsEffectsList, SERVICES } from '@loop/contracts';
import { CommandError, EXIT } from '../command-error.ts';
import { eventDocument } from '../event-line.ts';
import { newCommand, type Program, runIn } from '../new-command.ts';
import { askEach, type Session } from '../session.ts';
import { type Happening, loopsOf, type TracedEffect, type TracedEvent, traceOf } from '../trace/trace.ts';
import { traceText } from '../trace/trace-text.ts';

const MAX_EFFECTS = 500;

async function allEvents(session: Session, headersOnly: boolean): Promise<TracedEvent[]> {
  const all: TracedEvent[] = [];
  for await (const event of session.operator.events.read({ headersOnly })) {
    if ('id' in event.attributes) all.push({ event, attributes: event.attributes });
  }
  return all;
}

/** The loops of an id, and all events. Payloads are read only when no event's attributes name it, as with a contact's id. */
async function loopsWith(session: Session, id: string): Promise<[readonly string[], readonly TracedEvent[]]> {
  for (const headersOnly of [true, false]) {
    const events = await allEvents(session, headersOnly);
    const loops = loopsOf(id, events);
    if (loops.length > 0) return [loops, events];
  }
  throw new CommandError(`No event belongs to ${id}`, {
    remedy:
      'Give the id of a contract, opportunity, contact, milestone, event or correlation; events are kept for 30 days',
  });
}

/** The effects of a loop. Services that do not answer are named, and their effects are missing. */
async function effectsOf(session: Session, correlationId: string): Promise<{ effects: TracedEffect[]; away: boolean }> {
  const wanted = { tenantId: null, limit: MAX_EFFECTS, cursor: null, state: null, provider: null, correlationId };
  const answers = await askEach(session, opsEffectsList, SERVICES, wanted);
  const silent = answers.flatMap((answer) => ('ok' in answer ? [] : [answer.service]));
  if (silent.length > 0)
    session.terminal.err(`loop: ${silent.join(', ')} did not answer; what they did outside is missing\n`);
  const effects = answers.flatMap((answer) =>
    'ok' in answer ? answer.ok.items.map((item) => ({ service: answer.service, ...item })) : [],
  );
  return { effects, away: silent.length > 0 };
}

function documentOf({ at, cause, service, what }: Happening): Record<string, unknown> {
  const happened = { at: at.toISOString(), service, causeId: cause === undefined ? null : idOf(cause) };
  if ('event' in what) return { kind: 'event', ...happened, ...eventDocument({ ...what.event, body: '' }) };
  const { kind, ...effect } = what;
  return { kind: 'effect', ...happened, effect: kind, ...effect };
}

function idOf({ what }: Happening): string {
  return 'event' in what ? what.attributes.id : what.effectId;
}

async function trace(session: Session, id: string, json: boolean): Promise<number> {
  const [loops, events] = await loopsWith(session, id);
  const traces: { correlationId: string; happenings: readonly Happening[] }[] = [];
  let someAway = false;
  for (const correlationId of loops) {
    const { away, effects } = await effectsOf(session, correlationId);
    const own = events.filter(({ attributes }) => attributes.correlationId === correlationId);
    traces.push({ correlationId, happenings: traceOf(own, effects) });
    someAway ||= away;
  }
  const text = json
    ? JSON.stringify(
        traces.map((one) => ({ ...one, happenings: one.happenings.map(documentOf) })),
        null,
        2,
      )
    : traces.map((one) => `correlation ${one.correlationId}\n${traceText(one.happenings)}`).join('\n\n');
  session.terminal.out(`${text}\n`);
  return someAway ? EXIT.unreachable : EXIT.done;
}

/** `loop trace <id>`: what happened to one opportunity, from found to completed: events, and effects with their outcomes. */
export function addTrace(program: Program): void {
  newCommand(
    program.root,
    'trace <id>',
    'all that happened around a contract, opportunity, contact, milestone, event or correlation',
  ).action(async (id: string, { json }: { json?: true }) =>
    runIn(program, (session) => trace(session, id, json ?? false)),
  );
}
