// slow-provider: a provider in a process of its own, whose service takes 1 ms. Sends its port to whoever forked it, and how many
// calls it has answered since it was asked last.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const SERVICE_TIME_MS = 1;
const ANSWER = JSON.stringify({ accepted: true });
const HEADERS = { 'content-type': 'application/json', 'content-length': ANSWER.length };

let answered = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    setTimeout(() => {
      answered += 1;
      response.writeHead(200, HEADERS).end(ANSWER);
    }, SERVICE_TIME_MS);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', () => {
  process.send?.(answered);
  answered = 0;
});
process.on('disconnect', () => process.exit());
