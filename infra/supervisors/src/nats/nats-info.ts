import { connect } from 'node:net';

/** What a NATS server says of itself to whoever connects, before any authentication. */
export type NatsInfo = { readonly serverName: string; readonly version: string };

/**
 * Reads the INFO line a NATS server opens every connection with
 * (https://docs.nats.io/reference/reference-protocols/nats-protocol#info). Undefined when nothing that speaks NATS
 * answers on 127.0.0.1:`port` within a second.
 */
export function natsInfoAt(port: number): Promise<NatsInfo | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let received = '';
    const finish = (info: NatsInfo | undefined) => {
      socket.destroy();
      resolve(info);
    };
    socket.setTimeout(1_000, () => finish(undefined));
    socket.on('error', () => finish(undefined));
    socket.on('close', () => finish(undefined));
    socket.on('data', (chunk) => {
      received += chunk.toString('utf8');
      if (received.includes('\r\n')) finish(parseInfo(received));
    });
  });
}

function parseInfo(received: string): NatsInfo | undefined {
  const json = /^INFO (\{.*\})/.exec(received)?.[1];
  if (json === undefined) return undefined;
  const info = JSON.parse(json) as { server_name: string; version: string };
  return { serverName: info.server_name, version: info.version };
}
