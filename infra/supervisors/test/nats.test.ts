import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type RunningNats, startNats } from '@loop/supervisors';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { alive, eventually, processesWith, removeScratch, scratchDir } from './scratch.ts';

let stateDir: string;
const running: RunningNats[] = [];

beforeEach(() => {
  stateDir = scratchDir();
});

afterEach(async () => {
  for (const nats of running.splice(0)) await nats.stop();
  removeScratch(stateDir);
});

async function start(options: Partial<Parameters<typeof startNats>[0]> = {}): Promise<RunningNats> {
  const nats = await startNats({ stateDir, configText: '', ...options });
  running.push(nats);
  return nats;
}

async function publish(url: string, count: number): Promise<void> {
  const connection = await connect({ servers: url });
  await (await jetstreamManager(connection)).streams.add({ name: 'KEPT', subjects: ['kept'] });
  for (let n = 0; n < count; n += 1) await jetstream(connection).publish('kept', String(n));
  await connection.close();
}

async function storedMessages(url: string): Promise<number> {
  const connection = await connect({ servers: url });
  const { state } = await (await jetstreamManager(connection)).streams.info('KEPT');
  await connection.close();
  return state.messages;
}

test('keeps every acknowledged message when the broker is killed, and comes back on the same port', async () => {
  const nats = await start({ restart: { minDelayMs: 20, maxDelayMs: 500 } });
  const { pid, url } = nats;
  await publish(url, 50);
  nats.kill9();
  await eventually('the broker is back', () => nats.pid !== pid && alive(nats.pid));
  expect(await storedMessages(url)).toBe(50);
});

test('has the same address and streams at the next start, and leaves no process behind', async () => {
  const first = await start();
  await publish(first.url, 3);
  await first.stop();
  expect(processesWith(stateDir)).toEqual([]);
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await storedMessages(second.url)).toBe(3);
});

test('refuses a second start on the same state directory, naming the process that uses it', async () => {
  await start();
  await expect(startNats({ stateDir, configText: '' })).rejects.toThrow(`in use by process ${process.pid}`);
});

test('keeps the configuration, which holds passwords, from other eyes', async () => {
  writeFileSync(join(stateDir, 'nats.conf'), '', { mode: 0o644 });
  await start({ configText: 'authorization { user: someone, password: "tells-nobody" }' });
  expect(statSync(join(stateDir, 'nats.conf')).mode & 0o777).toBe(0o600);
});

test('says what the server had against its configuration', async () => {
  await expect(startNats({ stateDir, configText: 'acounts {' })).rejects.toThrow(
    /nats-server did not start.*Parse error/s,
  );
});

test('tells where the server program came from and that it is recent enough', async () => {
  const nats = await start();
  expect(['given', 'path', 'cache', 'apt', 'release', 'docker']).toContain(nats.rung);
  expect(Number(nats.version.split('.')[1])).toBeGreaterThanOrEqual(10);
});

test('refuses a server program named by the operator when it is too old, instead of looking for another', async () => {
  const old = join(stateDir, 'old-nats-server');
  writeFileSync(old, '#!/bin/sh\necho "nats-server: v2.9.10"\n');
  chmodSync(old, 0o755);
  process.env['LOOP_NATS_SERVER_BIN'] = old;
  try {
    await expect(startNats({ stateDir, configText: '' })).rejects.toThrow('at least v2.10 is needed');
  } finally {
    delete process.env['LOOP_NATS_SERVER_BIN'];
  }
});
