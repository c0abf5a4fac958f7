import { resolve } from 'node:path';
import { hasCode } from './errno.ts';
import { isRunning, processesOf } from './process-table.ts';
import { waitUntil } from './wait-until.ts';

/** Signals a process, or with a negative number a process group; one that is already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/**
 * Stops processes that are not children of ours: asks with `name`, waits up to `timeoutMs`, then kills. Returns when
 * none runs any more; throws when one survives even SIGKILL, because starting beside it would corrupt its files.
 */
export async function stopProcesses(pids: readonly number[], name: NodeJS.Signals, timeoutMs: number): Promise<void> {
  const allGone = () => !pids.some(isRunning);
  for (const pid of pids) signal(pid, name);
  if (await waitUntil(allGone, { timeoutMs, everyMs: 20 })) return;
  for (const pid of pids.filter(isRunning)) signal(pid, 'SIGKILL');
  if (await waitUntil(allGone, { timeoutMs: 5_000, everyMs: 20 })) return;
  throw new Error(`Processes ${pids.filter(isRunning).join(', ')} cannot be stopped`);
}

/**
 * Stops what a killed supervisor left running for `stateDir` and returns those pids. Call it only while holding the
 * lock of that directory: whatever runs then has no supervisor.
 */
export async function sweepOrphans(stateDir: string, timeoutMs = 10_000): Promise<readonly number[]> {
  const orphans = processesOf(resolve(stateDir));
  await stopProcesses(orphans, 'SIGTERM', timeoutMs);
  return orphans;
}
