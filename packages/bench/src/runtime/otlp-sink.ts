// otlp-sink: an OpenTelemetry collector that keeps what it is sent and, asked over IPC for a span's name, says how many it has.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const traces: Buffer[] = [];
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    if (request.url === '/v1/traces') traces.push(Buffer.concat(parts));
    response.setHeader('content-type', 'application/json').end('{}');
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

// Counted when asked only: reading the spans would take from what is measured.
process.on('message', (name: string) => {
  const needle = `"name":${JSON.stringify(name)}`;
  const count = traces.reduce((sum, body) => sum + body.toString().split(needle).length - 1, 0);
  process.send?.(count);
});
process.on('disconnect', () => process.exit());
