import { userInfo } from 'node:os';
import {
  type OutputOf,
  opsErasurePreview,
  opsErasureStatus,
  opsForget,
  opsForgetPlan,
  opsRetention,
  opsSetRetention,
  SERVICES,
} from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { CommandError, EXIT } from '../command-error.ts';
import { newCommand, type Program, runIn } from '../new-command.ts';
import { ask, askEach, granted, type Session } from '../session.ts';
import { textTable } from '../text-table.ts';

interface ForgetOptions {
  readonly actor: string;
  readonly reason?: string;
  readonly tenant: string;
  readonly yes?: true;
  readonly wait: string;
  readonly json?: true;
}

type Plan = OutputOf<ReturnType<typeof opsForgetPlan.request>>;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ASK_AGAIN_MS = 500;
const HINT = 'Name them as kind:value, e.g. email:jo@example.org or hackernews:jo, or by the id of a contact';

/** `email:jo@example.org`, `hackernews:jo`, or a contact's id. */
function personNamed(text: string, tenantId: string) {
  if (UUID.test(text)) return { tenantId, kind: null, value: null, contactId: text };
  const [, kind, value] = /^([a-z][a-z0-9_]*):(.+)$/s.exec(text) ?? [];
  if (kind === undefined || value === undefined) {
    throw new CommandError('This names nobody', { remedy: HINT, exitCode: EXIT.usage });
  }
  return { tenantId, kind, value, contactId: null };
}

/** What each service would erase, and keep. A service that does not answer is named: its part is done when it is back. */
async function preview(session: Session, tenantId: string, plan: Plan) {
  const { authors, contactId, identities, opportunityIds } = plan;
  const person = { tenantId, authors, contactId, identities, opportunityIds };
  const answers = await askEach(session, opsErasurePreview, SERVICES, person);
  return answers.map((answer) => {
    if ('ok' in answer) return { service: answer.service, ...answer.ok };
    return { service: answer.service, erased: {}, kept: [], unreachable: 'does not answer' };
  });
}

type Preview = Awaited<ReturnType<typeof preview>>;

function previewText(plan: Plan, previews: Preview): string {
  const { authors, identities, opportunityIds } = plan;
  const leads = `${identities.length} hashes of addresses, ${authors.length} of authors' names, ${opportunityIds.length} posts`;
  const rows = previews.flatMap(({ erased, service, ...rest }) => {
    if ('unreachable' in rest) return [[service, 'does not answer', '']];
    return Object.entries(erased).flatMap(([table, count]) => (count > 0 ? [[service, table, String(count)]] : []));
  });
  const kept = previews.flatMap((one) =>
    one.kept.map(({ basis, rows, what }) => [one.service, what, String(rows), basis]),
  );
  const erasedText =
    rows.length === 0 ? 'nothing is kept of them' : textTable([['SERVICE', 'ERASES', 'ROWS'], ...rows]);
  const keptText = kept.length === 0 ? '' : `\n${textTable([['SERVICE', 'KEEPS', 'ROWS', 'BASIS'], ...kept])}`;
  return `contact ${plan.contactId}: ${leads}\n${erasedText}${keptText}\n`;
}

/** How far all services are; resolves once all are through, or the time is over. */
async function awaitErasure(session: Session, eventIds: readonly string[], waitMs: number) {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const answers = await askEach(session, opsErasureStatus, SERVICES, { eventIds: [...eventIds] });
    const behind = answers.flatMap((answer) => {
      if (!('ok' in answer)) return [{ service: answer.service, waitsFor: 'it does not answer' }];
      const { done, pendingInStream, waitsFor } = answer.ok;
      if (done < eventIds.length)
        return [{ service: answer.service, waitsFor: waitsFor ?? 'it has not come to it yet' }];
      return pendingInStream > 0 ? [{ service: answer.service, waitsFor: 'the broker has not erased all' }] : [];
    });
    if (behind.length === 0 || performance.now() > deadline) {
      const erased = answers.map((one) => ({ service: one.service, rows: 'ok' in one ? one.ok.erased : {} }));
      return { behind, erased };
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

async function forget(session: Session, named: string, options: ForgetOptions): Promise<number> {
  const { json, tenant: tenantId, terminal } = { ...options, terminal: session.terminal };
  const person = personNamed(named, tenantId);
  const plan = granted(await ask(session, opsForgetPlan, 'enrichment', person), HINT);
  const previews = await preview(session, tenantId, plan);
  if (options.yes === undefined) {
    const text = `${previewText(plan, previews)}Nothing was changed: add --yes --reason "…" to forget them.\n`;
    terminal.out(json ? `${JSON.stringify({ plan, services: previews, forgotten: false }, null, 2)}\n` : text);
    return EXIT.done;
  }
  if (options.reason === undefined) {
    const remedy = 'Give --reason "…", without naming them: it is kept for ever';
    throw new CommandError('Say why with --reason', { remedy, exitCode: EXIT.usage });
  }
  const order = { ...person, actor: options.actor, reason: options.reason };
  const { eventIds } = granted(await ask(session, opsForget, 'enrichment', order), HINT);
  const { behind, erased } = await awaitErasure(session, eventIds, Number(options.wait) * 1_000);
  const lines = behind.map(({ service, waitsFor }) => `${service}: ${waitsFor}; it goes on by itself`);
  const said = behind.length === 0 ? 'forgotten everywhere' : `ordered, and under way\n${lines.join('\n')}`;
  terminal.out(
    json
      ? `${JSON.stringify({ plan, services: previews, forgotten: true, eventIds, behind, erased }, null, 2)}\n`
      : `${previewText(plan, previews)}${said}\n`,
  );
  return behind.length === 0 ? EXIT.done : EXIT.refused;
}

interface RetentionOptions {
  readonly actor: string;
  readonly reason?: string;
  readonly tenant: string;
  readonly days?: string;
  readonly json?: true;
}

async function retention(session: Session, options: RetentionOptions): Promise<number> {
  const { actor, days, json, reason, tenant: tenantId } = options;
  if (days !== undefined && !/^[1-9]\d{0,3}$/.test(days)) {
    const remedy = 'Give a whole number of days, 1 to 3650';
    throw new CommandError(`"${days}" is no number of days`, { remedy, exitCode: EXIT.usage });
  }
  if (days !== undefined && reason === undefined) {
    throw new CommandError('Say why with --reason', { remedy: 'Give --reason "…"', exitCode: EXIT.usage });
  }
  const keepDays = Number(days);
  const answer =
    reason === undefined || days === undefined
      ? await ask(session, opsRetention, 'enrichment', { tenantId })
      : await ask(session, opsSetRetention, 'enrichment', { tenantId, keepDays, actor, reason });
  const policy = granted(answer, 'See `loop retention --help`');
  const text = `what posts say about people is kept for ${policy.keepDays} days${policy.isDefault ? ' (the default)' : ''}`;
  session.terminal.out(`${json ? JSON.stringify(policy) : text}\n`);
  return EXIT.done;
}

/** `loop forget <contact>`, a dry run until `--yes`, and `loop retention`: whom the system forgets, and when by itself. */
export function addForget(program: Program): void {
  newCommand(
    program.root,
    'forget <contact>',
    'forget a person: kind:value or the id of a contact; a dry run until --yes',
  )
    .option('--tenant <id>', 'whose', DEFAULT_TENANT_ID)
    .option('--yes', 'do it')
    .option('--wait <seconds>', 'how long to wait until it is done everywhere', '60')
    .option('--actor <name>', 'who acts', userInfo().username)
    .option('--reason <text>', 'why, for the audit; without naming them')
    .action(async (named: string, options: ForgetOptions) =>
      runIn(program, (session) => forget(session, named, options)),
    );
  newCommand(program.root, 'retention', 'for how long what posts say about people is kept')
    .option('--tenant <id>', 'whose', DEFAULT_TENANT_ID)
    .option('--days <number>', 'keep it for so many days from now on')
    .option('--actor <name>', 'who acts', userInfo().username)
    .option('--reason <text>', 'why, for the audit')
    .action(async (options: RetentionOptions) => runIn(program, (session) => retention(session, options)));
}
