import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Clock, createClock, createLogger } from '@loop/runtime';

const DAY_MS = 86_400_000;
let server: Server | undefined;
let clock: Clock | undefined;
const lines: string[] = [];
const logger = createLogger('payments', 'info', { write: (line) => lines.push(line) });

/** A clock that answers like the sandbox's, with the offset of the moment. */
async function serveOffset(offsetMs: () => number, asked: () => void): Promise<string> {
  const started = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ offsetMs: offsetMs() }));
    asked();
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

afterEach(() => {
  clock?.stop();
  server?.closeAllConnections();
  server?.close();
  lines.length = 0;
});

const offsetOf = (one: Clock): number => Math.round((one.now().getTime() - Date.now()) / 1000) * 1000;

describe('domain time', () => {
  test('is real time outside sandbox mode', async () => {
    clock = createClock({ mode: 'live', sandboxUrl: undefined, logger });
    await clock.start();
    expect(offsetOf(clock)).toBe(0);
  });

  test('is the virtual time from the first decision on, and goes where the sandbox goes', async () => {
    let offsetMs = DAY_MS;
    let asked = 0;
    const movedOn = Promise.withResolvers<void>();
    const sandboxUrl = await serveOffset(
      () => offsetMs,
      () => {
        asked += 1;
        if (asked === 3) movedOn.resolve();
      },
    );
    clock = createClock({ mode: 'sandbox', sandboxUrl, logger });
    await clock.start();
    expect(offsetOf(clock)).toBe(DAY_MS);
    offsetMs = 8 * DAY_MS;
    await movedOn.promise;
    expect(offsetOf(clock)).toBe(8 * DAY_MS);
  });

  test('keeps the last offset while the sandbox is away, and says so once', async () => {
    const sandboxUrl = await serveOffset(
      () => DAY_MS,
      () => undefined,
    );
    clock = createClock({ mode: 'sandbox', sandboxUrl, logger });
    await clock.start();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    await clock.start();
    await clock.start();
    expect(offsetOf(clock)).toBe(DAY_MS);
    expect(lines).toHaveLength(1);
  });
});
