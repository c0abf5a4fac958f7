import { opsDiscoverSchedule, opsDiscoverSchedules, opsDiscoverUnschedule } from '@loop/contracts';
import { type Responder, respond } from '@loop/runtime';
import type { ReadingBudget } from '../domain/reading-budget.ts';
import type { ReadingDesk } from '../intake/reading-desk.ts';
import { understandWish } from '../intake/run-wish.ts';
import { dropSchedule, keepSchedule, schedulesOf } from '../store/run-schedules.ts';
import { unknownSource } from './discover.ts';

/** Answers what `loop discover schedules` asks: sets, removes and lists the runs that a tenant wants again and again. */
export function scheduleResponders(desk: ReadingDesk, runBudget: ReadingBudget): readonly Responder[] {
  return [
    respond(opsDiscoverSchedule.request('discovery'), async (context) => {
      const { actor, everyMinutes, name, reason, tenantId, ...asked } = context.input;
      const wish = understandWish(desk, runBudget, asked);
      if ('unknown' in wish) return unknownSource(wish.on);
      const cause = { cause: `schedule ${name} ${JSON.stringify(context.input)} ${context.now.toISOString()}` };
      const { budget, limit, maxFound, prompt, query, source } = asked;
      await context.decide(tenantId, cause, ({ now, tx }) =>
        keepSchedule(tx, {
          name,
          every_minutes: everyMinutes,
          wish: { source, query, prompt, limit, maxFound, budget },
          actor,
          reason,
          next_due_at: now,
        }),
      );
      return { ok: { name, nextDueAt: context.now.toISOString() } };
    }),
    respond(opsDiscoverUnschedule.request('discovery'), async (context) => {
      const { name, tenantId } = context.input;
      const cause = { cause: `unschedule ${name} ${context.now.toISOString()}` };
      const dropped = await context.decide(tenantId, cause, ({ tx }) => dropSchedule(tx, name));
      return dropped ? { ok: { name } } : { refused: 'not_found', detail: `There is no schedule ${name}` };
    }),
    respond(opsDiscoverSchedules.request('discovery'), async (context) => {
      const schedules = await context.read(context.input.tenantId, schedulesOf);
      return {
        ok: {
          schedules: schedules.map(({ every_minutes, last_run_id, name, next_due_at, wish }) => ({
            name,
            everyMinutes: every_minutes,
            source: wish.source,
            query: wish.query,
            prompt: wish.prompt,
            nextDueAt: next_due_at.toISOString(),
            lastRunId: last_run_id,
          })),
        },
      };
    }),
  ];
}
