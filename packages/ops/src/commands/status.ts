import { opsStatus, SERVICES } from '@loop/contracts';
import type { z } from 'zod';
import { EXIT } from '../command-error.ts';
import { newCommand, type Program, runIn } from '../new-command.ts';
import { askEach, type ServiceAnswer } from '../session.ts';
import { textTable } from '../text-table.ts';

type Status = z.output<ReturnType<typeof opsStatus.request>['output']>;

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function rowOf(answer: ServiceAnswer<Status>): string[] {
  if ('unreachable' in answer) return [answer.service, 'does not answer'];
  if ('refused' in answer) return [answer.service, `refused: ${answer.detail}`];
  const { ok: status } = answer;
  const effects = Object.entries(status.effects).map(([state, count]) => `${state} ${count}`);
  const providers = status.providers.map(({ provider, state, missing }) =>
    missing.length === 0 ? `${provider} ${state}` : `${provider} ${state} (needs ${missing.join(', ')})`,
  );
  return [
    answer.service,
    status.ready ? `ready (${status.mode})` : `not ready: ${status.notReadyReasons.join(', ')}`,
    `${status.outbox.unsent} (${Math.round(status.outbox.oldestAgeSeconds)} s)`,
    String(sum(status.inbox.map((stream) => stream.pending + stream.unacked))),
    String(status.held),
    String(status.parked),
    String(status.deadLetters),
    effects.join(', ') || '-',
    status.pauses.length === 0 ? '-' : `${status.pauses.length} by ${status.pauses.map((p) => p.actor).join(', ')}`,
    providers.join(', ') || '-',
  ];
}

const HEADING = [
  'SERVICE',
  'STATE',
  'UNSENT (OLDEST)',
  'INBOX',
  'HELD',
  'PARKED',
  'DEAD',
  'EFFECTS',
  'PAUSED',
  'PROVIDERS',
];

/** `loop status`: how every service is. Fails when one does not answer or is not ready. */
export function addStatus(program: Program): void {
  newCommand(
    program.root,
    'status',
    'how every service is: backlog, held, parked, dead letters, effects, pauses, providers',
  ).action(async ({ json }: { json?: true }) =>
    runIn(program, async (session) => {
      const answers = await askEach(session, opsStatus, SERVICES, {});
      const text = json ? JSON.stringify(answers, null, 2) : textTable([HEADING, ...answers.map(rowOf)]);
      session.terminal.out(`${text}\n`);
      return answers.every((answer) => 'ok' in answer && answer.ok.ready) ? EXIT.done : EXIT.refused;
    }),
  );
}
