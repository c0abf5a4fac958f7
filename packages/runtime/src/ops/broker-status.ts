import { streams } from '@loop/contracts';
import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { existing, missingConsumers } from '../health.ts';

/** The broker as the operator sees it. */
export interface BrokerStatus {
  readonly version: string;
  readonly latencyMs: number;
  readonly streams: readonly StreamStatus[];
  /** Streams and consumers of the registry that are not there: `loop provision` makes them. */
  readonly missing: readonly string[];
}

/** How full a stream is, and how many copies of it are up to date. */
export interface StreamStatus {
  readonly stream: string;
  readonly events: number;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly replicas: number;
  /** Copies that are there and not behind, the leader's included. */
  readonly currentReplicas: number;
}

/** Looks at every stream and consumer of the registry. Rejects when the broker does not answer. */
export async function brokerStatus(connection: NatsConnection, manager: JetStreamManager): Promise<BrokerStatus> {
  const latencyMs = await connection.rtt();
  const names = streams().map(({ name }) => name);
  const infos = await Promise.all(names.map((name) => existing(manager.streams.info(name))));
  const present = infos.filter((info) => info !== undefined);
  const gone = names.filter((name) => !present.some(({ config }) => config.name === name));
  return {
    version: connection.info?.version ?? 'unknown',
    latencyMs,
    streams: present.map(streamStatus),
    missing: [...gone, ...(await missingConsumers(manager))],
  };
}

function streamStatus({ cluster, config, state }: StreamInfo): StreamStatus {
  const followers = (cluster?.replicas ?? []).filter(({ current, offline }) => current && !offline);
  return {
    stream: config.name,
    events: state.messages,
    bytes: state.bytes,
    maxBytes: config.max_bytes,
    replicas: config.num_replicas,
    currentReplicas: followers.length + 1,
  };
}
