import { randomUUID } from 'node:crypto';
import { contactEnriched } from '@loop/contracts';
import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Bed } from '../harness/bed.ts';
import { tenants } from '../harness/made-up-events.ts';
import { commitOnce, openAppConnection, type TransactionValues } from './consumer-sql.ts';
import { consumeRaw, type RawEvent, readRaw } from './raw-consumer.ts';
import { CONTACT } from './tallying-service.ts';

/** As many events as the runtime commits at a time under load. */
const BATCH = 500;

/** Reads, and acks at once, what it is given: an event as it costs without a database. */
export function consumeWithoutDatabase(connection: NatsConnection, count: number): Promise<number> {
  return consumeRaw(connection, count, (message, done) => {
    readRaw(message);
    message.ack();
    done();
  });
}

/** Consumes with one commit an event, `parallel` at a time; resolves to events a second. */
export async function consumeOneByOne(
  bed: Bed,
  connection: NatsConnection,
  count: number,
  parallel: number,
): Promise<number> {
  const clients = await Promise.all(Array.from({ length: parallel }, () => openAppConnection(bed)));
  const idle = [...clients];
  const waiting: { readonly message: JsMsg; readonly done: () => void }[] = [];
  const failed = Promise.withResolvers<never>();
  const work = async (): Promise<void> => {
    const client = idle.pop();
    if (client === undefined) return;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await commitOnce(client, valuesOf([readRaw(next.message)]));
      next.message.ack();
      next.done();
    }
    idle.push(client);
  };
  try {
    const consuming = consumeRaw(connection, count, (message, done) => {
      waiting.push({ message, done });
      work().catch(failed.reject);
    });
    return await Promise.race([consuming, failed.promise]);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/**
 * Commits the rows of `count` made-up events from values that are ready, batch after batch on each connection; resolves to
 * events a second.
 */
export async function writeOnly(
  bed: Bed,
  count: number,
  entities: readonly string[],
  connections: number,
): Promise<number> {
  const spread = tenants(20);
  const events = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    tenantId: spread[index % spread.length] ?? '',
    correlationId: randomUUID(),
    opportunityId: entities[index % entities.length] ?? '',
    title: 'Ask: who rebuilds our booking page?',
  }));
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, index) => {
    return asText(valuesOf(events.slice(index * BATCH, (index + 1) * BATCH)));
  });
  const clients = await Promise.all(Array.from({ length: connections }, () => openAppConnection(bed)));
  globalThis.gc?.();
  const startedMs = performance.now();
  const work = clients.map(async (client) => {
    for (let next = batches.shift(); next !== undefined; next = batches.shift()) await commitOnce(client, next);
  });
  await Promise.all(work);
  const rate = count / ((performance.now() - startedMs) / 1_000);
  await Promise.all(clients.map((client) => client.end()));
  return rate;
}

function valuesOf(events: readonly RawEvent[]): TransactionValues {
  const ids = events.map((event) => event.id);
  const tenantIds = events.map((event) => event.tenantId);
  const keys = events.map((event) => event.opportunityId);
  const now = new Date().toISOString();
  return {
    admit: [[...new Set(tenantIds)].join()],
    inbox: [ids, tenantIds, ids],
    upsert: [tenantIds, keys, events.map((event) => event.title)],
    outbox: [
      ...[events.map(() => randomUUID()), tenantIds, events.map(() => contactEnriched.subject)],
      ...[events.map(() => contactEnriched.version), keys, events.map(() => now)],
      ...[events.map((event) => event.correlationId), ids],
      events.map(({ opportunityId }) => JSON.stringify(contactEnriched.schema.parse({ ...CONTACT, opportunityId }))),
    ],
  };
}

/** The arrays as the strings the driver would make of them, so that making them is not measured. */
function asText(values: TransactionValues): TransactionValues {
  const text = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    return `{${value.map((item) => `"${String(item).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join()}}`;
  };
  const entries = Object.entries(values).map(([name, list]) => [name, list.map(text)]);
  return Object.fromEntries(entries) as TransactionValues;
}
