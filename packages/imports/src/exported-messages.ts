import { StringDecoder } from 'node:string_decoder';

/** One message of an export, with what stands before the list that it is in. */
export interface ExportedMessage {
  readonly line: number;
  /** The message's JSON, as it stands there. */
  readonly source: string;
  /** The beginning of the object that holds the list: the chat's or channel's own properties. */
  readonly before: string;
}

/** A message that is longer, or a beginning, is none. */
const MAX_CHARACTERS = 1024 * 1024;

const LIST = /"messages"\s*:\s*$/;

/**
 * Finds the objects in lists called `messages`, at any depth, without reading the file as a whole: exports have gigabytes, and one message
 * that is broken must not cost the others. Only strings and brackets are looked at.
 */
class MessageScanner {
  /** Open brackets; of an object the text since its beginning, as long as it may be a message or hold a list of them. */
  readonly #open: { readonly sign: string; readonly line: number; text: string; readonly isMessages: boolean }[] = [];
  #line = 1;
  #isInString = false;
  #isEscaped = false;

  *scan(text: string): Generator<ExportedMessage> {
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at] ?? '';
      if (sign === '\n') this.#line += 1;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (sign === '\\') this.#isEscaped = true;
        else if (sign === '"') this.#isInString = false;
      } else if (sign === '"') this.#isInString = true;
      else if ('{['.includes(sign)) {
        this.#keep(text.slice(start, at));
        start = at;
        this.#enter(sign);
      } else if ('}]'.includes(sign)) {
        this.#keep(text.slice(start, at + 1));
        start = at + 1;
        yield* this.#leave();
      }
    }
    this.#keep(text.slice(start));
  }

  /** Where the file ends in the middle of a message. */
  get unfinishedLine(): number | undefined {
    return this.#open.length === 0 ? undefined : (this.#message?.line ?? this.#line);
  }

  get #message() {
    const list = this.#open.findIndex(({ isMessages }) => isMessages);
    return list === -1 ? undefined : this.#open[list + 1];
  }

  #keep(part: string): void {
    const holder = this.#message ?? this.#open.findLast(({ sign }) => sign === '{');
    if (holder !== undefined && holder.text.length <= MAX_CHARACTERS) holder.text += part;
  }

  #enter(sign: string): void {
    const holder = this.#open.findLast((one) => one.sign === '{');
    const isMessages = sign === '[' && this.#message === undefined && LIST.test(holder?.text.slice(-200) ?? '');
    this.#open.push({ sign, line: this.#line, text: '', isMessages });
  }

  *#leave(): Generator<ExportedMessage> {
    const closed = this.#open.pop();
    const list = this.#open.at(-1);
    if (closed === undefined) return;
    if (list?.isMessages !== true) return this.#keep(closed.text);
    const before = this.#open.at(-2)?.text ?? '';
    yield { line: closed.line, source: closed.text, before: before.slice(0, MAX_CHARACTERS) };
  }
}

/** The messages of an export, in its order; last, where the file is cut short, a message without words at that line. */
export async function* exportedMessages(chunks: AsyncIterable<Buffer>): AsyncGenerator<ExportedMessage> {
  const decoder = new StringDecoder('utf8');
  const scanner = new MessageScanner();
  for await (const chunk of chunks) yield* scanner.scan(decoder.write(chunk));
  const line = scanner.unfinishedLine;
  if (line !== undefined) yield { line, source: '', before: '' };
}

/** The properties that stand before the list: the text of an object that is not closed. */
export function propertiesBefore(before: string): unknown {
  const end = before.lastIndexOf('"messages"');
  const properties = before.slice(before.indexOf('{'), end === -1 ? undefined : end).replace(/,\s*$/, '');
  try {
    return JSON.parse(`${properties}}`);
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
