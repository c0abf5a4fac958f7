import { opsPause, opsResume } from '@loop/contracts';
import { EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { askEach, type Session, servicesNamed } from '../session.ts';
import { textTable } from '../text-table.ts';

interface PauseOptions extends ActingOptions {
  readonly service?: string;
  readonly tenant?: string;
  readonly provider?: string;
  readonly json?: true;
}

async function change(session: Session, command: typeof opsPause, options: PauseOptions): Promise<number> {
  const { actor, reason, tenant: tenantId = null, provider = null } = options;
  const services = servicesNamed(options.service);
  const answers = await askEach(session, command, services, { actor, reason, tenantId, provider });
  const rows = answers.map((answer) => {
    if ('unreachable' in answer) return [answer.service, 'does not answer'];
    if ('refused' in answer) return [answer.service, `refused: ${answer.detail}`];
    return [answer.service, answer.ok.paused ? 'paused' : 'running', answer.ok.changed ? '' : 'unchanged'];
  });
  const text = options.json ? JSON.stringify(answers, null, 2) : textTable([['SERVICE', 'EFFECTS', ''], ...rows]);
  session.terminal.out(`${text}\n`);
  return answers.every((answer) => 'ok' in answer) ? EXIT.done : EXIT.unreachable;
}

/** `loop pause` and `loop resume`: stop all outward acts at once, of all or of one tenant or provider. */
export function addPauseAndResume(program: Program): void {
  const commands = [
    { name: 'pause', command: opsPause, summary: 'stop all outward acts at once' },
    { name: 'resume', command: opsResume, summary: 'take back a pause of exactly this tenant and provider' },
  ] as const;
  for (const { name, command, summary } of commands) {
    acting(newCommand(program.root, name, summary))
      .option('--service <name>', 'only in this service')
      .option('--tenant <id>', 'only of this tenant')
      .option('--provider <name>', 'only at this provider: stripe, paypal, sendgrid')
      .action(async (options: PauseOptions) => runIn(program, (session) => change(session, command, options)));
  }
}
