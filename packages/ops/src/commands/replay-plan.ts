import { readFileSync } from 'node:fs';
import { EVENTS, type EventDefinition, SERVICES, type ServiceName } from '@loop/contracts';
import type { StoredEvent } from '@loop/runtime';
import { CommandError, EXIT } from '../command-error.ts';
import { readMoment } from '../moment.ts';
import type { ActingOptions } from '../new-command.ts';
import { type Session, servicesNamed } from '../session.ts';

/** What a replay is asked for on the command line. */
export interface ReplayOptions extends ActingOptions {
  readonly service?: string;
  readonly subject?: string;
  readonly mode: string;
  readonly since?: string;
  readonly until?: string;
  readonly fromSequence?: string;
  readonly toSequence?: string;
  readonly tenant?: string;
  readonly key?: string;
  readonly ids?: readonly string[];
  readonly file?: string;
  readonly rate: string;
  readonly cap: string;
  readonly name?: string;
  readonly acceptLoss?: true;
  readonly json?: true;
}

const MODES = ['dry-run', 'repair', 'reprocess', 'rebuild'] as const;

/** What the options come to: a mode, a subject the service consumes, and exactly the events that match. */
export interface Plan {
  readonly service: ServiceName;
  readonly subject: string;
  readonly mode: (typeof MODES)[number];
  readonly stream: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly expected: number;
  readonly cap: number;
  readonly ratePerSecond: number;
  readonly tenantId: string | null;
  readonly key: string | null;
  readonly eventIds: readonly string[] | null;
  /** The first few and the last of them. */
  readonly sample: readonly StoredEvent[];
}

/** Reason of a run that changes nothing. */
export const DRY_RUN_REASON = 'dry run, changes nothing';

const SAMPLE = 3;

function wrong(message: string, remedy: string): CommandError {
  return new CommandError(message, { remedy, exitCode: EXIT.usage });
}

function wholeNumber(text: string, from: number, to: number, message: string, remedy: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < from || value > to) throw wrong(message, remedy);
  return value;
}

function modeOf({ mode, reason }: ReplayOptions): Plan['mode'] {
  const known = MODES.find((candidate) => candidate === mode);
  if (known === undefined) throw wrong(`"${mode}" is no mode`, `Choose ${MODES.join(', ')}`);
  if (known !== 'dry-run' && reason === DRY_RUN_REASON)
    throw wrong(`A ${known} changes things`, 'Say why with --reason');
  return known;
}

function idsOf({ ids, file }: ReplayOptions): readonly string[] | null {
  const listed = [...(ids ?? []), ...(file === undefined ? [] : readLines(file))];
  if (ids === undefined && file === undefined) return null;
  const odd = listed.find((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id));
  if (odd !== undefined || listed.length === 0)
    throw wrong(`"${odd ?? ''}" is no event id`, 'Give event ids, one a line in a file');
  if (listed.length > 10_000) throw wrong(`${listed.length} ids are too many`, 'Give at most 10000 at a time');
  return [...new Set(listed)];
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split(/\s+/)
      .filter((line) => line !== '');
  } catch (error) {
    throw new CommandError(`${file} cannot be read`, {
      remedy: 'Name a file of event ids',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

/** Events in the order of the stream that match what is asked for; bodies stay at the broker. */
async function* matching(
  session: Session,
  subjects: readonly string[],
  options: ReplayOptions,
): AsyncGenerator<StoredEvent> {
  const now = new Date();
  const since = options.since === undefined ? undefined : readMoment(options.since, now);
  const until = options.until === undefined ? undefined : readMoment(options.until, now);
  const positive = (text: string | undefined) =>
    text === undefined
      ? undefined
      : wholeNumber(text, 1, Number.MAX_SAFE_INTEGER, `"${text}" is no sequence`, 'Give a stream sequence, from 1');
  const from = positive(options.fromSequence);
  const to = positive(options.toSequence);
  if (from !== undefined && since !== undefined)
    throw wrong('--since and --from-sequence are two beginnings', 'Give one');
  const ids = idsOf(options);
  const wanted = ids === null ? undefined : new Set(ids);
  const query = { subjects, headersOnly: true, ...(since && { since }), ...(from && { fromSequence: from }) };
  for await (const event of session.operator.events.read(query)) {
    if ((to !== undefined && event.streamSequence > to) || (until !== undefined && event.storedAt >= until)) break;
    if (isWanted(event, options, wanted)) yield event;
  }
}

function isWanted(
  { attributes }: StoredEvent,
  { tenant, key }: ReplayOptions,
  ids: ReadonlySet<string> | undefined,
): boolean {
  if ('malformed' in attributes) return tenant === undefined && key === undefined && ids === undefined;
  const { tenantId, key: own, id } = attributes;
  return (tenant ?? tenantId) === tenantId && (key ?? own) === own && (ids?.has(id) ?? true);
}

/** Without a subject nothing is replayed: says how many events of which subjects it would have been. Listed ids tell theirs. */
async function subjectOf(
  session: Session,
  consumed: readonly EventDefinition[],
  options: ReplayOptions,
): Promise<string> {
  const counts = new Map<string, number>();
  for (const { subject } of consumed) {
    for await (const _ of matching(session, [subject], options)) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  }
  const [only] = counts.keys();
  if (idsOf(options) !== null && counts.size === 1 && only !== undefined) return only;
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const parts = [...counts].map(([subject, count]) => `${subject} ${count}`).join(', ');
  throw new CommandError(`Refused: without a subject it matches ${total} events${parts && ` (${parts})`}`, {
    remedy: `Name one subject with --subject: ${consumed.map(({ subject }) => subject).join(', ')}`,
  });
}

async function consumedEvent(session: Session, service: ServiceName, options: ReplayOptions): Promise<EventDefinition> {
  const consumed = EVENTS.filter((event) => event.consumers.includes(service));
  const subject = options.subject ?? (await subjectOf(session, consumed, options));
  const event = consumed.find((candidate) => candidate.subject === subject);
  if (event !== undefined) return event;
  let count = 0;
  if (EVENTS.some((known) => known.subject === subject)) {
    for await (const _ of matching(session, [subject], options)) count += 1;
  }
  const names = consumed.map((candidate) => candidate.subject).join(', ');
  throw wrong(`${service} consumes no ${subject}, of which ${count} events match`, `Name one of ${names}`);
}

/** A rebuild reads everything, and must not lose what the stream no longer has. */
async function refusePartialRebuild(session: Session, event: EventDefinition, options: ReplayOptions): Promise<void> {
  const { since, until, fromSequence, toSequence, tenant, key, ids, file } = options;
  if ([since, until, fromSequence, toSequence, tenant, key, ids, file].some((part) => part !== undefined)) {
    throw wrong('A rebuild reads all events of its subject', 'Take the other filters away');
  }
  const { stream, firstSequence } = await session.operator.replaySlots.extentOf(event.publisher);
  if (firstSequence <= 1 || options.acceptLoss) return;
  throw new CommandError(
    `Refused: ${stream} begins at sequence ${firstSequence}; up to ${firstSequence - 1} events before it are gone`,
    {
      remedy: 'What only they have told is lost in a rebuild; if that is right, say --accept-loss',
    },
  );
}

/**
 * Finds out what a replay is about: reads the headers of what it may concern, and counts exactly. Throws, with the count, what
 * is refused: no subject, one the service does not consume, more events than the cap, ids that are not there, a rebuild that
 * would lose something.
 */
export async function planReplay(session: Session, options: ReplayOptions): Promise<Plan> {
  const [service] = options.service === undefined ? [] : servicesNamed(options.service);
  if (service === undefined)
    throw wrong('A replay goes to one service', `Name it with --service: ${SERVICES.join(', ')}`);
  const mode = modeOf(options);
  const rateRemedy = 'Give events a second, 1 to 100000';
  const ratePerSecond = wholeNumber(options.rate, 1, 100_000, `"${options.rate}" is no rate`, rateRemedy);
  const cap = wholeNumber(
    options.cap,
    1,
    1_000_000_000,
    `"${options.cap}" is no cap`,
    'Give the most events you allow',
  );
  const eventIds = idsOf(options);
  if (mode === 'reprocess' && eventIds === null)
    throw wrong('A reprocess lists its events', 'Give --ids, or a --file of them');
  const event = await consumedEvent(session, service, options);
  if (mode === 'rebuild') await refusePartialRebuild(session, event, options);
  const { stream } = await session.operator.replaySlots.extentOf(event.publisher);
  const found = await count(session, event.subject, options);
  if (found.expected > cap) {
    throw new CommandError(`Refused: it matches ${found.expected} events, more than its cap of ${cap}`, {
      remedy: `Narrow it, or allow that many with --cap ${found.expected}`,
    });
  }
  const missing = eventIds?.filter((id) => !found.ids.has(id)) ?? [];
  if (missing.length > 0) {
    const remedy = `${stream} has no ${event.subject} of them within the other filters; take them off the list`;
    throw new CommandError(`Refused: ${missing.length} of ${eventIds?.length} ids are not there (${missing[0]} …)`, {
      remedy,
    });
  }
  const { expected, firstSequence, lastSequence, sample } = found;
  const filters = { tenantId: options.tenant ?? null, key: options.key ?? null, eventIds };
  return {
    ...{ service, subject: event.subject, mode, stream, ratePerSecond, cap },
    ...filters,
    expected,
    firstSequence,
    lastSequence,
    sample,
  };
}

async function count(session: Session, subject: string, options: ReplayOptions) {
  const ids = new Set<string>();
  const isListed = options.ids !== undefined || options.file !== undefined;
  const sample: StoredEvent[] = [];
  let expected = 0;
  let last: StoredEvent | undefined;
  for await (const event of matching(session, [subject], options)) {
    expected += 1;
    last = event;
    if (sample.length < SAMPLE) sample.push(event);
    if (isListed && !('malformed' in event.attributes)) ids.add(event.attributes.id);
  }
  if (last !== undefined && expected > SAMPLE) sample.push(last);
  const lastSequence = last?.streamSequence ?? 0;
  return { expected, ids, sample, firstSequence: sample[0]?.streamSequence ?? 1, lastSequence };
}
