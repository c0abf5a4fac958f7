import type { Decision } from '../decide/decision.ts';

/**
 * Something a service decides of its own accord, again and again. Domain time is cut into slots of `everyMs`, counted from
 * the epoch; each slot runs once for each tenant and name, whatever the number of instances.
 *
 * - `run` is one deciding transaction, without network: what reaches outside is an effect it schedules. The slot is marked in
 *   the same transaction, so that both happen or neither.
 * - Its cause is the schedule's name and the slot's due time: a slot that is run again after a crash emits the same event ids.
 * - Crash: nothing was committed, and another instance runs the slot; it is tried until it succeeds or the next one is due.
 * - Away, or a virtual clock that jumps: of the slots that were missed only the newest runs. A `run` that must miss nothing
 *   looks at what its own tables say was done last, not at the width of a slot.
 * - A tenant is run for once the service has decided anything for it; the installation's own tenant always.
 */
export interface Schedule {
  /** `check_open_payments`; unique within the service, and kept for ever: renamed, it is another schedule. */
  readonly name: string;
  /** Width of a slot in ms of domain time, at least a second. */
  readonly everyMs: number;
  /** `dueAt` is the slot's beginning in domain time; `decision.now` is not before it. */
  run(decision: Decision, dueAt: Date): Promise<void>;
}

/** Beginning of the slot that `now` (domain time) lies in. */
export function slotAt(everyMs: number, now: Date): Date {
  return new Date(Math.floor(now.getTime() / everyMs) * everyMs);
}

const SHORTEST_MS = 1_000;

/** Throws when two schedules have one name, or one has no whole width of at least a second. */
export function refuseFaultySchedules(schedules: readonly Schedule[]): void {
  const names = new Set<string>();
  for (const { everyMs, name } of schedules) {
    if (names.has(name)) throw new Error(`Two schedules are called ${name}`);
    if (!Number.isInteger(everyMs) || everyMs < SHORTEST_MS) throw new Error(`Schedule ${name} is due too often`);
    names.add(name);
  }
}
