import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { resolve as absolute } from 'node:path';
import { createInterface } from 'node:readline';
import { guardAgainstParentDeath } from './death-guard.ts';
import { STATE_DIR_MARK } from './process-table.ts';
import { signal } from './stop-process.ts';

/** Where a child's output goes: a file it keeps writing to even without us, or line by line to a callback. */
type Output = { readonly logFile: string } | { readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void };

export type ChildOptions = {
  /** The state directory this process belongs to; `sweepOrphans` finds it by this. */
  readonly stateDir: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the child; nothing is inherited. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Run as another user; only root may. */
  readonly runAs?: { readonly uid: number; readonly gid: number } | undefined;
  readonly output: Output;
  /** How to ask for an orderly end (default SIGTERM) and how long to wait for it before SIGKILL. */
  readonly stopSignal?: NodeJS.Signals;
  readonly stopTimeoutMs: number;
};

export type ChildExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type GuardedChild = {
  readonly pid: number;
  /** Resolves when the process is gone and reaped; never rejects. */
  readonly exited: Promise<ChildExit>;
  /** Asks, waits `stopTimeoutMs`, kills the process group. Harmless when repeated or when it is already gone. */
  stop(): Promise<ChildExit>;
};

/**
 * Starts one child in a process group of its own (so that Ctrl-C reaches only us and we stop things in order), guarded
 * so that it cannot outlive us. Rejects when the command cannot be executed.
 */
export async function spawnGuarded(options: ChildOptions): Promise<GuardedChild> {
  const child = spawnInOwnGroup(options);
  const stopSignal = options.stopSignal ?? 'SIGTERM';
  const dismiss =
    child.pid === undefined ? () => undefined : guardAgainstParentDeath(child.pid, stopSignal, options.stopTimeoutMs);
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('exit', (code, exitSignal) => {
      dismiss();
      // A service may have started processes of its own, such as a browser; they end with it.
      if (child.pid !== undefined) signal(-child.pid, 'SIGKILL');
      resolve({ code, signal: exitSignal });
    });
  });
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${options.command} started without a pid`);
  return {
    pid,
    exited,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) signal(pid, stopSignal);
      const timer = setTimeout(() => signal(-pid, 'SIGKILL'), options.stopTimeoutMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
}

function spawnInOwnGroup(options: ChildOptions): ChildProcess {
  const { output } = options;
  const log = 'logFile' in output ? openSync(output.logFile, 'a', 0o600) : undefined;
  try {
    const child = spawn(options.command, options.args, {
      cwd: options.cwd ?? '/',
      env: { ...options.env, [STATE_DIR_MARK]: absolute(options.stateDir) },
      stdio: log === undefined ? ['ignore', 'pipe', 'pipe'] : ['ignore', log, log],
      detached: true,
      ...options.runAs,
    });
    if ('onLine' in output) {
      for (const stream of ['stdout', 'stderr'] as const) {
        const input = child[stream];
        if (input) createInterface({ input }).on('line', (line) => output.onLine(line, stream));
      }
    }
    return child;
  } finally {
    if (log !== undefined) closeSync(log);
  }
}
