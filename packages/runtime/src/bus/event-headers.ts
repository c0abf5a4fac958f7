import type { MsgHdrs } from '@nats-io/transport-node';

/** An outbox row's attributes that become headers. */
export interface HeaderFields {
  readonly id: string;
  readonly subject: string;
  readonly version: number | string;
  readonly publisher: string;
  readonly key: string;
  readonly tenantId: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly sequence: number | string | null;
  readonly traceparent: string | null;
}

/**
 * Headers of an event, written as one string instead of through the client's header object, which costs a third of the
 * relay's speed. The client only ever calls `encode()` on what it is given. A line break in a value would let a payload
 * write headers of its own, so what is not printable ASCII throws: our ids cannot hold it, and keys are percent-encoded
 * (CloudEvents HTTP binding §3.1.3.2 does the same).
 */
export function eventHeaders(fields: HeaderFields): MsgHdrs {
  const lines =
    `NATS/1.0\r\nNats-Msg-Id: ${line(fields.id)}\r\nce-specversion: 1.0\r\nce-id: ${line(fields.id)}` +
    `\r\nce-type: ${line(fields.subject)}.v${fields.version}\r\nce-source: ${line(fields.publisher)}` +
    `\r\nce-time: ${line(fields.time)}\r\nce-subject: ${encodeURIComponent(fields.key)}` +
    `\r\nce-tenantid: ${line(fields.tenantId)}\r\nce-correlationid: ${line(fields.correlationId)}` +
    `\r\nce-causationid: ${line(fields.causationId)}\r\ncontent-type: application/json` +
    (fields.sequence === null ? '' : `\r\nce-sequence: ${fields.sequence}`) +
    (fields.traceparent === null ? '' : `\r\ntraceparent: ${line(fields.traceparent)}`) +
    '\r\n\r\n';
  // All of it is ASCII; five times as fast as a TextEncoder.
  const bytes = Buffer.from(lines, 'latin1');
  return { encode: () => bytes } as unknown as MsgHdrs;
}

function line(value: string): string {
  if (/[^ -~]/.test(value)) throw new Error('A header value holds a line break, or is not printable ASCII');
  return value;
}
