import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';

const program = fileURLToPath(new URL('./telemetry-process.js', import.meta.url));
const received = new Map<string, string>();
const collector = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    received.set(request.url ?? '', Buffer.concat(chunks).toString());
    response.setHeader('content-type', 'application/json').end('{}');
  });
});

afterEach(() => {
  collector.closeAllConnections();
  collector.close();
});

describe('telemetry', () => {
  test('sends spans and the state of the runtime to the collector that is named', async () => {
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    const { stdout } = await promisify(execFile)(process.execPath, [program, url]);
    const traceId = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(stdout)?.[1];
    expect(traceId).toBeDefined();
    expect(received.get('/v1/traces')).toContain(traceId);
    expect(received.get('/v1/traces')).toContain('GET /room');
    const metrics = received.get('/v1/metrics') ?? '';
    for (const name of ['loop.outbox.age', 'loop.inbox.pending', 'loop.held', 'loop.dead_letters', 'loop.effects']) {
      expect(metrics).toContain(name);
    }
  });
});
