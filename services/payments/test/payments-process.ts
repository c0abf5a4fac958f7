import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestSystem } from '@loop/testkit';

const MAIN = join(import.meta.dirname, '../dist/main.js');

/** The payments service in a process of its own, which can be killed. */
export interface PaymentsProcess {
  readonly child: ChildProcess;
  /** All it has logged so far. */
  log(): string;
  /** Resolves when the process is gone, to its exit code or the signal that ended it. */
  readonly gone: Promise<number | string | null>;
  kill(): Promise<void>;
}

/** Starts the process without waiting for anything. */
export function spawnPayments(settings: object): PaymentsProcess {
  const texts = Object.entries(settings).map(([name, value]) => [name, String(value)] as const);
  const env = { ...Object.fromEntries(texts), PATH: process.env['PATH'] };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let logged = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (logged += String(data)));
  const gone = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | string | null);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  return { child, log: () => logged, gone, kill };
}

/** Starts it with a system's settings and more, and waits until it is ready; it may die afterwards, at a failpoint. */
export async function startPayments(
  system: TestSystem,
  settings: Readonly<Record<string, string>> = {},
): Promise<PaymentsProcess> {
  const started = spawnPayments({ ...system.configOf('payments'), ...settings });
  const ready = once(started.child, 'message').then(() => 'ready');
  const end = await Promise.race([ready, started.gone]);
  if (end !== 'ready') throw new Error(`payments ended with ${end} before it was ready: ${started.log()}`);
  return started;
}
