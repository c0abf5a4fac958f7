import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, realpathSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from './errno.ts';

export type StateLock =
  | { readonly outcome: 'acquired'; release(): Promise<void> }
  | { readonly outcome: 'held'; readonly pid: number | undefined; readonly message: string };

/** How long a killed holder may take to let go: its threads end one after the other, the last closes its sockets. */
const DYING_HOLDER_MS = 1_500;

/**
 * Claims a state directory (made if missing) for this process until `release()` or its end; answers `held`, naming the
 * holder, when another running process or another part of this one has it.
 *
 * The lock is a listening socket in Linux's abstract namespace (unix(7)), not a file: the kernel drops it when its
 * holder dies, SIGKILL included, so there is no stale lock to judge and no race in taking one over. Children do not
 * inherit it. It does not reach across network namespaces: two containers on one volume do not see each other.
 */
export async function lockStateDir(stateDir: string): Promise<StateLock> {
  mkdirSync(stateDir, { recursive: true });
  const path = `\0customer-loop-${createHash('sha256').update(realpathSync(stateDir)).digest('hex').slice(0, 32)}`;
  for (const deadline = performance.now() + DYING_HOLDER_MS; ; ) {
    const server = await claim(path);
    if (server) {
      return { outcome: 'acquired', release: () => new Promise((resolve) => server.close(() => resolve())) };
    }
    const pid = await askHolder(path);
    // No answer: it is stuck, or so far into dying that the kernel will close its socket any moment.
    if (pid !== undefined || performance.now() > deadline) {
      return { outcome: 'held', pid, message: heldMessage(stateDir, pid) };
    }
    await delay(20);
  }
}

function heldMessage(stateDir: string, pid: number | undefined): string {
  const who = pid === undefined ? 'another process' : `process ${pid}`;
  const remedy = pid === undefined ? 'Stop it' : `Stop it with "kill ${pid}"`;
  return `${stateDir} is in use by ${who}. ${remedy}, or choose another state directory.`;
}

async function claim(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(String(process.pid));
  });
  server.unref();
  try {
    server.listen({ path });
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE')) return undefined;
    throw error;
  }
}

/** The holder's pid; undefined when it gives none, which a holder whose event loop is stuck does not. */
async function askHolder(path: string): Promise<number | undefined> {
  const socket = connect({ path });
  socket.setTimeout(1_000, () => socket.destroy(new Error('No answer from the lock holder')));
  try {
    const pid = Number(await text(socket));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
