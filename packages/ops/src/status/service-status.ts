import type { opsStatus, ServiceName } from '@loop/contracts';
import type { z } from 'zod';
import type { GatheredAnswer } from '../session.ts';

/** What one instance of a service says. */
export type InstanceStatus = z.output<ReturnType<typeof opsStatus.request>['output']>;

/** How a service is: what it is behind with is the same wherever it is asked, since its instances share one database. */
export interface ServiceStatus {
  readonly service: ServiceName;
  /** `away`: no instance answers. */
  readonly state: 'ready' | 'not ready' | 'away';
  /** Why it is not ready, or away. */
  readonly reasons: readonly string[];
  readonly instances: readonly InstanceStatus[];
}

/** Sums up what the instances of a service have answered. It is ready when every instance that answers is. */
export function serviceStatus({ answers, service, unreachable }: GatheredAnswer<InstanceStatus>): ServiceStatus {
  const instances = answers.flatMap((answer) => ('ok' in answer ? [answer.ok] : []));
  const refused = answers.flatMap((answer) => ('refused' in answer ? [answer.detail] : []));
  const reasons = [...new Set([...refused, ...instances.flatMap(({ notReadyReasons }) => notReadyReasons)])];
  if (answers.length === 0) return { service, state: 'away', reasons: [unreachable ?? 'no answer'], instances };
  return { service, state: reasons.length === 0 ? 'ready' : 'not ready', reasons, instances };
}

/** Whether it answers and is ready. */
export function isWell({ state }: ServiceStatus): boolean {
  return state === 'ready';
}
