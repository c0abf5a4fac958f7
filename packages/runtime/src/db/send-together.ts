import type { Duplex } from 'node:stream';
import type { PoolClient } from 'pg';

const heldBack = new WeakSet<Duplex>();

/**
 * Keeps what is sent on a connection from now on back until this turn of the event loop ends, so that pipelined statements
 * leave in one write: one by one, the writes cost more than the statements. Harmless when repeated. The client has its
 * connection's socket in its types, what its pool hands out has not.
 */
export function sendTogether(client: PoolClient): void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
  if (heldBack.has(stream)) return;
  heldBack.add(stream);
  stream.cork();
  process.nextTick(release, stream);
}

function release(stream: Duplex): void {
  heldBack.delete(stream);
  stream.uncork();
}
