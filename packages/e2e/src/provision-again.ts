import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The real command. */
const LOOP = fileURLToPath(new URL('../../ops/dist/loop.js', import.meta.url));

const RETRY_DELAY_MS = 300;
/** Longer than any outage of a plan. */
const TIMEOUT_MS = 180_000;

/**
 * Runs `loop provision` beside a running system so that it kills itself after so many steps, then again to its end. Database or
 * broker may be away in between: then it is run again. Resolves to whether it was killed; rejects when it never comes to its end.
 *
 * @param stateDir the system's, called `.loop`.
 */
export async function provisionKilled(stateDir: string, steps: number): Promise<boolean> {
  const deadline = performance.now() + TIMEOUT_MS;
  const folder = dirname(stateDir);
  let struck = false;
  while (!struck && performance.now() < deadline) {
    const { signal, code } = await run(folder, { LOOP_FAILPOINT: `provision.stepped:${steps}` });
    struck = signal === 'SIGKILL';
    if (code === 0) break;
  }
  for (;;) {
    const { code, said } = await run(folder, {});
    if (code === 0) return struck;
    if (performance.now() > deadline) throw new Error(`Provisioning does not come to its end:\n${said}`);
    await delay(RETRY_DELAY_MS);
  }
}

interface Ran {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: string;
}

async function run(folder: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const child = spawn(process.execPath, [LOOP, 'provision'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, said };
}
