import type { ConsumerTopology } from '@loop/contracts';
import { AckPolicy, type ConsumerConfig } from '@nats-io/jetstream';

/**
 * A consumer of the registry as the broker takes it. A single subject goes in as `filter_subject`: brokers before 2.10.30 and
 * 2.11.6 load the whole block of messages again for every one they deliver out of an older block through `filter_subjects`,
 * some thousand a second instead of fifty thousand (https://github.com/nats-io/nats-server/pull/7015).
 */
export function consumerConfig({ filter_subjects: subjects, ...config }: ConsumerTopology): ConsumerConfig {
  const [only] = subjects;
  const filter =
    subjects.length === 1 && only !== undefined ? { filter_subject: only } : { filter_subjects: [...subjects] };
  return { ...config, ...filter, ack_policy: AckPolicy.Explicit } as ConsumerConfig;
}
