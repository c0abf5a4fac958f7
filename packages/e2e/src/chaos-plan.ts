import { SERVICES, type ServiceName } from '@loop/contracts';
import type { Failpoint } from '@loop/runtime';
import { type SeededRandom, seededRandom } from '@loop/testkit';

/** What can be killed. The sandbox is not among it: it is the outside world, and the judge. */
export type Victim = ServiceName | 'postgres' | 'nats';

/** What goes wrong besides kills. */
export const DISASTERS = ['broker_older_copy', 'broker_disk_full', 'database_away', 'broker_away'] as const;

/** Name of a {@link DISASTERS} entry. */
export type Disaster = (typeof DISASTERS)[number];

/** `kill -9` from outside, while work is in hand. */
export interface PlainKill {
  readonly kind: 'kill';
  readonly victim: Victim;
  /** Which of a service's instances, counted from 0. */
  readonly instance: number;
}

/** A process that kills itself between two steps: an instance that was killed before and has come back armed. */
export interface FailpointKill {
  readonly kind: 'failpoint';
  readonly victim: ServiceName;
  readonly instance: number;
  readonly failpoint: Failpoint;
  /** How many times the place is to be reached. */
  readonly times: number;
}

/** `loop provision` killed by itself in the middle, beside the running system, and run again to its end. */
export interface ProvisioningKill {
  readonly kind: 'provisioning';
  /** How many of its steps it does. */
  readonly times: number;
}

/** One kill of a plan. */
export type PlannedKill = PlainKill | FailpointKill | ProvisioningKill;

/** What happens in one run. The same arguments make the same plan. */
export interface ChaosPlan {
  readonly seed: number;
  readonly instances: number;
  readonly kills: readonly PlannedKill[];
  /** Disasters, each after so many kills. */
  readonly disasters: readonly { readonly disaster: Disaster; readonly afterKills: number }[];
}

/** What a plan is made from. */
export type PlanArguments = Pick<ChaosPlan, 'seed' | 'instances'> & { readonly kills: number };

const EVERYWHERE: readonly Failpoint[] = ['outbox.committed', 'outbox.published'];
const WHERE_EVENTS_COME: readonly Failpoint[] = [...EVERYWHERE, 'inbox.committed'];
const WHERE_PROVIDERS_ARE_CALLED: readonly Failpoint[] = ['effect.called', ...WHERE_EVENTS_COME, 'effect.called'];

/** The failpoints that a service comes to under the load of these tests; one that is not named publishes at most. */
const FAILPOINTS_OF: Readonly<Partial<Record<ServiceName, readonly Failpoint[]>>> = {
  discovery: EVERYWHERE,
  enrichment: WHERE_EVENTS_COME,
  outreach: WHERE_PROVIDERS_ARE_CALLED,
  payments: WHERE_PROVIDERS_ARE_CALLED,
  'client-portal': WHERE_EVENTS_COME,
  'inbound-channels': WHERE_EVENTS_COME,
};

const VICTIMS: readonly Victim[] = [...SERVICES, 'postgres', 'nats'];
const MOST_TIMES = 3;
/** `loop provision` of a provisioned system takes more steps than this. */
const MOST_PROVISIONING_STEPS = 30;
const KILLS_BETWEEN_EQUAL_DISASTERS = 100;

/**
 * Plans `kills` kills in rounds, each of which strikes every service, broker and database once: in the first, third, … round by
 * `kill -9`; in the second, fourth, … the same instances at a failpoint, and provisioning twice. So half of them strike between
 * two steps. Each disaster comes once for every hundred kills, and at least once.
 */
export function planChaos({ seed, kills, instances }: PlanArguments): ChaosPlan {
  const random = seededRandom(seed);
  const places = new FailpointDeck(random);
  const planned: PlannedKill[] = [];
  while (planned.length < kills) {
    const struck = random.shuffle(VICTIMS).map((victim) => plainKill(victim, instances, random));
    const again = struck.map(({ victim, instance }) => killBetweenSteps(victim, instance, places, random));
    planned.push(...struck, ...again);
  }
  const each = Math.max(1, Math.round(kills / KILLS_BETWEEN_EQUAL_DISASTERS));
  const disasters = Array.from({ length: each }, () => random.shuffle(DISASTERS))
    .flat()
    .map((disaster, index, all) => ({ disaster, afterKills: Math.round(((index + 0.5) * kills) / all.length) }));
  return { seed, instances, kills: planned.slice(0, kills), disasters };
}

/** How a plan is run, besides what it says. */
export interface RunArguments {
  /** Clients who walk deals to completion while things are killed. */
  readonly clients: number;
  /** Part of their full time that outages take: 1 for 30 s without a database and 60 s without a broker. */
  readonly outageScale: number;
}

/** What a run has when nothing is said. */
export const USUAL_RUN: RunArguments = { clients: 6, outageScale: 1 };

/** The command that runs a plan again. */
export function replayCommand({ seed, kills, instances }: ChaosPlan, { clients, outageScale }: RunArguments): string {
  const further = [
    ...(instances === 1 ? [] : [`--instances ${instances}`]),
    ...(clients === USUAL_RUN.clients ? [] : [`--clients ${clients}`]),
    ...(outageScale === USUAL_RUN.outageScale ? [] : [`--outage-scale ${outageScale}`]),
  ];
  return [`pnpm chaos --kills ${kills.length} --seed ${seed}`, ...further].join(' ');
}

/** A plan in lines, one for each kill and disaster. */
export function planLines({ kills, disasters }: ChaosPlan): readonly string[] {
  return kills.flatMap((kill, index) => [
    ...disasters.filter(({ afterKills }) => afterKills === index).map(({ disaster }) => `      ${disaster}`),
    `${String(index + 1).padStart(4)}  ${killText(kill)}`,
  ]);
}

/** A kill in a few words. */
export function killText(kill: PlannedKill): string {
  if (kill.kind === 'provisioning') return `provisioning at step ${kill.times}`;
  const victim = kill.instance === 0 ? kill.victim : `${kill.victim}-${kill.instance + 1}`;
  return kill.kind === 'kill' ? victim : `${victim} at ${kill.failpoint}, time ${kill.times}`;
}

function plainKill(victim: Victim, instances: number, random: SeededRandom): PlainKill {
  const isServer = victim === 'postgres' || victim === 'nats';
  return { kind: 'kill', victim, instance: isServer ? 0 : random.integer(0, instances - 1) };
}

function killBetweenSteps(
  victim: Victim,
  instance: number,
  places: FailpointDeck,
  random: SeededRandom,
): FailpointKill | ProvisioningKill {
  if (victim === 'postgres' || victim === 'nats') {
    return { kind: 'provisioning', times: random.integer(1, MOST_PROVISIONING_STEPS) };
  }
  const failpoint = places.next(victim);
  return { kind: 'failpoint', victim, instance, failpoint, times: random.integer(1, MOST_TIMES) };
}

/** Deals out each service's failpoints: all of them before any comes again. */
class FailpointDeck {
  readonly #random: SeededRandom;
  readonly #left = new Map<ServiceName, Failpoint[]>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  next(service: ServiceName): Failpoint {
    const left = this.#left.get(service) ?? [];
    if (left.length === 0) left.push(...this.#random.shuffle(FAILPOINTS_OF[service] ?? EVERYWHERE));
    this.#left.set(service, left);
    return left.pop() ?? 'outbox.committed';
  }
}
