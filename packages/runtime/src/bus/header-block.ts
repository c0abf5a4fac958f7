import type { JsMsg } from '@nats-io/jetstream';

/**
 * The headers of a message that holds nothing unusual, the first value of each, read from the bytes as they came over the wire:
 * the map that the client makes of them costs more than all else that is read of an event. Undefined for any other message,
 * whose headers the client's own decoder must judge.
 *
 * The client does not show those bytes, so this reads its private fields, here and nowhere else, in the version that
 * `header-block.test.ts` pins; another version's messages would all be unusual.
 */
export function usualHeaders(message: JsMsg): ReadonlyMap<string, string> | undefined {
  const { msg } = message as unknown as ClientMessage;
  const length = msg?._msg?.hdr ?? -1;
  const data = msg?._rdata;
  if (length <= 0 || data === undefined) return undefined;
  return parseBlock(Buffer.from(data.buffer, data.byteOffset, length).toString('utf8'));
}

interface ClientMessage {
  readonly msg?: {
    /** Headers and body. */
    readonly _rdata?: Uint8Array;
    /** `hdr`: length of the headers in bytes, -1 where there are none. */
    readonly _msg?: { readonly hdr: number };
  };
}

const FIRST_LINE = 'NATS/1.0\r\n';
const LINE_FEED = 10;

/** Headers that events carry; the relay writes no other. */
const KNOWN: ReadonlySet<string> = new Set([
  'Nats-Msg-Id',
  'ce-specversion',
  'ce-id',
  'ce-type',
  'ce-source',
  'ce-time',
  'ce-subject',
  'ce-tenantid',
  'ce-correlationid',
  'ce-causationid',
  'ce-sequence',
  'content-type',
  'traceparent',
]);

/** Undefined where the block is not exactly lines of known headers. */
export function parseBlock(block: string): ReadonlyMap<string, string> | undefined {
  if (!block.startsWith(FIRST_LINE)) return undefined;
  const headers = new Map<string, string>();
  for (let at = FIRST_LINE.length; ; ) {
    const end = block.indexOf('\r', at);
    // A line feed or carriage return within a line is for the client to refuse.
    if (end < 0 || block.indexOf('\n', at) !== end + 1 || block.charCodeAt(end + 1) !== LINE_FEED) return undefined;
    if (end === at) return end + 2 === block.length ? headers : undefined;
    const colon = block.indexOf(':', at);
    const name = block.slice(at, colon);
    if (colon < 0 || colon > end || !KNOWN.has(name)) return undefined;
    if (!headers.has(name)) headers.set(name, block.slice(colon + 1, end).trim());
    at = end + 2;
  }
}
