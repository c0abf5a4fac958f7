import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { CsvCutter } from './csv-cutter.ts';
import { type ImportRow, importRow } from './import-row.ts';

/** A longer row is no post. */
const MAX_ROW_BYTES = 1024 * 1024;

/** What columns are called elsewhere. Lower case, without spaces and signs. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  platform: ['platform', 'source', 'site'],
  id: ['id', 'postid', 'externalid'],
  url: ['url', 'link', 'permalink'],
  author: ['author', 'user', 'username', 'postedby', 'from'],
  title: ['title', 'subject', 'headline'],
  text: ['text', 'body', 'content', 'message', 'description', 'selftext'],
  postedAt: ['postedat', 'date', 'createdat', 'created', 'time', 'timestamp'],
};

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Which of our names each column of the header has; `undefined` for those we do not read. */
const namesOf = (header: readonly string[]): (string | undefined)[] =>
  header.map((column) => Object.keys(COLUMNS).find((name) => COLUMNS[name]?.includes(plain(column))));

interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function rowOf(line: number, record: readonly string[], names: readonly (string | undefined)[]): ImportRow {
  if (record.length !== names.length) {
    return { line, problem: `has ${record.length} columns where the header has ${names.length}` };
  }
  const cells = names.flatMap((name, at) => (name === undefined || record[at] === '' ? [] : [[name, record[at]]]));
  return importRow(line, { platform: 'file', ...Object.fromEntries(cells) });
}

/** The sign between columns is the one that the header has most of. */
async function delimiterOf(chunks: AsyncIterator<Buffer>): Promise<{ delimiter: string; head: Buffer }> {
  let head = Buffer.alloc(0);
  while (!head.includes(0x0a)) {
    const { done, value } = await chunks.next();
    if (done || head.length > MAX_ROW_BYTES) break;
    head = Buffer.concat([head, value]);
  }
  const [header = ''] = head.toString('utf8').split('\n', 1);
  const count = (sign: string) => header.split(sign).length;
  const [delimiter = ','] = [',', ';', '\t'].sort((a, b) => count(b) - count(a));
  return { delimiter, head };
}

async function* joined(head: Buffer, rest: AsyncIterator<Buffer>, cutter: CsvCutter): AsyncGenerator<Buffer> {
  yield cutter.pass(head);
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield cutter.pass(next.value);
}

/**
 * A table with a header (RFC 4180, or with semicolons or tabs). A row's line is the one it begins in, since a quoted cell may go over
 * several. Rows with too few or too many columns are told; a quote that is
 * never closed takes everything behind it along.
 */
export async function* readCsv(chunks: AsyncIterable<Buffer>): AsyncGenerator<ImportRow> {
  const source = chunks[Symbol.asyncIterator]();
  const { delimiter, head } = await delimiterOf(source);
  const cutter = new CsvCutter(delimiter, MAX_ROW_BYTES);
  const unread: ImportRow[] = [];
  let parsedLines = 0;
  const parser = Readable.from(joined(head, source, cutter)).pipe(
    parse({
      bom: true,
      delimiter,
      info: true,
      on_record: (row, { lines }) => {
        parsedLines = lines;
        return row;
      },
      on_skip: (error) => {
        const line = cutter.lineInFile(parsedLines + 1);
        unread.push({ line, problem: `cannot be read (${error?.code ?? 'unknown'})` });
      },
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
    }),
  );
  let names: readonly (string | undefined)[] | undefined;
  let nextLine = 1;
  for await (const { info, record } of parser as AsyncIterable<CsvRow>) {
    const line = cutter.lineInFile(nextLine);
    const isCut = cutter.wasCut(nextLine);
    nextLine = info.lines + 1;
    while (unread[0] !== undefined && unread[0].line < line) yield unread.shift() as ImportRow;
    if (isCut) yield { line, problem: `is longer than ${MAX_ROW_BYTES} bytes, or a quote is not closed` };
    else if (names !== undefined) yield rowOf(line, record, names);
    else {
      names = namesOf(record);
      if (!names.includes('text') && !names.includes('title')) {
        return yield { line, problem: 'is no header: no column is called text or title' };
      }
    }
  }
  yield* unread;
}
