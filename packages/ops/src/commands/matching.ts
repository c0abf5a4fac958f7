import { type OutputOf, opsMatchingDecide, opsMatchingShow } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { ask, granted, type Session } from '../session.ts';
import { textTable } from '../text-table.ts';

interface ShowOptions {
  readonly tenant: string;
  readonly json?: true;
}

interface DecideOptions extends ActingOptions, ShowOptions {
  readonly basis?: string;
  readonly confirm?: true;
}

type Shown = OutputOf<ReturnType<typeof opsMatchingShow.request>>;

const HINT = 'loop matching on --basis "…" --confirm --reason "…"';

function say({ terminal }: Session, json: true | undefined, shown: Shown): number {
  const rows = shown.decisions.map(({ actor, basis, decidedAt, isOn, reason }) => [
    decidedAt,
    isOn ? 'on' : 'off',
    basis ?? '',
    actor,
    reason,
  ]);
  const table = textTable([['DECIDED', 'MATCHING', 'BASIS', 'BY', 'WHY'], ...rows]);
  const text = rows.length === 0 ? 'off: nobody has turned it on' : table;
  terminal.out(`${json ? JSON.stringify(shown) : text}\n`);
  return EXIT.done;
}

async function decide(session: Session, isOn: boolean, options: DecideOptions): Promise<number> {
  const { actor, basis = null, confirm, json, reason, tenant: tenantId } = options;
  const input = { tenantId, isOn, basis, isConfirmed: confirm === true, actor, reason };
  return say(session, json, granted(await ask(session, opsMatchingDecide, 'enrichment', input), HINT));
}

async function show(session: Session, { json, tenant: tenantId }: ShowOptions): Promise<number> {
  return say(session, json, granted(await ask(session, opsMatchingShow, 'enrichment', { tenantId }), HINT));
}

/** `loop matching on|off|show`: whether authors of Reddit and X may be matched with what stands elsewhere; off unless turned on. */
export function addMatching(program: Program): void {
  const parent = newCommand(
    program.root,
    'matching',
    'may authors of Reddit and X be matched with what stands elsewhere',
  );
  acting(newCommand(parent, 'on', 'turn it on, on a legal basis that the tenant confirms'))
    .option('--tenant <id>', 'whose', DEFAULT_TENANT_ID)
    .requiredOption('--basis <words>', 'the legal basis')
    .option('--confirm', 'the tenant confirms the basis')
    .action(async (options: DecideOptions) => runIn(program, (session) => decide(session, true, options)));
  acting(newCommand(parent, 'off', 'turn it off'))
    .option('--tenant <id>', 'whose', DEFAULT_TENANT_ID)
    .action(async (options: DecideOptions) => runIn(program, (session) => decide(session, false, options)));
  newCommand(parent, 'show', 'what was decided, by whom and why')
    .option('--tenant <id>', 'whose', DEFAULT_TENANT_ID)
    .action(async (options: ShowOptions) => runIn(program, (session) => show(session, options)));
}
