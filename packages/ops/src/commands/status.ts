import { opsStatus, SERVICES } from '@loop/contracts';
import type { BrokerStatus } from '@loop/runtime';
import { EXIT } from '../command-error.ts';
import { newCommand, type Program, runIn } from '../new-command.ts';
import { gatherEach, type Session } from '../session.ts';
import { isWell, type ServiceStatus, serviceStatus } from '../status/service-status.ts';
import { statusText } from '../status/status-text.ts';

async function status(session: Session, json: boolean): Promise<number> {
  const [broker, gathered] = await Promise.all([
    session.operator.brokerStatus(),
    gatherEach(session, opsStatus, SERVICES, {}),
  ]);
  const services = gathered.map(serviceStatus);
  const text = json ? JSON.stringify({ broker, services }, null, 2) : statusText(broker, services);
  session.terminal.out(`${text}\n`);
  return isAllWell(broker, services) ? EXIT.done : EXIT.refused;
}

function isAllWell({ missing, streams }: BrokerStatus, services: readonly ServiceStatus[]): boolean {
  const isWhole = missing.length === 0 && streams.every((stream) => stream.currentReplicas >= stream.replicas);
  return isWhole && services.every(isWell);
}

/**
 * `loop status`: how the broker, the database and every service are. Fails when a service does not answer or is not ready, or when
 * the broker lacks a stream, a consumer or a copy.
 */
export function addStatus(program: Program): void {
  newCommand(
    program.root,
    'status',
    'how broker, database and every service are: backlog, held, dead letters, effects, pauses, providers',
  ).action(async ({ json }: { json?: true }) => runIn(program, (session) => status(session, json ?? false)));
}
