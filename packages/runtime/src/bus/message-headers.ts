import type { MsgHdrs } from '@nats-io/transport-node';

/** A message's headers, the first value of each; undefined when the client refuses to decode them, which it does by throwing. */
export function messageHeaders(message: {
  readonly headers?: MsgHdrs | undefined;
}): Readonly<Record<string, string>> | undefined {
  try {
    const { headers } = message;
    return Object.fromEntries((headers?.keys() ?? []).map((name) => [name, headers?.get(name) ?? '']));
  } catch {
    return undefined;
  }
}
