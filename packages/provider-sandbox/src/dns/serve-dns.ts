import { createSocket } from 'node:dgram';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DnsDesk } from './dns-desk.ts';

/** A message over a stream stands behind its length in two bytes (RFC 1035 §4.2.2). */
const LENGTH_BYTES = 2;

/** The question in the first bytes of a connection, or undefined where they are anything else, HTTP for instance. */
function streamedQuestion(received: Buffer | undefined): Buffer | undefined {
  if (received === undefined || received.length <= LENGTH_BYTES) return undefined;
  const length = received.readUInt16BE(0);
  return received.length === LENGTH_BYTES + length ? received.subarray(LENGTH_BYTES) : undefined;
}

/**
 * Answers DNS over TCP on the port of the web server: a question's first byte is no letter, so that the server's parser
 * refuses the connection and hands it over here. Whatever is neither HTTP nor DNS is answered 400, as a web server does.
 */
export function serveDnsOverTcp(server: Server, desk: DnsDesk): void {
  server.on('clientError', (error: Error & { code?: string; rawPacket?: Buffer }, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const question = streamedQuestion(error.rawPacket);
    if (question === undefined) {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      return;
    }
    const answer = desk.answer(question, 'tcp');
    if (answer === undefined) return;
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt16BE(answer.length);
    socket.end(Buffer.concat([length, answer]));
  });
}

/** Answers DNS in datagrams. Throws where the port is taken. The promise it returns ends the service. */
export async function serveDnsOverUdp(port: number, host: string, desk: DnsDesk): Promise<() => Promise<void>> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (message, { port: from, address }) => {
    const answer = desk.answer(message, 'udp');
    if (answer !== undefined) socket.send(answer, from, address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, resolve);
  });
  // A datagram that cannot be delivered is lost, as datagrams are; the asker asks again.
  socket.on('error', () => undefined);
  return () => new Promise<void>((resolve) => socket.close(() => resolve()));
}
