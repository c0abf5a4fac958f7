import { opportunityFound, streamName } from '@loop/contracts';
import { usualHeaders } from '@loop/runtime';
import { type JsMsg, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

/** As the service's consumer pulls. */
const PULLED_AT_ONCE = 500;

/**
 * Hands `count` messages of enrichment's consumer to `take` as they come. Resolves, when the last is acked, to the messages a
 * second, from the first one on. Acking is up to `take`.
 */
export async function consumeRaw(
  connection: NatsConnection,
  count: number,
  take: (message: JsMsg, done: () => void) => void,
): Promise<number> {
  const js = jetstream(connection, { checkAPI: false });
  const manager = await js.jetstreamManager(false);
  const info = await manager.consumers.info(streamName('discovery'), 'enrichment');
  const all = Promise.withResolvers<void>();
  let startedMs = 0;
  let left = count;
  const done = (): void => {
    left -= 1;
    if (left === 0) all.resolve();
  };
  const messages = await js.consumers.getConsumerFromInfo(info).consume({
    max_messages: PULLED_AT_ONCE,
    callback: (message) => {
      startedMs ||= performance.now();
      take(message, done);
    },
  });
  await all.promise;
  await connection.flush();
  const rate = count / ((performance.now() - startedMs) / 1_000);
  messages.stop();
  return rate;
}

/** What is read of an event. */
export interface RawEvent {
  readonly id: string;
  readonly tenantId: string;
  readonly correlationId: string;
  readonly opportunityId: string;
  readonly title: string | null;
}

/** Decodes headers, as cheaply as the runtime does, and JSON, and checks it. Throws where something does not hold. */
export function readRaw(message: JsMsg): RawEvent {
  const headers = usualHeaders(message);
  const { opportunityId, title } = opportunityFound.schema.parse(JSON.parse(message.string()));
  const header = (name: string): string => headers?.get(name) ?? '';
  return {
    id: header('ce-id'),
    tenantId: header('ce-tenantid'),
    correlationId: header('ce-correlationid'),
    ...{ opportunityId, title },
  };
}
