import { INBOXES, inboxPrefix, type Requester } from '@loop/contracts';
import { connect, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';

/** What goes on with the connection, told to whoever runs the service. */
export interface BrokerListener {
  disconnected(): void;
  reconnected(): void;
  /** A publish, pull or ack was refused: they fail silently otherwise, so this ends the service. */
  violated(error: Error): void;
  /** An answer was refused: it came too late, or the broker was restarted meanwhile and has forgotten the question. */
  answerRefused(error: Error): void;
  /** Closed for good, not by us. */
  closed(error: Error | undefined): void;
}

/** Oldest broker that has what the topology needs (several filter subjects, `sync_interval`). */
const OLDEST_VERSION: readonly [number, number] = [2, 10];

/**
 * Connects a user of the registry to the broker, under its own inbox prefix, and reconnects for ever.
 * Throws when the server cannot be reached within 20 s, refuses the user, or is older than 2.10.
 */
export async function connectBroker(url: string, user: Requester, listener: BrokerListener): Promise<NatsConnection> {
  const address = new URL(url);
  const connection = await connect({
    servers: address.host,
    user: decodeURIComponent(address.username),
    pass: decodeURIComponent(address.password),
    name: user,
    inboxPrefix: inboxPrefix(user),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    pingInterval: 5_000,
    maxPingOut: 2,
    waitOnFirstConnect: false,
    timeout: 20_000,
  });
  const [major = 0, minor = 0] = (connection.info?.version ?? '0.0').split('.').map(Number);
  if (major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1])) {
    await connection.close();
    throw new Error(
      `The broker is version ${connection.info?.version}; Customer Loop needs ${OLDEST_VERSION.join('.')} or newer`,
    );
  }
  void watch(connection, listener);
  void connection.closed().then((error) => {
    listener.closed(error instanceof Error ? error : undefined);
  });
  return connection;
}

async function watch(connection: NatsConnection, listener: BrokerListener): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect') listener.disconnected();
    else if (status.type === 'reconnect') listener.reconnected();
    else if (status.type === 'error' && status.error instanceof PermissionViolationError) {
      if (isAnswer(status.error)) listener.answerRefused(status.error);
      else listener.violated(status.error);
    }
  }
}

/** Whoever asked has given up or will, and nothing but an answer is published to somebody's inbox. */
function isAnswer({ operation, subject }: PermissionViolationError): boolean {
  return operation === 'publish' && subject.startsWith(INBOXES);
}
