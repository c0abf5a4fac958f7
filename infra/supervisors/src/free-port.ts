import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { hasCode } from './errno.ts';

/**
 * Below the kernel's ephemeral range (32768 and up): a client that keeps dialling a local port while its server is
 * down can otherwise be given that very port as its own, connect to itself and block the server's return.
 */
const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;

/** True when a server could listen on 127.0.0.1:`port` now. Another process may still take it before you do. */
async function portIsFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    return true;
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE', 'EACCES')) return false;
    throw error;
  } finally {
    probe.close();
  }
}

/** A port on 127.0.0.1 that nobody listens on, `preferred` if it is one. Chosen at random, so parallel callers differ. */
export async function freePort(preferred?: number): Promise<number> {
  for (let attempt = 0, port = preferred; attempt < 100; attempt += 1) {
    port ??= randomInt(FIRST_PORT, LAST_PORT + 1);
    if (await portIsFree(port)) return port;
    port = undefined;
  }
  throw new Error(`No free port between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1`);
}

/**
 * The port a server of `stateDir` shall listen on: `asked`, which must be free, or else the one it had last time if
 * that is free, or else a new one. Remembers the answer, so that addresses stay the same from start to start.
 */
export async function choosePort(stateDir: string, asked: number | undefined): Promise<number> {
  if (asked !== undefined && !(await portIsFree(asked))) {
    throw new Error(`Port ${asked} on 127.0.0.1 is taken by another process; free it or choose another port`);
  }
  const memory = join(stateDir, 'port');
  const port = asked ?? (await freePort(rememberedPort(memory)));
  writeFileSync(memory, `${port}\n`);
  return port;
}

function rememberedPort(memory: string): number | undefined {
  try {
    const port = Number(readFileSync(memory, 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
