import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hasCode } from './errno.ts';

/**
 * Every process we start carries this variable with the state directory it belongs to. A later start finds what a
 * killed supervisor left behind by reading it back from `/proc`: no pid file to go stale, no gap between spawning a
 * process and recording it, and a foreign process is never taken for ours.
 */
export const STATE_DIR_MARK = 'CUSTOMER_LOOP_STATE_DIR';

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}

/**
 * The fields of `/proc/<pid>/stat` behind the command name, which may itself hold blanks and brackets. Field 3 of
 * proc_pid_stat(5), the state, is therefore at index 0.
 */
function statFields(pid: number): readonly string[] | undefined {
  const stat = readProc(pid, 'stat');
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/**
 * True while `pid` executes or still holds files and ports. A zombie, which only waits to be reaped, counts as gone,
 * but not while other threads of it are still ending: its sockets are closed by the last of them.
 */
export function isRunning(pid: number): boolean {
  const state = statFields(pid)?.[0];
  return state !== undefined && state !== 'X' && (state !== 'Z' || threadCount(pid) > 1);
}

function threadCount(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return 0;
    throw error;
  }
}

/** Start time of `pid` in clock ticks since boot: together with the pid it names one process for ever. */
export function startTicks(pid: number): string | undefined {
  return statFields(pid)?.[19];
}

/** The argument vector of `pid`, empty when it is gone or not ours to read. */
export function commandLine(pid: number): readonly string[] {
  return readProc(pid, 'cmdline')?.split('\0').slice(0, -1) ?? [];
}

/** Pids of running processes that were started for `stateDir`, without the caller itself. */
export function processesOf(stateDir: string): readonly number[] {
  const mark = `${STATE_DIR_MARK}=${stateDir}`;
  return otherProcesses().filter((pid) => readProc(pid, 'environ')?.split('\0').includes(mark) === true);
}

/** Pids of running processes whose working directory is `dir`, without the caller itself. */
export function processesWorkingIn(dir: string): readonly number[] {
  return otherProcesses().filter((pid) => workingDirectory(pid) === dir);
}

function otherProcesses(): readonly number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && isRunning(pid));
}

function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}
