import { readCsv } from './csv.ts';
import { readDiscord } from './discord.ts';
import type { ImportFormat } from './import-format.ts';
import type { ImportRow } from './import-row.ts';
import { readJsonLines } from './json-lines.ts';
import { readMbox } from './mbox.ts';
import { readTelegram } from './telegram.ts';

const READERS: Readonly<Record<ImportFormat, (chunks: AsyncIterable<Buffer>) => AsyncGenerator<ImportRow>>> = {
  jsonl: readJsonLines,
  csv: readCsv,
  mbox: readMbox,
  telegram: readTelegram,
  discord: readDiscord,
};

/**
 * Reads a file of posts row by row, in its order; a stream of any length in flat memory. What cannot be read is told with its line, and
 * the rest is read. Rejects only where the stream itself does.
 */
export function readImport(chunks: AsyncIterable<Buffer>, format: ImportFormat): AsyncGenerator<ImportRow> {
  return READERS[format](chunks);
}
