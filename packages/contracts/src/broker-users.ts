import type { Requester } from './define.ts';
import { REQUESTS } from './request-registry.ts';
import { SERVICES, type ServiceName } from './services.ts';
import { consumers, replaySlots, streamName, subjectsOf } from './topology.ts';

/** A user of the broker and exactly what it may do. Anything not listed is refused by the server. */
export interface BrokerUser {
  readonly user: Requester;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** How long after a request its one answer is let through; absent for a user that answers nothing. */
  readonly answerWithinMs?: number;
}

/** How every user's reply subjects begin. */
export const INBOXES = '_INBOX_';

/** Prefix of a user's reply subjects: `_INBOX_client_portal`. A client must be given it, the default is refused. */
export function inboxPrefix(user: Requester): string {
  return `${INBOXES}${user.replaceAll('-', '_')}`;
}

function requestsBy(user: Requester): readonly string[] {
  return REQUESTS.filter((request) => request.requesters.includes(user)).map((request) => request.subject);
}

/** Reading and acking on one consumer, and nothing about any other. */
function readingOf(stream: string, consumer: string): readonly string[] {
  return [
    `$JS.API.CONSUMER.INFO.${stream}.${consumer}`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
    `$JS.ACK.${stream}.${consumer}.>`,
  ];
}

function serviceUser(service: ServiceName): BrokerUser {
  const own = streamName(service);
  const reads = consumers().filter((consumer) => consumer.service === service);
  const answers = REQUESTS.filter((request) => request.responder === service);
  return {
    user: service,
    publish: [
      ...subjectsOf(service),
      ...requestsBy(service),
      // The relay compares the outbox with what the broker still has of its own stream.
      `$JS.API.STREAM.INFO.${own}`,
      `$JS.API.STREAM.MSG.GET.${own}`,
      // A person is to be forgotten: single messages of its own stream, overwritten one by one.
      `$JS.API.STREAM.MSG.DELETE.${own}`,
      `$JS.API.DIRECT.GET.${own}`,
      `$JS.API.DIRECT.GET.${own}.>`,
      ...reads.flatMap(({ stream }) =>
        [service, ...replaySlots(service)].flatMap((consumer) => readingOf(stream, consumer)),
      ),
    ],
    subscribe: [
      `${inboxPrefix(service)}.>`,
      `ops.${service}.>`,
      ...answers.map((request) => request.subject).filter((subject) => !subject.startsWith('ops.')),
    ],
    answerWithinMs: Math.max(...answers.map((request) => request.timeoutMs)),
  };
}

/**
 * All users: one for each service, and `loop`, which makes streams and consumers, reads every event and gives commands,
 * but publishes no event.
 */
export function brokerUsers(): readonly BrokerUser[] {
  const operator: BrokerUser = {
    user: 'loop',
    publish: ['$JS.API.>', '$JS.ACK.>', ...requestsBy('loop')],
    subscribe: [`${inboxPrefix('loop')}.>`, '$JS.EVENT.ADVISORY.>', '$JS.EVENT.METRIC.>'],
  };
  return [...SERVICES.map(serviceUser), operator];
}
