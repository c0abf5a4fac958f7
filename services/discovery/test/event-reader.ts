/** A server-sent event as a browser reads it. */
export interface ReadEvent {
  readonly id: string;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads server-sent events one by one, as a browser does, over a connection that the test may break. */
export class EventReader {
  readonly status: number;
  readonly #breaking: AbortController;
  readonly #blocks: AsyncGenerator<string>;

  private constructor(response: Response, breaking: AbortController) {
    this.status = response.status;
    this.#breaking = breaking;
    this.#blocks = blocksOf(response);
  }

  static async open(url: string, lastEventId?: string): Promise<EventReader> {
    const breaking = new AbortController();
    const headers = {
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    };
    return new EventReader(await fetch(url, { headers, signal: breaking.signal }), breaking);
  }

  /** The next event; undefined when the stream has ended. */
  async next(): Promise<ReadEvent | undefined> {
    for (;;) {
      const { done, value } = await this.#blocks.next();
      if (done) return undefined;
      const lines = value.split('\n').map((line) => /^(\w+): (.*)$/.exec(line));
      const fields = Object.fromEntries(lines.flatMap((line) => (line === null ? [] : [[line[1], line[2]]])));
      if (fields['data'] === undefined) continue;
      return { id: fields['id'] ?? '', name: fields['event'] ?? '', data: JSON.parse(fields['data']) };
    }
  }

  /** Cuts the connection. */
  break(): void {
    this.#breaking.abort();
  }
}

async function* blocksOf(response: Response): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = `${text}${chunk}`.split('\n\n');
    text = blocks.pop() ?? '';
    yield* blocks;
  }
}
