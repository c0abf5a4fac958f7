import type { Generated } from 'kysely';
import type { Core } from '../core.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { transaction } from '../db/session.ts';
import { sqlFor } from '../db/sql-for.ts';
import type { Decision } from '../decide/decision.ts';
import type { Edge } from '../decide/edge.ts';
import { Poller } from '../poller.ts';
import { inSpan } from '../telemetry/spans.ts';
import { type Schedule, slotAt } from './schedule.ts';

/** Longest a slot waits for its instance to notice that it is due. */
const POLL_EVERY_MS = 250;

interface Tables {
  schedule_slots: { tenant_id: Generated<string>; name: string; due_at: Date; ran_at: Date };
}

const sql = sqlFor<Tables>();

/**
 * Runs a service's schedules, see {@link Schedule}. Every instance tries every slot; the row of the tenant and name, which the
 * deciding transaction moves on, lets one of them through. While nothing is due this costs nothing but a look at the clock.
 */
export class ScheduleRunner {
  readonly #core: Core;
  readonly #edge: Edge;
  readonly #schedules: readonly Schedule[];
  readonly #ownTenantId: string;
  readonly #poller: Poller;
  /** Newest slot, as a time in ms, that has run for all tenants, here or elsewhere. */
  readonly #ran = new Map<string, number>();
  #stopping = false;

  constructor(core: Core, edge: Edge, schedules: readonly Schedule[], ownTenantId: string) {
    this.#core = core;
    this.#edge = edge;
    this.#schedules = schedules;
    this.#ownTenantId = ownTenantId;
    this.#poller = new Poller(core.logger, POLL_EVERY_MS, () => this.#runDue());
  }

  start(): void {
    if (this.#schedules.length > 0) this.#poller.start();
  }

  /** Resolves when the transaction in hand is over; what is still due is left to another instance. */
  stop(): Promise<void> {
    this.#stopping = true;
    return this.#poller.stop();
  }

  async #runDue(): Promise<boolean> {
    const now = this.#core.now();
    const due = this.#schedules
      .map((schedule) => ({ schedule, dueAt: slotAt(schedule.everyMs, now) }))
      .filter(({ dueAt, schedule }) => dueAt.getTime() > (this.#ran.get(schedule.name) ?? Number.NEGATIVE_INFINITY));
    if (due.length === 0) return false;
    const tenants = await this.#tenants();
    const failures: unknown[] = [];
    for (const { dueAt, schedule } of due) failures.push(...(await this.#runForAll(schedule, dueAt, tenants)));
    if (failures.length > 0) throw new AggregateError(failures, 'Schedules failed; they are tried again');
    return false;
  }

  /** A tenant that fails keeps no other waiting. */
  async #runForAll(schedule: Schedule, dueAt: Date, tenants: readonly string[]): Promise<readonly unknown[]> {
    const failures: unknown[] = [];
    for (const tenantId of tenants) {
      if (this.#stopping) return failures;
      try {
        await this.#runOnce(schedule, dueAt, tenantId);
      } catch (error) {
        if (isInfrastructure(error)) throw error;
        failures.push(new Error(`Schedule ${schedule.name} failed`, { cause: error }));
      }
    }
    if (failures.length === 0) this.#ran.set(schedule.name, dueAt.getTime());
    return failures;
  }

  #runOnce(schedule: Schedule, dueAt: Date, tenantId: string): Promise<void> {
    const { name } = schedule;
    return inSpan(`schedule ${name}`, {}, () =>
      this.#edge.decide(tenantId, { cause: `${name} ${dueAt.toISOString()}` }, async (decision) => {
        if (await isOurs(decision, name, dueAt)) await schedule.run(decision, dueAt);
      }),
    );
  }

  async #tenants(): Promise<readonly string[]> {
    const rows = await transaction(this.#core.runtimePool, (session) =>
      session.sql<{ tenant_id: string }>('SELECT tenant_id FROM tenants ORDER BY tenant_id'),
    );
    return [...new Set([this.#ownTenantId, ...rows.map((row) => row.tenant_id)])];
  }
}

/**
 * Moves the row on to the slot; false when it is there already, or further. Another instance that is running the slot holds the
 * row: this one waits for it to commit, and runs the slot itself if that one dies.
 */
async function isOurs({ tx }: Decision, name: string, dueAt: Date): Promise<boolean> {
  const slot = { name, due_at: dueAt, ran_at: new Date() };
  const moved = await tx.run(
    sql
      .insertInto('schedule_slots')
      .values(slot)
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'name'])
          .doUpdateSet({ due_at: slot.due_at, ran_at: slot.ran_at })
          .where('schedule_slots.due_at', '<', slot.due_at),
      ),
  );
  return moved > 0;
}
