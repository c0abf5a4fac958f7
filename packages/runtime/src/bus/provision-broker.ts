import { consumers, streams, type TopologyOptions } from '@loop/contracts';
import {
  type ConsumerConfig,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { failpoint } from '../failpoint/failpoint.ts';
import { consumerConfig } from './consumer-config.ts';

const STREAM_NOT_FOUND = 10059;
const CONSUMER_NOT_FOUND = 10014;

/**
 * Makes the streams and durable consumers of the registry, or brings them up to date, and reads each back: old brokers drop
 * what they do not know without a word. Idempotent; a run killed in the middle is completed by the next.
 * Throws when the broker keeps something else than was asked for.
 */
export async function provisionBroker(connection: NatsConnection, options: TopologyOptions = {}): Promise<void> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  for (const stream of streams(options))
    await ensureStream(manager, { ...stream, subjects: [...stream.subjects] } as StreamConfig);
  for (const { stream, config } of consumers()) {
    await ensureConsumer(manager, stream, consumerConfig(config));
  }
}

async function ensureStream(manager: JetStreamManager, wanted: StreamConfig): Promise<void> {
  failpoint('provision.stepped');
  const current = await unlessMissing(manager.streams.info(wanted.name), STREAM_NOT_FOUND);
  if (current === undefined) await manager.streams.add(wanted);
  else if (differences(wanted, current.config).length > 0) await manager.streams.update(wanted.name, wanted);
  refuseDifferences(`stream ${wanted.name}`, wanted, (await manager.streams.info(wanted.name)).config);
}

async function ensureConsumer(manager: JetStreamManager, stream: string, wanted: ConsumerConfig): Promise<void> {
  failpoint('provision.stepped');
  const name = wanted.durable_name ?? '';
  const current = await unlessMissing(manager.consumers.info(stream, name), CONSUMER_NOT_FOUND);
  if (current === undefined) await manager.consumers.add(stream, wanted);
  else if (differences(wanted, current.config).length > 0) await manager.consumers.update(stream, name, wanted);
  refuseDifferences(`consumer ${name} of ${stream}`, wanted, (await manager.consumers.info(stream, name)).config);
}

async function unlessMissing<T>(lookup: Promise<T>, missing: number): Promise<T | undefined> {
  try {
    return await lookup;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === missing) return undefined;
    throw error;
  }
}

/** Names of the settings the broker keeps otherwise than wanted. What the broker leaves out is its zero value. */
function differences(wanted: object, kept: object): string[] {
  const has = kept as Record<string, unknown>;
  return Object.entries(wanted)
    .filter(([name, value]) => {
      const there = has[name] ?? (typeof value === 'boolean' ? false : undefined);
      const same = Array.isArray(value)
        ? [...value].sort().join() === [...((there as string[]) ?? [])].sort().join()
        : value === there;
      return !same;
    })
    .map(([name]) => name);
}

function refuseDifferences(what: string, wanted: object, kept: object): void {
  const others = differences(wanted, kept);
  if (others.length > 0) throw new Error(`The broker keeps ${what} with another ${others.join(', ')} than provisioned`);
}
