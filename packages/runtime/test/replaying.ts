import { randomUUID } from 'node:crypto';
import { replayConsumer, type ServiceName } from '@loop/contracts';
import { settle, type TestSystem } from '@loop/testkit';
import { jetstreamManager } from '@nats-io/jetstream';

/** A replay as a test asks for it; what is left out is made up. */
export interface Wish {
  readonly service: ServiceName;
  readonly subject: string;
  readonly mode: 'dry-run' | 'repair' | 'reprocess' | 'rebuild';
  readonly replayId: string;
  readonly name: string;
  readonly slot: string;
  readonly expected: number;
  readonly lastSequence: number;
  readonly cap: number;
  readonly tenantId: string;
  readonly key: string;
  readonly eventIds: readonly string[];
  readonly ratePerSecond: number;
}

/** A replay as its service tells of it. */
export interface Told {
  readonly replayId: string;
  readonly state: string;
  readonly stateReason: string | null;
  readonly read: number;
  readonly handled: number;
  readonly alreadyHandled: number;
  readonly neverHandled: number;
  readonly failed: number;
  readonly doneThrough: number;
  readonly errors: readonly string[];
  readonly effects: Readonly<Record<string, number>>;
}

/** What a service answers: the replay, or why not. */
export type Answered = { readonly ok: Told } | { readonly refused: string; readonly detail: string };

/** What `loop replay` does: lines the events up in a slot, from the beginning, then has the service read it. */
export async function startReplay(
  system: TestSystem,
  wish: Pick<Wish, 'service' | 'subject' | 'mode'> & Partial<Wish>,
): Promise<{ replayId: string; started: Answered }> {
  const { service, subject, mode, slot = `${service}-replay-1`, replayId = randomUUID() } = wish;
  const consumer = replayConsumer(service, slot, subject, { sequence: 1 });
  await system.lineUp(consumer, replayId);
  const manager = await jetstreamManager(system.tap.connection, { checkAPI: false });
  const { num_pending } = await manager.consumers.info(consumer.stream, slot);
  const { state } = await manager.streams.info(consumer.stream);
  const { name = `a-test-${replayId}`, expected = num_pending, lastSequence = state.last_seq } = wish;
  const { cap = 10_000, tenantId = null, key = null, eventIds = null, ratePerSecond = 1_000 } = wish;
  const started = (await system.ask(service, 'replay_start', {
    ...{ replayId, name, mode, slot, stream: consumer.stream, subject, firstSequence: 1, lastSequence, expected, cap },
    ...{ tenantId, key, eventIds, ratePerSecond },
  })) as Answered;
  return { replayId, started };
}

/** How a replay is by now. */
export async function lookAt(system: TestSystem, service: ServiceName, replayId: string): Promise<Told> {
  const answer = (await system.ask(service, 'replay_status', { replayId })) as Answered;
  if ('refused' in answer) throw new Error(answer.detail);
  return answer.ok;
}

/** Waits until a replay runs no more. */
export function endOf(system: TestSystem, service: ServiceName, replayId: string): Promise<Told> {
  const ended = async () => {
    const told = await lookAt(system, service, replayId);
    if (told.state === 'running') throw new Error(`still running, ${told.read} read`);
    return told;
  };
  return settle(ended, { timeoutMs: 20_000 });
}

/** A filter of dead letters that matches all but for what is given. */
export function letterFilter(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const all = {
    deadLetterIds: null,
    subject: null,
    reason: null,
    group: null,
    since: null,
    until: null,
    tenantId: null,
  };
  return { ...all, ...given };
}

/** What `loop dead-letters redrive` does once it is confirmed. */
export async function redriveLetters(
  system: TestSystem,
  service: ServiceName,
  filter: Readonly<Record<string, unknown>>,
  expected: number,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Answered> {
  const replayId = randomUUID();
  return (await system.ask(service, 'dead_letters_redrive', {
    ...{
      filter: letterFilter(filter),
      expected,
      cap: 1_000,
      replayId,
      name: `a-test-${replayId}`,
      ratePerSecond: 1_000,
    },
    ...more,
  })) as Answered;
}
