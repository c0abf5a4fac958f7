import { once } from 'node:events';
import type { Response } from 'express';
import type { Logger } from '../telemetry/logger.ts';
import { problem, withHeader } from './reply.ts';
import type { Reply } from './route.ts';
import type { EventSource, StreamedEvent } from './streamed-event.ts';

/** Connections that one process keeps open at a time. */
const MAX_STREAMS = 1_000;

/** Time in ms after which a reader is made to come anew, so that readers move to where the service runs now. */
const OPEN_AT_MOST_MS = 600_000;

/** Time in ms between two signs of life: proxies cut what is silent for long. */
const SIGN_OF_LIFE_EVERY_MS = 15_000;

/** Time in ms a browser waits before it comes again. */
const COME_AGAIN_AFTER_MS = 1_000;

const FULL: Reply = withHeader(
  problem(
    503,
    'too_many_readers',
    'Too many readers',
    'Too many pages are being kept up to date; try again in a moment',
  ),
  'retry-after',
  '5',
);

function written({ data, id, name }: StreamedEvent): string {
  if (/[\r\n\0]/.test(id + name)) throw new Error('The id and the name of an event are one line');
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The connections with server-sent events that are open in this process. */
export class EventStreams {
  readonly #logger: Logger;
  readonly #open = new Set<AbortController>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** The refusal of one more connection; null when there is room. */
  get refusal(): Reply | null {
    return this.#open.size < MAX_STREAMS ? null : FULL;
  }

  /**
   * Writes events into an answer whose head has been sent, until they or the connection end. What they throw is logged and ends the
   * connection: the reader comes again.
   */
  async send(response: Response, events: EventSource, route: string): Promise<void> {
    const stopping = new AbortController();
    this.#open.add(stopping);
    const stop = (): void => stopping.abort();
    response.once('close', stop);
    const atMost = setTimeout(stop, OPEN_AT_MOST_MS);
    const alive = setInterval(() => response.write(':\n\n'), SIGN_OF_LIFE_EVERY_MS);
    try {
      response.write(`retry: ${COME_AGAIN_AFTER_MS}\n\n`);
      for await (const event of events(stopping.signal)) {
        if (stopping.signal.aborted) break;
        if (!response.write(written(event))) await once(response, 'drain', { signal: stopping.signal });
      }
    } catch (error) {
      if (!stopping.signal.aborted) this.#logger.warn({ err: error, route }, 'a stream of events ended early');
    } finally {
      clearTimeout(atMost);
      clearInterval(alive);
      this.#open.delete(stopping);
      response.end();
    }
  }

  /** Ends all connections; their readers come again, elsewhere. */
  stop(): void {
    for (const open of this.#open) open.abort();
  }
}
