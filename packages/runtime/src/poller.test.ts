import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Poller } from './poller.ts';

test('work that fails by a bug is repeated after growing waits, however often it is poked', async () => {
  const lines: string[] = [];
  const fifth = Promise.withResolvers<void>();
  const startedAtMs = performance.now();
  let rounds = 0;
  const poller = new Poller(pino({}, { write: (line: string) => void lines.push(line) }), 10, () => {
    rounds += 1;
    if (rounds === 5) fifth.resolve();
    queueMicrotask(() => poller.poke());
    return Promise.reject(new Error('a bug'));
  });
  poller.start();
  await fifth.promise;
  await poller.stop();
  // 20, 40, 80 and 160 ms, and timers that may be a little early.
  expect(performance.now() - startedAtMs).toBeGreaterThan(290);
  expect(lines).toHaveLength(5);
});

test('work is done at once when poked, and never twice at a time', async () => {
  let atATime = 0;
  let most = 0;
  const poked = Promise.withResolvers<void>();
  let rounds = 0;
  const poller = new Poller(pino({ enabled: false }), 60_000, async () => {
    atATime += 1;
    most = Math.max(most, atATime);
    await new Promise((resolve) => setImmediate(resolve));
    atATime -= 1;
    rounds += 1;
    if (rounds === 3) poked.resolve();
    else poller.poke();
    return false;
  });
  poller.start();
  poller.start();
  await poked.promise;
  await poller.stop();
  expect(most).toBe(1);
});
