import type { ServiceName } from '@loop/contracts';

/** Effects of one name and state in one service. */
export interface EffectCount {
  readonly service: ServiceName;
  readonly name: string;
  readonly state: string;
  readonly count: number;
}

/** What is held and captured for one milestone, in minor units. */
export interface MilestoneMoney {
  readonly milestoneId: string;
  readonly heldMinor: number;
  readonly capturedMinor: number;
}

/** An event as an outbox or a stream has it. */
export interface EventPlace {
  readonly service: ServiceName;
  readonly subject: string;
  readonly id: string;
}

/** Everything that is known once a system has been given time to come to rest. */
export interface Evidence {
  /** What had not come to rest when patience ended, in sentences. */
  readonly unrest: readonly string[];
  /** Deals that a client began and could not bring to their end. */
  readonly stuckDeals: readonly string[];
  /** Processes that ended by themselves, in sentences. */
  readonly crashes: readonly string[];
  /** What was decided: the rows of all outboxes. */
  readonly decided: readonly EventPlace[];
  /** What the streams hold. */
  readonly published: readonly EventPlace[];
  /** Events in a stream of which a service that consumes them knows nothing: not handled, not held, not buried. */
  readonly unhandled: readonly (EventPlace & { readonly consumer: ServiceName })[];
  /** Effects that are due. */
  readonly effects: readonly EffectCount[];
  /** How many effects with an unknown outcome each service lists to an operator. */
  readonly listedUnknown: Readonly<Partial<Record<ServiceName, number>>>;
  /** The effect that each accepted mail was sent by. */
  readonly mailEffects: readonly string[];
  /** The milestone of each capture. */
  readonly captures: readonly string[];
  /** What our ledger says, and what the provider's does. */
  readonly ledger: readonly MilestoneMoney[];
  readonly provider: readonly MilestoneMoney[];
  /** What the published events say in sum. */
  readonly told: { readonly heldMinor: number; readonly capturedMinor: number };
  /** Open dead letters, in sentences. */
  readonly deadLetters: readonly string[];
}

/** Broken promises, in sentences. Empty when all were kept. */
export function weigh(evidence: Evidence): readonly string[] {
  return [
    ...evidence.unrest,
    ...evidence.stuckDeals.map((deal) => `a client's deal did not end: ${deal}`),
    ...evidence.crashes,
    ...lostEvents(evidence),
    ...openEffects(evidence),
    ...repeated(evidence.mailEffects).map((effect) => `more than one message for effect ${effect}`),
    ...repeated(evidence.captures).map((milestone) => `more than one capture of milestone ${milestone}`),
    ...moneyGaps(evidence),
    ...evidence.deadLetters,
  ];
}

/** Every outbox row is in the stream, nothing else is, and everybody it is for has taken it. */
function lostEvents({ decided, published, unhandled }: Evidence): readonly string[] {
  const inStreams = new Set(published.map(({ id }) => id));
  const inOutboxes = new Set(decided.map(({ id }) => id));
  return [
    ...decided
      .filter(({ id }) => !inStreams.has(id))
      .map(({ subject, id }) => `${subject} ${id} never reached the stream`),
    ...published
      .filter(({ id }) => !inOutboxes.has(id))
      .map(({ subject, id }) => `${subject} ${id} is in a stream and nobody decided it`),
    ...unhandled.map(({ consumer, subject, id }) => `${consumer} knows nothing of ${subject} ${id}`),
  ];
}

const TERMINAL: readonly string[] = ['done', 'refused'];

/** An effect is over, or listed as unknown. */
function openEffects({ effects, listedUnknown }: Evidence): readonly string[] {
  const unknown = new Map<ServiceName, number>();
  for (const { service, state, count } of effects) {
    if (state === 'unknown') unknown.set(service, (unknown.get(service) ?? 0) + count);
  }
  return [
    ...effects
      .filter(({ state }) => !TERMINAL.includes(state) && state !== 'unknown')
      .map(({ service, name, state, count }) => `${service} left ${count} effects ${name} ${state}`),
    ...[...unknown]
      .filter(([service, count]) => listedUnknown[service] !== count)
      .map(([service, count]) => `${service} lists ${listedUnknown[service] ?? 0} of ${count} unknown effects`),
  ];
}

/** What the provider holds and has captured is what our ledger says, milestone by milestone, and what the events say in sum. */
function moneyGaps({ ledger, provider, told }: Evidence): readonly string[] {
  const ours = new Map(ledger.map((money) => [money.milestoneId, money]));
  const theirs = new Map(provider.map((money) => [money.milestoneId, money]));
  const none = { heldMinor: 0, capturedMinor: 0 };
  const byMilestone = [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((milestoneId) => {
    const { heldMinor, capturedMinor } = ours.get(milestoneId) ?? none;
    const there = theirs.get(milestoneId) ?? none;
    if (heldMinor === there.heldMinor && capturedMinor === there.capturedMinor) return [];
    return [
      `milestone ${milestoneId}: our ledger has ${heldMinor} held and ${capturedMinor} captured, the provider ${there.heldMinor} and ${there.capturedMinor}`,
    ];
  });
  const sum = (figure: 'heldMinor' | 'capturedMinor') => provider.reduce((total, money) => total + money[figure], 0);
  const isTold = told.heldMinor === sum('heldMinor') && told.capturedMinor === sum('capturedMinor');
  const difference = `the events say ${told.heldMinor} is held and ${told.capturedMinor} earned, the provider ${sum('heldMinor')} and ${sum('capturedMinor')}`;
  return [...byMilestone, ...(isTold ? [] : [difference])];
}

/** What stands there more than once. */
function repeated(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const again = ids.filter((id) => seen.size === seen.add(id).size);
  return [...new Set(again)];
}
