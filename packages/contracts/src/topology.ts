import { EVENTS } from './registry.ts';
import { SERVICES, type ServiceName } from './services.ts';

/** Nanoseconds, the unit of JetStream's configurations. */
const NANOS_PER_SECOND = 1_000_000_000;
const DAY_SECONDS = 24 * 60 * 60;

/**
 * Days for which a stream keeps its events, hence how far back a replay can reach. What is kept to know repeats (inboxes) or to
 * publish a lost stream anew (outboxes) is kept longer by what the runtime's retention says.
 */
export const REPLAY_HORIZON_DAYS = 30;

/** Part of JetStream's stream configuration (https://docs.nats.io/nats-concepts/jetstream/streams) that we fix. */
export interface StreamTopology {
  readonly name: string;
  readonly description: string;
  readonly subjects: readonly string[];
  readonly retention: 'limits';
  readonly storage: 'file';
  /** A full stream refuses publishes, and the outbox holds: unread events are never evicted for newer ones. */
  readonly discard: 'new';
  readonly max_bytes: number;
  readonly max_age: number;
  readonly duplicate_window: number;
  readonly num_replicas: number;
  readonly allow_direct: boolean;
  /** A single message can be erased (a person is to be forgotten); a whole stream cannot be emptied. */
  readonly deny_delete: boolean;
  readonly deny_purge: boolean;
}

/** Part of JetStream's consumer configuration (https://docs.nats.io/nats-concepts/jetstream/consumers) that we fix. */
export interface ConsumerTopology {
  readonly name: string;
  readonly durable_name: string;
  readonly description: string;
  readonly filter_subjects: readonly string[];
  readonly ack_policy: 'explicit';
  readonly ack_wait: number;
  /** Unlimited: attempts are counted in Postgres, where crashes and outages can be told from failures. */
  readonly max_deliver: -1;
  readonly max_ack_pending: number;
  readonly deliver_policy: 'all' | 'by_start_sequence' | 'by_start_time';
  readonly replay_policy: 'instant';
  readonly opt_start_seq?: number;
  readonly opt_start_time?: string;
  readonly inactive_threshold?: number;
  readonly mem_storage?: boolean;
}

/** A consumer and the stream it reads. */
export interface PlacedConsumer {
  readonly stream: string;
  readonly service: ServiceName;
  readonly config: ConsumerTopology;
}

/** What differs between one machine and a cluster. */
export interface TopologyOptions {
  /** Copies of each stream: 1 on one machine, 3 in a cluster. Default 1. */
  readonly replicas?: number;
  /** Room for each stream in bytes; JetStream reserves it. Default 256 MiB. */
  readonly maxBytes?: number;
}

/** Name of the stream that holds what `service` publishes: `CLIENT_PORTAL`. */
export function streamName(service: ServiceName): string {
  return service.toUpperCase().replaceAll('-', '_');
}

/** The subjects `publisher` publishes, sorted; those that `consumer` consumes when one is given. */
export function subjectsOf(publisher: ServiceName, consumer?: ServiceName): readonly string[] {
  return EVENTS.filter((event) => event.publisher === publisher)
    .filter((event) => consumer === undefined || event.consumers.includes(consumer))
    .map((event) => event.subject)
    .sort();
}

/** JetStream gives a stream without subjects its own name for one. Nobody may publish there: it waits for its first event. */
function streamSubjects(service: ServiceName): readonly string[] {
  const subjects = subjectsOf(service);
  return subjects.length === 0 ? [streamName(service)] : subjects;
}

/** The streams of the system: one for each publishing service, listing its subjects exactly. */
export function streams(options: TopologyOptions = {}): readonly StreamTopology[] {
  return SERVICES.map((service) => ({
    name: streamName(service),
    description: `Events published by ${service}`,
    subjects: streamSubjects(service),
    retention: 'limits',
    storage: 'file',
    discard: 'new',
    max_bytes: options.maxBytes ?? 256 * 1024 * 1024,
    max_age: REPLAY_HORIZON_DAYS * DAY_SECONDS * NANOS_PER_SECOND,
    duplicate_window: 20 * 60 * NANOS_PER_SECOND,
    num_replicas: options.replicas ?? 1,
    allow_direct: true,
    deny_delete: false,
    deny_purge: true,
  }));
}

function consumerConfig(name: string, description: string, subjects: readonly string[]): ConsumerTopology {
  return {
    name,
    durable_name: name,
    description,
    filter_subjects: subjects,
    ack_policy: 'explicit',
    ack_wait: 30 * NANOS_PER_SECOND,
    max_deliver: -1,
    max_ack_pending: 2000,
    deliver_policy: 'all',
    replay_policy: 'instant',
  };
}

/**
 * The durable pull consumers: one for each pair of consuming service and stream, named after the service and filtered to
 * exactly the subjects it consumes. Filtering by several subjects needs NATS 2.10.
 */
export function consumers(): readonly PlacedConsumer[] {
  return SERVICES.flatMap((service) =>
    SERVICES.flatMap((publisher) => {
      const subjects = subjectsOf(publisher, service);
      if (subjects.length === 0) return [];
      const config = consumerConfig(service, `${service} reads what ${publisher} publishes`, subjects);
      return [{ stream: streamName(publisher), service, config }];
    }),
  );
}

/**
 * Names of the four consumers a service may read replays from, on each stream it consumes. They are fixed because a
 * permission names whole tokens: `discovery-replay-*` would match nothing.
 */
export function replaySlots(service: ServiceName): readonly string[] {
  return [1, 2, 3, 4].map((slot) => `${service}-replay-${slot}`);
}

/** Where a replay begins: at a stream sequence, or at a time (ISO 8601 UTC). */
export type ReplayStart = { readonly sequence: number } | { readonly since: string };

/**
 * The consumer that `loop` makes in a slot for one replay of one subject. It lives in memory and vanishes after an hour
 * without a reader. Throws when `service` does not consume `subject` or has no such slot.
 */
export function replayConsumer(
  service: ServiceName,
  slot: string,
  subject: string,
  start: ReplayStart,
): PlacedConsumer {
  const event = EVENTS.find((candidate) => candidate.subject === subject);
  if (event === undefined || !event.consumers.includes(service)) throw new Error(`${service} consumes no ${subject}`);
  if (!replaySlots(service).includes(slot)) throw new Error(`${service} has no replay slot ${slot}`);
  const from =
    'sequence' in start
      ? ({ deliver_policy: 'by_start_sequence', opt_start_seq: start.sequence } as const)
      : ({ deliver_policy: 'by_start_time', opt_start_time: start.since } as const);
  return {
    stream: streamName(event.publisher),
    service,
    config: {
      ...consumerConfig(slot, `A replay of ${subject} to ${service}`, [subject]),
      ...from,
      inactive_threshold: 60 * 60 * NANOS_PER_SECOND,
      mem_storage: true,
    },
  };
}
