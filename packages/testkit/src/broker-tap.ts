import { randomUUID } from 'node:crypto';
import {
  type EventDefinition,
  type EventEnvelope,
  inboxPrefix,
  type PayloadOf,
  parseVersion,
  type Requester,
  streamName,
} from '@loop/contracts';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';

/** An event as a test publishes it; what is left out is made up. */
export interface RawEvent {
  readonly id?: string;
  readonly tenantId?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly time?: string;
  readonly version?: number;
  readonly sequence?: number;
  readonly key?: string;
  /** Headers that replace or, when empty, remove the usual ones. */
  readonly overrides?: Readonly<Record<string, string>>;
}

/** A user of the test's broker: publishes as a service's relay would, bypassing its outbox, and reads streams. */
export class BrokerTap {
  readonly #connection: NatsConnection;

  private constructor(connection: NatsConnection) {
    this.#connection = connection;
  }

  /** Connects as `user`, with its permissions and no more. */
  static async open(url: string, user: Requester, password: string): Promise<BrokerTap> {
    const connection = await connect({
      servers: new URL(url).host,
      user,
      pass: password,
      inboxPrefix: inboxPrefix(user),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
    });
    return new BrokerTap(connection);
  }

  /** The client's own connection, for what a test does that no service may. */
  get connection(): NatsConnection {
    return this.#connection;
  }

  /**
   * Publishes an event's JSON under its headers. Every call stores another message, whatever its id: the broker's own dedup is
   * out of the way, so that delivering twice is `publish` twice. Returns the event's id.
   */
  async publish<D extends EventDefinition>(
    event: D,
    data: PayloadOf<D>,
    tenantId: string,
    raw: RawEvent = {},
  ): Promise<string> {
    const id = raw.id ?? randomUUID();
    const key = raw.key ?? String((data as Record<string, unknown>)[event.key]);
    const fields: Record<string, string> = {
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-type': `${event.subject}.v${raw.version ?? event.version}`,
      'ce-source': event.publisher,
      'ce-time': raw.time ?? new Date().toISOString(),
      'ce-subject': encodeURIComponent(key),
      'ce-tenantid': raw.tenantId ?? tenantId,
      'ce-correlationid': raw.correlationId ?? randomUUID(),
      'ce-causationid': raw.causationId ?? randomUUID(),
      ...(raw.sequence === undefined ? {} : { 'ce-sequence': String(raw.sequence) }),
      ...raw.overrides,
    };
    await this.publishBytes(event.subject, fields, JSON.stringify(data));
    return id;
  }

  /** Publishes any bytes under any headers. Empty header values are left out. */
  async publishBytes(subject: string, fields: Readonly<Record<string, string>>, body: string): Promise<void> {
    const message = headers();
    for (const [name, value] of Object.entries(fields)) if (value !== '') message.set(name, value);
    await jetstream(this.#connection).publish(subject, body, { headers: message, timeout: 5_000 });
  }

  /** Every event of a kind that is in its stream now, in order; earlier versions lifted as a consumer lifts them. */
  async published<D extends EventDefinition>(event: D): Promise<readonly EventEnvelope<PayloadOf<D>>[]> {
    const manager = await jetstreamManager(this.#connection, { checkAPI: false, timeout: 500 });
    const stream = streamName(event.publisher);
    const { state } = await manager.streams.info(stream);
    const found: EventEnvelope<PayloadOf<D>>[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage(stream, { seq });
      if (message === null || message.subject !== event.subject) continue;
      const header = (name: string): string => message.header.get(name);
      const version = Number(header('ce-type').split('.v').at(-1));
      found.push({
        id: header('ce-id'),
        subject: message.subject,
        version,
        publisher: event.publisher,
        time: header('ce-time'),
        key: decodeURIComponent(header('ce-subject')),
        tenantId: header('ce-tenantid'),
        correlationId: header('ce-correlationid'),
        causationId: header('ce-causationid'),
        sequence: header('ce-sequence') === '' ? null : Number(header('ce-sequence')),
        traceparent: header('traceparent') || null,
        data: currentPayload(event, version, message.json()),
      });
    }
    return found;
  }

  /** Every message of every stream, headers and bodies, as one text to search. */
  async everything(): Promise<string> {
    const manager = await jetstreamManager(this.#connection, { checkAPI: false, timeout: 500 });
    const texts: string[] = [];
    for await (const { config, state } of manager.streams.list()) {
      for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq++) {
        const message = await manager.streams.getMessage(config.name, { seq });
        if (message === null) continue;
        const fields = message.header.keys().map((name) => `${name}: ${message.header.get(name)}`);
        texts.push(`${message.subject} ${fields.join(' ')} ${message.string()}`);
      }
    }
    return texts.join('\n');
  }

  /** Events that a service's consumer has not been given, or has not acked: 0 when it is through. */
  async lag(stream: string, consumer: string): Promise<number> {
    const manager = await jetstreamManager(this.#connection, { checkAPI: false, timeout: 500 });
    const info = await manager.consumers.info(stream, consumer);
    return info.num_pending + info.num_ack_pending;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}

function currentPayload<D extends EventDefinition>(event: D, version: number, body: unknown): PayloadOf<D> {
  const parsed = parseVersion(event, version, body);
  if (parsed.status !== 'ok') throw new Error(`Version ${version} of ${event.subject} in the stream: ${parsed.status}`);
  return parsed.data as PayloadOf<D>;
}
