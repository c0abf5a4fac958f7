/** A line of a file, without its end; `undefined` when it is longer than the limit and was passed over. */
export interface Line {
  readonly number: number;
  readonly text: string | undefined;
}

const NEWLINE = 0x0a;

/**
 * Cuts chunks of bytes into lines of UTF-8, holding no more than one line at a time. A line of more than `maxBytes` comes
 * without its text; the next one is read as usual. The end of the last line may be missing.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  let number = 0;
  let held: Buffer[] = [];
  let bytes = 0;
  const hold = (part: Buffer) => {
    bytes += part.length;
    if (bytes > maxBytes) held = [];
    else held.push(part);
  };
  const ended = (): Line => {
    number += 1;
    const text = bytes > maxBytes ? undefined : Buffer.concat(held).toString('utf8').replace(/\r$/, '');
    held = [];
    bytes = 0;
    return { number, text: number === 1 ? text?.replace(/^\ufeff/, '') : text };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      hold(chunk.subarray(start, end));
      yield ended();
      start = end + 1;
    }
    hold(chunk.subarray(start));
  }
  if (bytes > 0) yield ended();
}
