import { SERVICES, type ServiceName } from '@loop/contracts';
import type { Environment } from '@loop/runtime';
import type { RestartPolicy } from '@loop/supervisors';
import { localUrl } from '../settings/service-settings.ts';
import { awaitReady } from './await-ready.ts';
import { type LaunchedProcess, launchProcess } from './launched-process.ts';
import { openLog } from './process-log.ts';
import { mainOf } from './service-modules.ts';

/** One process of a service. */
export interface ServiceInstance extends LaunchedProcess {
  readonly service: ServiceName;
  /** `payments` for the first, `payments-2` for the second, and so on; its log is called so. */
  readonly name: string;
  readonly url: string;
  /** Waits until it answers that it is ready. Rejects, with the end of its log, when it does not in time. */
  ready(): Promise<void>;
}

/** The instances of each service, the one with the public port first. */
export type ServiceInstances = Readonly<
  Record<ServiceName, readonly [first: ServiceInstance, ...others: ServiceInstance[]]>
>;

/** An instance to start, and the whole environment of its process. */
export interface InstanceToStart {
  readonly service: ServiceName;
  readonly name: string;
  readonly port: number;
  readonly env: Environment;
}

/** How all services are started. */
export interface ServicesStart {
  readonly stateDir: string;
  readonly instances: readonly InstanceToStart[];
  readonly restart: RestartPolicy | undefined;
  readonly onNotice: (line: string) => void;
}

const READY_TIMEOUT_MS = 60_000;

/** A service that ends so often before it was ready once has a cause that waiting does not cure. */
const MAX_CRASHES = 3;

/** `payments`, `payments-2`. */
export type InstanceName = ServiceName | `${ServiceName}-${number}`;

/** Name of the `number`th instance of a service, counted from 1. */
export function instanceName(service: ServiceName, number: number): InstanceName {
  return number === 1 ? service : `${service}-${number}`;
}

/**
 * Starts every instance of every service as its own process, side by side, and waits until all are ready. Rejects, with the
 * end of its log, as soon as one of them cannot start.
 */
export async function startServices(start: ServicesStart, stack: AsyncDisposableStack): Promise<ServiceInstances> {
  const started: StartedInstance[] = [];
  let isStopping = false;
  stack.defer(async () => {
    isStopping = true;
    await Promise.all(started.map(({ stop }) => stop()));
  });
  await Promise.all(start.instances.map(async (instance) => started.push(await startOne(start, instance))));
  await Promise.all(started.map(({ firstReady }) => firstReady(() => isStopping)));
  const inOrder = start.instances.flatMap(({ name }) => started.filter(({ instance }) => instance.name === name));
  const instancesOf = (service: ServiceName) =>
    inOrder.flatMap(({ instance }) => (instance.service === service ? [instance] : []));
  return Object.fromEntries(SERVICES.map((service) => [service, instancesOf(service)])) as unknown as ServiceInstances;
}

interface StartedInstance {
  readonly instance: ServiceInstance;
  readonly firstReady: (isStopping: () => boolean) => Promise<void>;
  readonly stop: () => Promise<void>;
}

async function startOne(start: ServicesStart, { service, name, port, env }: InstanceToStart): Promise<StartedInstance> {
  const log = openLog(start.stateDir, name);
  let crashCount = 0;
  const launched = await launchProcess({
    name,
    stateDir: start.stateDir,
    main: mainOf(service),
    env,
    restart: start.restart,
    log,
    onCrash: (crashes) => {
      crashCount = crashes;
      start.onNotice(`${name} ended and is started again; see ${log.file}`);
    },
  });
  const url = localUrl(port);
  const becomeReady = (hasGivenUp: () => boolean) =>
    awaitReady({ name, url: `${url}/readyz`, log, timeoutMs: READY_TIMEOUT_MS, hasGivenUp });
  return {
    instance: Object.assign(launched, { service, name, url, ready: () => becomeReady(() => false) }),
    firstReady: (isStopping) => becomeReady(() => crashCount >= MAX_CRASHES || isStopping()),
    stop: async () => {
      await launched.stop();
      await log.close();
    },
  };
}
