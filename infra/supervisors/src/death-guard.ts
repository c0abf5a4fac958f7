import { spawn } from 'node:child_process';
import { startTicks } from './process-table.ts';

/**
 * A shell that waits on a pipe whose other end only we hold. The kernel closes it when we exit, crash or are killed
 * with SIGKILL; then the shell asks the guarded process to stop and, after the timeout, kills its whole group. A
 * process is recognised by pid *and* start time, so a reused pid is never hit.
 * Arguments: pid, start time in ticks, signal, timeout in tenths of a second.
 */
const GUARD_SCRIPT = `
ours() { [ "$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20)" = "$2" ]; }
read -r _
ours "$1" "$2" || exit 0
kill -s "$3" "$1"
n=0
while [ "$n" -lt "$4" ] && ours "$1" "$2"; do sleep 0.1; n=$((n + 1)); done
kill -s KILL -- "-$1" 2>/dev/null
`;

/**
 * Makes sure that `pid` does not outlive this process, however this process ends: neither Postgres nor NATS watch
 * their parent, and a service that hangs cannot. Call it in the same turn as the spawn. The returned function
 * dismisses the guard, which must happen once the process is gone.
 */
export function guardAgainstParentDeath(pid: number, stopSignal: NodeJS.Signals, timeoutMs: number): () => void {
  const ticks = startTicks(pid);
  if (ticks === undefined) return () => undefined;
  const tenths = Math.ceil(timeoutMs / 100);
  const guard = spawn(
    '/bin/sh',
    ['-c', GUARD_SCRIPT, 'death-guard', String(pid), ticks, stopSignal.slice('SIG'.length), String(tenths)],
    { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: { PATH: process.env['PATH'] }, cwd: '/' },
  );
  // The guard must not keep our event loop alive, and its own early death (EPIPE) takes nothing but the guarding.
  guard.unref();
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
  return () => guard.stdin.destroy();
}
