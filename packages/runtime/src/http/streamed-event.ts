/** One server-sent event. A browser that lost the connection sends the last `id` it has seen as `Last-Event-ID`. */
export interface StreamedEvent {
  /** One line. */
  readonly id: string;
  /** What listeners in the page listen for; one word. */
  readonly name: string;
  /** Written as JSON. */
  readonly data: unknown;
}

/**
 * Gives the events of one connection, as they come. It is called when the connection is open; the signal is aborted when the
 * reader has left, the service stops, or the connection has been open for long. It must end then.
 */
export type EventSource = (signal: AbortSignal) => AsyncIterable<StreamedEvent>;
