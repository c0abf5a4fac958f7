import { type Decision, idFrom, type Schedule } from '@loop/runtime';
import { nextDue } from '../domain/next-due.ts';
import type { ReadingBudget } from '../domain/reading-budget.ts';
import { beginSourceRun } from '../intake/begin-run.ts';
import type { ReadingDesk } from '../intake/reading-desk.ts';
import { understandWish } from '../intake/run-wish.ts';
import { dueSchedules, moveSchedule, type RunSchedule } from '../store/run-schedules.ts';
import { findRun } from '../store/runs.ts';

/** How soon after its time a run begins. */
const LOOK_EVERY_MS = 30_000;

/**
 * Begins the runs that tenants want again and again. A schedule whose last run still goes on (its source's quota opens in an hour) is
 * moved on without another: the run that goes on reads all there is.
 */
export function runDueSchedules(desk: ReadingDesk, runBudget: ReadingBudget): Schedule {
  return {
    name: 'run_due_schedules',
    everyMs: LOOK_EVERY_MS,
    async run(decision) {
      for (const schedule of await dueSchedules(decision.tx, decision.now)) {
        await beginDue(decision, desk, runBudget, schedule);
      }
    },
  };
}

async function beginDue(decision: Decision, desk: ReadingDesk, runBudget: ReadingBudget, schedule: RunSchedule) {
  const { now, tenantId, tx } = decision;
  const { actor, every_minutes, last_run_id, name, next_due_at, reason, wish: asked } = schedule;
  const next = nextDue(next_due_at, every_minutes, now);
  const last = last_run_id === null ? undefined : await findRun(tx, last_run_id);
  const wish = understandWish(desk, runBudget, asked);
  // A source that was turned off since is no reason to fail all other schedules.
  if ((last !== undefined && last.completed_at === null) || 'unknown' in wish) {
    return moveSchedule(tx, name, next, null);
  }
  const runId = idFrom('run', tenantId, name, next_due_at.toISOString());
  await beginSourceRun(decision, desk, {
    runId,
    wish,
    autoContract: true,
    actor,
    reason: `schedule ${name}: ${reason}`.slice(0, 500),
  });
  await moveSchedule(tx, name, next, runId);
}
