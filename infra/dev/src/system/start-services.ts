import type { ServiceName } from '@loop/contracts';
import { localUrl } from '../settings/service-settings.ts';
import { awaitReady } from './await-ready.ts';
import { type LaunchedProcess, launchProcess } from './launched-process.ts';
import { openLog } from './process-log.ts';
import { mainOf } from './service-modules.ts';

/** A service and the whole environment of its process. */
export interface ServiceToStart {
  readonly name: ServiceName;
  readonly env: Record<string, string>;
}

/** How all services are started. */
export interface ServicesStart {
  readonly stateDir: string;
  readonly services: readonly ServiceToStart[];
  readonly ports: Readonly<Record<ServiceName, number>>;
  readonly onNotice: (line: string) => void;
}

const READY_TIMEOUT_MS = 60_000;

/** A service that ends so often before it was ready once has a cause that waiting does not cure. */
const MAX_CRASHES = 3;

/**
 * Starts every service as its own process, side by side, and waits until all are ready. Rejects, with the end of its log,
 * as soon as one of them cannot start.
 */
export async function startServices(
  start: ServicesStart,
  stack: AsyncDisposableStack,
): Promise<Record<ServiceName, LaunchedProcess>> {
  const started: StartedService[] = [];
  let isStopping = false;
  stack.defer(async () => {
    isStopping = true;
    await Promise.all(started.map(({ stop }) => stop()));
  });
  await Promise.all(start.services.map(async (service) => started.push(await startOne(start, service))));
  await Promise.all(started.map((service) => service.ready(() => isStopping)));
  return Object.fromEntries(started.map(({ name, process }) => [name, process])) as Record<
    ServiceName,
    LaunchedProcess
  >;
}

interface StartedService {
  readonly name: ServiceName;
  readonly process: LaunchedProcess;
  readonly ready: (isStopping: () => boolean) => Promise<void>;
  readonly stop: () => Promise<void>;
}

async function startOne(start: ServicesStart, { name, env }: ServiceToStart): Promise<StartedService> {
  const log = openLog(start.stateDir, name);
  let crashCount = 0;
  const launched = await launchProcess({
    name,
    stateDir: start.stateDir,
    main: mainOf(name),
    env,
    log,
    onCrash: (crashes) => {
      crashCount = crashes;
      start.onNotice(`${name} ended and is started again; see ${log.file}`);
    },
  });
  return {
    name,
    process: launched,
    ready: (isStopping) =>
      awaitReady({
        name,
        url: `${localUrl(start.ports[name])}/readyz`,
        log,
        timeoutMs: READY_TIMEOUT_MS,
        hasGivenUp: () => crashCount >= MAX_CRASHES || isStopping(),
      }),
    stop: async () => {
      await launched.stop();
      await log.close();
    },
  };
}
