import { join } from 'node:path';
import { EVENTS, type ServiceName } from '@loop/contracts';
import { runLoop } from '@loop/ops';
import { on, type ServiceDefinition } from '@loop/runtime';
import type { TestSystem } from '@loop/testkit';

/** What a run of the command came to. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

const REPOSITORY = join(import.meta.dirname, '../../..');

/** How the operator signs in to a test's system: as `loop`, with the password every user has there. */
export function operatorEnv(system: TestSystem): Record<string, string> {
  const natsUrl = new URL(system.configOf('discovery').LOOP_NATS_URL);
  natsUrl.username = 'loop';
  return { LOOP_NATS_URL: natsUrl.href, LOOP_DATABASE_URL: system.databaseUrl };
}

/** Runs `loop` in this process. `onOut` sees results as they are written. */
export async function runLoopIn(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  { signal = new AbortController().signal, onOut = () => undefined, folder = '/' }: RunOptions = {},
): Promise<Ran> {
  let out = '';
  let err = '';
  const exitCode = await runLoop(args, {
    out: (text) => {
      out += text;
      onOut(text);
    },
    err: (text) => {
      err += text;
    },
    interactive: true,
    env,
    folder,
    signal,
  });
  return { exitCode, out, err };
}

interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onOut?: (text: string) => void;
  readonly folder?: string;
}

/** A service that takes every event it is sent, doing what the test says, or nothing. */
export function takingAll(name: ServiceName, rest: Partial<ServiceDefinition> = {}): ServiceDefinition {
  const own = rest.handlers ?? [];
  const others = EVENTS.filter(
    (event) => event.consumers.includes(name) && !own.some((handler) => handler.event.subject === event.subject),
  );
  return {
    name,
    migrations: join(REPOSITORY, 'services', name, 'src/migrations'),
    effects: [],
    routes: [],
    responders: [],
    providers: [],
    ...rest,
    handlers: [...own, ...others.map((event) => on(event, async () => undefined))],
  };
}
