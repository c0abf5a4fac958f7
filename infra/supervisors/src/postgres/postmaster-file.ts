import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../errno.ts';
import { commandLine, isRunning, processesWorkingIn } from '../process-table.ts';
import { stopProcesses } from '../stop-process.ts';

/** What `postmaster.pid` says: its pid and whether that server has declared itself ready for connections. */
type PostmasterFile = { readonly pid: number; readonly ready: boolean };

/** Reads `postmaster.pid`, whose lines are fixed by `src/include/utils/pidfile.h`; undefined when there is none. */
export function readPostmasterFile(dataDir: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Clears the way for a new server on `dataDir`, for a caller that holds the lock of its state directory. A server that a
 * killed supervisor left is stopped. A file whose pid meanwhile belongs to another program (after a reboot, say) is
 * removed, since Postgres would take that program for a server. Any other stale file is left for Postgres to judge.
 */
export async function clearOrphanPostmaster(dataDir: string): Promise<void> {
  const pid = readPostmasterFile(dataDir)?.pid;
  if (pid === undefined || !isRunning(pid)) return;
  if (commandLine(pid).includes(dataDir)) {
    // SIGINT is the "fast" shutdown: it does not wait for clients to leave, as SIGTERM would.
    await stopProcesses([pid], 'SIGINT', 20_000);
    return;
  }
  // Backends of that dead server would still be attached to its memory, and they work in the data directory.
  await stopProcesses(processesWorkingIn(dataDir), 'SIGQUIT', 5_000);
  rmSync(join(dataDir, 'postmaster.pid'), { force: true });
}
