import type { TopologyOptions } from '@loop/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import { connectBroker } from '../bus/broker.ts';
import { provisionBroker } from '../bus/provision-broker.ts';
import { asker, type Gather, gatherer } from '../bus/requests.ts';
import type { Ask } from '../effects/provider-call.ts';
import { type BrokerStatus, brokerStatus } from './broker-status.ts';
import { EventReader } from './event-reader.ts';
import { ReplaySlots } from './replay-slots.ts';

/** What the operator's command can do at the broker, as its user `loop`. */
export interface Operator {
  /** Gives a command to a service. Rejects when nobody answers in time, or who answers fails. */
  readonly request: Ask;
  /** Gives a command to every instance of a service. */
  readonly gather: Gather;
  readonly events: EventReader;
  readonly replaySlots: ReplaySlots;
  /** Makes streams and consumers, or brings them up to date. Idempotent. */
  provisionBroker(options?: TopologyOptions): Promise<void>;
  /** Rejects when the broker does not answer. */
  brokerStatus(): Promise<BrokerStatus>;
  close(): Promise<void>;
}

/** Connects as the operator. Rejects when the broker cannot be reached or refuses the user. */
export async function connectOperator(url: string): Promise<Operator> {
  let lost: Error | undefined;
  const connection = await connectBroker(url, 'loop', {
    disconnected: () => undefined,
    reconnected: () => undefined,
    violated: (error) => {
      lost = error;
      void connection.close();
    },
    answerRefused: () => undefined,
    closed: () => undefined,
  });
  const manager = await jetstreamManager(connection, { checkAPI: false });
  return {
    request: asker(connection),
    gather: gatherer(connection),
    events: new EventReader(manager),
    replaySlots: new ReplaySlots(manager),
    provisionBroker: (options) => provisionBroker(connection, options),
    brokerStatus: () => brokerStatus(connection, manager),
    close: async () => {
      await connection.close();
      if (lost !== undefined) throw new Error('The broker refused the operator a permission', { cause: lost });
    },
  };
}
