import { setTimeout as delay } from 'node:timers/promises';
import { eventually, type RunningSystem, type ServiceInstance } from '@loop/dev';
import type { Pool } from 'pg';
import { type FailpointKill, killText, type PlainKill, type PlannedKill } from './chaos-plan.ts';
import { provisionKilled } from './provision-again.ts';
import { awaitWork } from './work-in-hand.ts';

/** What a kill came to. */
export interface Struck {
  /** What was planned, in words. */
  readonly kill: string;
  /** What it counts as: its victim, or its failpoint. */
  readonly sort: string;
  /**
   * Whether it tore work apart: it struck at its failpoint, or its victim had work in hand (a transaction, an effect being
   * performed, events committed and not known to be published) at the last look before the kill.
   */
  readonly interrupted: boolean;
}

/** How long an armed process has to come to its failpoint once its turn has come; then it is killed plainly. */
const STRIKE_TIMEOUT_MS = 10_000;
const POLL_INTERVAL_MS = 20;
const WORK_EVERY_MS = 600;

/** Carries out the kills of a plan. */
export class Striker {
  readonly #system: RunningSystem;
  readonly #database: Pool;
  readonly #kills: readonly PlannedKill[];
  readonly #work: () => Promise<void>;
  /** By instance: how often it will have ended before the armed incarnation ends. */
  readonly #armedAfter = new Map<string, number>();

  /** @param work gives the system something to do, so that an armed process comes to its failpoint. */
  constructor(system: RunningSystem, database: Pool, kills: readonly PlannedKill[], work: () => Promise<void>) {
    this.#system = system;
    this.#database = database;
    this.#kills = kills;
    this.#work = work;
  }

  /** Carries out the kill at `index`. */
  async strike(index: number): Promise<Struck> {
    const kill = this.#kills[index];
    if (kill === undefined) throw new Error(`The plan has no kill ${index}`);
    return { kill: killText(kill), sort: sortOf(kill), interrupted: await this.#carryOut(kill, index) };
  }

  #carryOut(kill: PlannedKill, index: number): Promise<boolean> {
    switch (kill.kind) {
      case 'kill':
        return this.#killPlainly(kill, index);
      case 'failpoint':
        return this.#awaitFailpoint(kill);
      case 'provisioning':
        return provisionKilled(this.#system.stateDir, kill.times);
    }
  }

  async #killPlainly({ victim, instance }: PlainKill, index: number): Promise<boolean> {
    const interrupted = await awaitWork(this.#database, victim);
    if (victim === 'postgres' || victim === 'nats') {
      this.#system.servers.processes[victim]?.kill9();
      return interrupted;
    }
    const process = this.#instance({ victim, instance });
    while (!isRunning(process.pid)) await delay(POLL_INTERVAL_MS);
    this.#arm(process, index);
    process.kill9();
    return interrupted;
  }

  /** Lets the next incarnation die at its failpoint, when that is what the plan has for this instance next. */
  #arm(process: ServiceInstance, index: number): void {
    const next = this.#kills
      .slice(index + 1)
      .find((kill) => kill.kind !== 'provisioning' && kill.victim === process.service);
    if (next?.kind !== 'failpoint') return;
    process.equipNext({ LOOP_FAILPOINT: `${next.failpoint}:${next.times}` });
    this.#armedAfter.set(process.name, process.exits.length + 1);
  }

  async #awaitFailpoint(kill: FailpointKill): Promise<boolean> {
    const process = this.#instance(kill);
    const armedAfter = this.#armedAfter.get(process.name) ?? 0;
    const hasStruck = () => process.exits[armedAfter]?.signal === 'SIGKILL';
    if (!hasStruck()) await this.#letItLead(kill, process);
    const deadline = performance.now() + STRIKE_TIMEOUT_MS;
    while (!hasStruck() && performance.now() < deadline) {
      await this.#work();
      await settledOr(hasStruck, WORK_EVERY_MS);
    }
    const struck = hasStruck();
    if (!struck) process.kill9();
    return struck;
  }

  /**
   * Only the instance that relays publishes: the others are asked to end, so that the lease comes to this one. They can end in
   * order only while database and broker are there.
   */
  async #letItLead({ failpoint, victim }: FailpointKill, armed: ServiceInstance): Promise<void> {
    const instances = this.#system.services[victim];
    if (failpoint !== 'outbox.published' || instances.length === 1) return;
    await eventually('the database to be back', () => this.#databaseIsThere());
    await Promise.all(instances.map((instance) => instance.ready()));
    for (const other of instances) if (other.name !== armed.name) other.askToEnd();
  }

  async #databaseIsThere(): Promise<true | undefined> {
    try {
      await this.#database.query('SELECT');
      return true;
    } catch {
      return undefined;
    }
  }

  #instance({ victim, instance }: Pick<FailpointKill, 'victim' | 'instance'>): ServiceInstance {
    const process = this.#system.services[victim][instance];
    if (process === undefined) throw new Error(`${victim} has no instance ${instance + 1}`);
    return process;
  }
}

/** False between a process's end and its next start. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function sortOf(kill: PlannedKill): string {
  switch (kill.kind) {
    case 'kill':
      return `kill -9 of ${kill.victim}`;
    case 'failpoint':
      return `${kill.victim} at ${kill.failpoint}`;
    case 'provisioning':
      return 'provisioning in the middle';
  }
}

/** Waits until something is the case, or so long. */
async function settledOr(isCase: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isCase() && performance.now() < deadline) await delay(POLL_INTERVAL_MS);
}
