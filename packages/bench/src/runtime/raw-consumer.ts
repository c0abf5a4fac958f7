import { opportunityFound, streamName } from '@loop/contracts';
import { type JsMsg, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

/** As the service's consumer pulls. */
const PULLED_AT_ONCE = 500;

const HEADERS = [
  'ce-id',
  'ce-type',
  'ce-source',
  'ce-time',
  'ce-subject',
  'ce-tenantid',
  'ce-correlationid',
  'ce-causationid',
] as const;

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

/** An event as anybody reads one: headers, JSON, schema. Throws where one does not hold. */
export function readRaw(message: JsMsg): { readonly headers: readonly string[]; readonly opportunityId: string } {
  const headers = HEADERS.map((name) => message.headers?.get(name) ?? '');
  return { headers, ...opportunityFound.schema.parse(JSON.parse(message.string())) };
}
