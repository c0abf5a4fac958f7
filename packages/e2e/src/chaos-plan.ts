import { SERVICES, type ServiceName } from '@loop/contracts';
import { seededRandom } from '@loop/testkit';

/** What can be killed. The sandbox is not among it: it is the outside world, and the judge. */
export type Victim = ServiceName | 'postgres' | 'nats';

/** One `kill -9`. */
export interface PlannedKill {
  readonly victim: Victim;
  /** How many events must have been published since the last kill, so that it strikes while work is under way. */
  readonly afterEvents: number;
}

/** What happens in one run; the same seed plans the same. */
export interface ChaosPlan {
  readonly seed: number;
  readonly kills: readonly PlannedKill[];
}

const VICTIMS: readonly Victim[] = [...SERVICES, 'postgres', 'nats'];
const FEWEST_EVENTS = 3;
const MOST_EVENTS = 25;

/** Plans `kills` kills: every victim once before any comes a second time, in an order and at moments that follow from `seed`. */
export function planChaos(seed: number, kills: number): ChaosPlan {
  const random = seededRandom(seed);
  const victims: Victim[] = [];
  while (victims.length < kills) victims.push(...random.shuffle(VICTIMS));
  return {
    seed,
    kills: victims
      .slice(0, kills)
      .map((victim) => ({ victim, afterEvents: random.integer(FEWEST_EVENTS, MOST_EVENTS) })),
  };
}

/** The command that runs a plan again. */
export function replayCommand({ seed, kills }: ChaosPlan): string {
  return `pnpm chaos --kills ${kills.length} --seed ${seed}`;
}
