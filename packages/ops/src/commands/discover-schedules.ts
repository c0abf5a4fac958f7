import { opsDiscoverSchedule, opsDiscoverSchedules, opsDiscoverUnschedule } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { ask, granted } from '../session.ts';
import { textTable } from '../text-table.ts';

interface TenantOptions {
  readonly tenant: string;
  readonly json?: true;
}

interface SetOptions extends ActingOptions, TenantOptions {
  readonly every: string;
  readonly source: string;
  readonly query?: string;
  readonly prompt?: string;
}

const UNITS: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1_440 };
const CHECK = 'See `loop discover-schedules list`, and `loop status` for the sources that are on';

function minutesOf(text: string): number {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const minutes = Number(count) * (UNITS[unit ?? ''] ?? 0);
  if (minutes >= 5 && minutes <= 43_200) return minutes;
  throw new CommandError(`"${text}" is no rhythm`, {
    remedy: 'Give 5m at least and 30d at most, such as 30m, 6h or 1d',
    exitCode: EXIT.usage,
  });
}

/** `loop discover-schedules`: runs of discovery that a tenant wants again and again. */
export function addDiscoverSchedules(program: Program): void {
  const parent = program.root.command('discover-schedules').description('runs of discovery that come again and again');
  addSet(parent, program);
  addRemove(parent, program);
  newCommand(parent, 'list', 'the schedules of a tenant')
    .option('--tenant <id>', 'whose', DEFAULT_TENANT_ID)
    .action(({ json, tenant: tenantId }: TenantOptions) =>
      runIn(program, async (session) => {
        const { schedules } = granted(await ask(session, opsDiscoverSchedules, 'discovery', { tenantId }), CHECK);
        const rows = schedules.map(({ everyMinutes, lastRunId, name, nextDueAt, prompt, query, source }) => [
          name,
          `${everyMinutes} min`,
          source,
          prompt ?? query ?? 'everything',
          nextDueAt,
          lastRunId ?? '–',
        ]);
        const table = textTable([['name', 'every', 'source', 'for', 'next', 'last run'], ...rows]);
        session.terminal.out(json ? `${JSON.stringify(schedules)}\n` : `${table || 'no schedules'}\n`);
        return EXIT.done;
      }),
    );
}

function addSet(parent: Command, program: Program): void {
  acting(newCommand(parent, 'set <name>', 'have a run made again and again, beginning now'))
    .requiredOption('--every <rhythm>', '30m, 6h, 1d')
    .option('--source <names>', 'where to look: names with commas between them, or all', 'all')
    .option('--query <text>', 'words to look for')
    .option('--prompt <sentence>', 'a sentence that becomes searches by rules')
    .option('--tenant <id>', 'for whom', DEFAULT_TENANT_ID)
    .action((name: string, options: SetOptions) =>
      runIn(program, async (session) => {
        const { actor, json, prompt = null, query = null, reason, source, tenant: tenantId } = options;
        const wish = { tenantId, source, query, prompt, limit: null };
        const asked = { ...wish, actor, reason, name, everyMinutes: minutesOf(options.every) };
        const { nextDueAt } = granted(await ask(session, opsDiscoverSchedule, 'discovery', asked), CHECK);
        session.terminal.out(json ? `${JSON.stringify({ name, nextDueAt })}\n` : `${name} is next due ${nextDueAt}\n`);
        return EXIT.done;
      }),
    );
}

function addRemove(parent: Command, program: Program): void {
  acting(newCommand(parent, 'remove <name>', 'end a schedule; runs under way go on'))
    .option('--tenant <id>', 'whose', DEFAULT_TENANT_ID)
    .action((name: string, { actor, json, reason, tenant: tenantId }: ActingOptions & TenantOptions) =>
      runIn(program, async (session) => {
        granted(await ask(session, opsDiscoverUnschedule, 'discovery', { actor, reason, tenantId, name }), CHECK);
        session.terminal.out(json ? `${JSON.stringify({ name })}\n` : `${name} is removed\n`);
        return EXIT.done;
      }),
    );
}
