import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isInfrastructure } from './infrastructure-error.ts';
import { openPool } from './pool.ts';
import { sendAlone } from './send-alone.ts';
import { transaction } from './session.ts';

/** One message of Postgres' protocol. https://www.postgresql.org/docs/17/protocol-message-formats.html */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const AUTHENTICATED = message('R', Buffer.from([0, 0, 0, 0]));
const READY = message('Z', Buffer.from('I'));
const KILLED = message(
  'E',
  Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
);

let server: Server;

beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, KILLED])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

/** A server that lets a client in and dies in the same packet, as one that is killed at that moment does. */
function poolOfTheDying() {
  const { port } = server.address() as AddressInfo;
  const url = `postgres://nobody@127.0.0.1:${port}/nothing`;
  return openPool({ url, schema: 'nothing', applicationName: 'test', maxConnections: 2 }, () => undefined);
}

describe('a database that dies in the moment a connection is made', () => {
  test('fails the transaction as an outage, and leaves the process alive', async () => {
    const pool = poolOfTheDying();
    const failure = await transaction(pool, (session) => session.sql('SELECT 1')).catch((error: unknown) => error);
    expect(isInfrastructure(failure)).toBe(true);
    await pool.end();
  });

  test('fails a statement sent alone as an outage, and leaves the process alive', async () => {
    const pool = poolOfTheDying();
    const statement = { text: 'SELECT 1', rowMode: 'array' } as const;
    const failure = await sendAlone(pool, statement).catch((error: unknown) => error);
    expect(isInfrastructure(failure)).toBe(true);
    await pool.end();
  });
});
