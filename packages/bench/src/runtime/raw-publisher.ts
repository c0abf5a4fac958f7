import { randomBytes, randomUUID } from 'node:crypto';
import { inboxPrefix, opportunityFound, type ServiceName } from '@loop/contracts';
import { eventHeaders } from '@loop/runtime';
import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { madeUpOpportunity, tenants } from '../harness/made-up-events.ts';

/** As many as the relay lets be in flight. */
const WINDOW = 1_024;

/** A message that only has to be sent: headers and body are bytes already. */
export interface ReadyMessage {
  readonly subject: string;
  readonly headers: MsgHdrs;
  readonly body: Uint8Array;
}

/**
 * Events with the headers that the relay would give them, under ids of their own, spread over 20 tenants. Each is about an
 * entity of its own, or about one of `entities`, whose number the tenants' divides. `traced` ones follow from a span each.
 */
export function readyMessages(
  count: number,
  entities?: readonly string[],
  options: { readonly traced?: boolean } = {},
): readonly ReadyMessage[] {
  const spread = tenants(20);
  return Array.from({ length: count }, (_, index) => {
    const key = entities?.[index % entities.length] ?? randomUUID();
    const headers = eventHeaders({
      id: randomUUID(),
      subject: opportunityFound.subject,
      version: opportunityFound.version,
      publisher: opportunityFound.publisher,
      key,
      tenantId: spread[index % spread.length] ?? '',
      time: new Date().toISOString(),
      correlationId: randomUUID(),
      causationId: randomUUID(),
      sequence: null,
      traceparent: options.traced === true ? madeUpTraceparent() : null,
    });
    return { subject: opportunityFound.subject, headers, body: Buffer.from(JSON.stringify(madeUpOpportunity(key))) };
  });
}

/** W3C trace context of a sampled span (https://www.w3.org/TR/trace-context/#traceparent-header). */
function madeUpTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

/**
 * Publishes all messages as fast as the client can with 1,024 acks in flight on one reply inbox, and nothing else: what the
 * relay is measured against. Rejects when one is refused.
 */
export async function publishRaw(
  connection: NatsConnection,
  messages: readonly ReadyMessage[],
  user: ServiceName = 'discovery',
): Promise<void> {
  const inbox = `${inboxPrefix(user)}.raw.${randomUUID()}`;
  let next = 0;
  let acked = 0;
  const done = Promise.withResolvers<void>();
  const publishNext = (): void => {
    const message = messages[next++];
    if (message === undefined) return;
    connection.publish(message.subject, message.body, { headers: message.headers, reply: `${inbox}.${next}` });
  };
  const subscription = connection.subscribe(`${inbox}.*`, {
    callback: (error, ack) => {
      if (error !== null || !/"seq":\d/.test(ack.string()) || ack.string().includes('"duplicate"')) {
        done.reject(new Error(`The broker did not store a message: ${error?.message ?? ack.string()}`));
      }
      acked += 1;
      if (acked === messages.length) done.resolve();
      else publishNext();
    },
  });
  for (let sent = 0; sent < WINDOW; sent++) publishNext();
  await done.promise.finally(() => subscription.unsubscribe());
}
