import { type ImportRow, importRow } from './import-row.ts';
import { linesOf } from './lines-of.ts';

/** A longer line is no post. */
const MAX_LINE_BYTES = 1024 * 1024;

/** The value that a text holds; `undefined` where it is no JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** One JSON object a line; empty lines are passed over. */
export async function* readJsonLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<ImportRow> {
  for await (const { number: line, text } of linesOf(chunks, MAX_LINE_BYTES)) {
    if (text === undefined) yield { line, problem: `is longer than ${MAX_LINE_BYTES} bytes` };
    else if (text.trim() !== '') {
      const value = jsonIn(text);
      yield value === undefined ? { line, problem: 'is no JSON' } : importRow(line, value);
    }
  }
}
