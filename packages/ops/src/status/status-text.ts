import type { BrokerStatus } from '@loop/runtime';
import { textTable } from '../text-table.ts';
import type { InstanceStatus, ServiceStatus } from './service-status.ts';

const HEADING = ['SERVICE', 'STATE', 'RUNNING', 'UNSENT (OLDEST)', 'INBOX', 'HELD', 'DEAD', 'EFFECTS', 'PROVIDERS'];

/** The whole status as an operator reads it: servers, services, and what to do about what is wrong. */
export function statusText(broker: BrokerStatus, services: readonly ServiceStatus[]): string {
  const servers = [['broker', brokerLine(broker)], ...databaseLines(services), ...modeLines(services)];
  const parts = [
    servers.map(([name = '', text = '']) => `${name.padEnd(9)} ${text}`).join('\n'),
    textTable([HEADING, ...services.map(rowOf)]),
    [...brokerAdvice(broker), ...services.flatMap(adviceOn)].join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function brokerLine({ latencyMs, streams, version }: BrokerStatus): string {
  const events = sum(streams.map((stream) => stream.events));
  const stored = megabytes(sum(streams.map((stream) => stream.bytes)));
  const room = megabytes(sum(streams.map((stream) => stream.maxBytes)));
  const copies = [...new Set(streams.map(({ replicas }) => replicas))].join(' or ');
  return `NATS ${version}, ${latencyMs} ms; ${events} events in ${streams.length} streams, ${stored} of ${room} MB, copies of each: ${copies}`;
}

/** One line for each version of the database that the services see: usually one. */
function databaseLines(services: readonly ServiceStatus[]): string[][] {
  const seen = services.flatMap(({ instances }) => instances.map(({ database }) => database));
  const versions = [...new Set(seen.map(({ version }) => version))];
  return versions.map((version) => {
    const latencies = seen.flatMap((one) => (one.version === version ? (one.latencyMs ?? []) : []));
    if (version === null) return ['database', 'is away, as some services see it'];
    return ['database', `Postgres ${version}, up to ${Math.max(...latencies)} ms`];
  });
}

function modeLines(services: readonly ServiceStatus[]): string[][] {
  const modes = [...new Set(services.flatMap(({ instances }) => instances.map(({ mode }) => mode)))];
  return modes.length === 0 ? [] : [['mode', modes.join(' and ')]];
}

function rowOf({ instances, service, state }: ServiceStatus): string[] {
  const [first] = instances;
  if (first === undefined) return [service, state];
  const { deadLetters, effects, held, inbox, outbox } = first;
  return [
    service,
    state,
    String(instances.length),
    outbox === null ? '?' : `${outbox.unsent} (${Math.round(outbox.oldestAgeSeconds)} s)`,
    inbox === null ? '?' : String(sum(inbox.map((stream) => stream.pending + stream.unacked))),
    String(held ?? '?'),
    String(deadLetters ?? '?'),
    effects === null ? '?' : counts(effects) || '-',
    providersOf(first) || '-',
  ];
}

function providersOf({ providers }: InstanceStatus): string {
  const said = providers.map(({ missing, provider, state }) =>
    missing.length === 0 ? `${provider} ${state}` : `${provider} ${state} (needs ${missing.join(', ')})`,
  );
  return said.join(', ');
}

function brokerAdvice({ missing, streams }: BrokerStatus): string[] {
  const behind = streams.filter(({ currentReplicas, replicas }) => currentReplicas < replicas);
  return [
    ...missing.map((what) => `broker: ${what} is missing; make it with \`loop provision\``),
    ...behind.map(({ currentReplicas, replicas, stream }) => {
      return `broker: ${stream} has ${currentReplicas} of ${replicas} copies; see the servers of the cluster`;
    }),
  ];
}

function adviceOn({ instances, reasons, service, state }: ServiceStatus): string[] {
  const advice = state === 'ready' ? [] : [`${service}: ${state}, ${reasons.join(', ')}`];
  const [first] = instances;
  if (first === undefined) return advice;
  const { deadLetters, deadLettersByReason, effects, held, parked, pauses } = first;
  if (deadLetters) {
    advice.push(
      `${service}: dead letters (${counts(deadLettersByReason ?? {})}); see \`loop dead-letters list --service ${service}\``,
    );
  }
  if (parked) advice.push(`${service}: ${parked} events wait for a newer version of it`);
  if (held) advice.push(`${service}: ${held} events came before what they build on; follow one with \`loop trace\``);
  if (effects?.['unknown']) {
    advice.push(
      `${service}: nobody knows what became of ${effects['unknown']} calls; see \`loop effects list --state unknown\``,
    );
  }
  for (const { actor, provider, reason, tenantId } of pauses) {
    const what = [provider ?? 'every provider', ...(tenantId === null ? [] : [`of tenant ${tenantId}`])].join(' ');
    advice.push(`${service}: ${what} paused by ${actor}: ${reason}`);
  }
  return advice;
}

function counts(by: Readonly<Record<string, number>>): string {
  return Object.entries(by)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(bytes < 100 * 1024 * 1024 ? 1 : 0);
}
