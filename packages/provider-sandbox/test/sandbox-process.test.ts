import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { SandboxClient } from '@loop/provider-sandbox';
import Stripe from 'stripe';
import { payHeldMilestone } from './checkout-client.ts';

const main = createRequire(import.meta.url)
  .resolve('@loop/provider-sandbox')
  .replace(/index\.js$/, 'main.js');

interface ReadyLine {
  readonly ready: true;
  readonly url: string;
  readonly port: number;
  readonly mailboxUrl: string;
}

class LaunchedSandbox implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly ready: ReadyLine;

  constructor(child: ChildProcess, ready: ReadyLine) {
    this.#child = child;
    this.ready = ready;
  }

  static async launch(stateDir: string): Promise<LaunchedSandbox> {
    const child = spawn(process.execPath, [main], {
      env: { LOOP_SANDBOX_STATE_DIR: stateDir, LOOP_SANDBOX_PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (!child.stdout) throw new Error('the sandbox has no standard output');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new LaunchedSandbox(child, JSON.parse(line) as ReadyLine);
  }

  /** Ends the process and says with which code, or null where a signal ended it. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill(signal);
      await once(this.#child, 'exit');
    }
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }
}

const stripeAt = (port: number): Stripe =>
  new Stripe('sk_sandbox_process', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });

test('a sandbox killed without warning has lost nothing it answered', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'loop-sandbox-'));
  await using first = await LaunchedSandbox.launch(stateDir);
  const id = await payHeldMilestone(stripeAt(first.ready.port), first.ready.url);
  await stripeAt(first.ready.port).paymentIntents.capture(id, {}, { idempotencyKey: 'op:kept' });
  const before = await new SandboxClient(first.ready.url).log();
  await first.end('SIGKILL');
  await appendFile(join(stateDir, 'sandbox-log.jsonl'), '{"seq":99,"torn');

  await using second = await LaunchedSandbox.launch(stateDir);
  const control = new SandboxClient(second.ready.url);
  expect((await control.log()).slice(0, before.length)).toEqual(before);
  expect(await control.captures()).toMatchObject([{ paymentIntent: id, idempotencyKey: 'op:kept' }]);
  const again = await stripeAt(second.ready.port).paymentIntents.capture(id, {}, { idempotencyKey: 'op:kept' });
  expect(again.status).toBe('succeeded');
  expect(await control.captures()).toHaveLength(1);
  expect(await second.end('SIGTERM')).toBe(0);
  await rm(stateDir, { recursive: true });
});

test('a sandbox without a state folder refuses to start and names the variable', async () => {
  const child = spawn(process.execPath, [main], { env: {}, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number];
  expect(code).not.toBe(0);
  expect(complaint).toContain('LOOP_SANDBOX_STATE_DIR');
});
