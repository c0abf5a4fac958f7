import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { extractContacts, labelledContacts } from '@loop/contacts';
import { type Line, linesOf } from '@loop/imports';
import { z } from 'zod';
import { CommandError, EXIT } from '../command-error.ts';
import { newCommand, type Program } from '../new-command.ts';
import type { Terminal } from '../terminal.ts';

/** A longer line is no post. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;

/** Answers are written in pieces of about this many characters. */
const PIECE_CHARACTERS = 64 * 1024;

const labelled = z.object({
  id: z.string(),
  platform: z.string(),
  url: z
    .string()
    .nullish()
    .transform((url) => url ?? null),
  author: z
    .string()
    .nullish()
    .transform((author) => author ?? null),
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? null),
  text: z.string(),
});

interface ExtractOptions {
  readonly in: string;
  readonly out: string;
  readonly json?: true;
}

interface Counts {
  read: number;
  written: number;
  malformed: number;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The line of the answer, or why there is none. */
function answerTo({ text }: Line): { readonly line: string } | { readonly malformed: string } {
  if (text === undefined) return { malformed: `longer than ${MAX_LINE_BYTES} bytes` };
  const value = parsed(text);
  if (value === undefined) return { malformed: 'not JSON' };
  const post = labelled.safeParse(value);
  if (!post.success) {
    const [issue] = post.error.issues;
    return { malformed: [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ') };
  }
  const { id, ...rest } = post.data;
  return { line: `${JSON.stringify({ id, found: labelledContacts(extractContacts(rest)) })}\n` };
}

async function* answers(lines: AsyncIterable<Line>, counts: Counts, terminal: Terminal): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    if (line.text?.trim() === '') continue;
    counts.read += 1;
    const answer = answerTo(line);
    if ('malformed' in answer) {
      counts.malformed += 1;
      terminal.err(`line ${line.number}: ${answer.malformed}\n`);
      continue;
    }
    counts.written += 1;
    piece += answer.line;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** Refuses to read what the answers would overwrite, and what is no file. */
async function examine({ in: from, out }: ExtractOptions): Promise<void> {
  const source = await stat(from).catch((error: unknown) => {
    const remedy = 'Name a file with one JSON object a line';
    throw new CommandError(`${from} cannot be read`, { remedy, exitCode: EXIT.usage, cause: error });
  });
  const target = await stat(out).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw new CommandError(`${out} cannot be written`, {
      remedy: 'Name a file in a folder that can be',
      exitCode: EXIT.usage,
      cause: error,
    });
  });
  if (
    source.isDirectory() ||
    target?.isDirectory() === true ||
    (target?.isFile() === true && target.ino === source.ino)
  )
    throw new CommandError(`${from} cannot be read into ${out}`, {
      remedy: 'Name two different files',
      exitCode: EXIT.usage,
    });
}

const isMissing = (error: unknown) => (error as { readonly code?: unknown } | null)?.code === 'ENOENT';

/** The file system's errors have a code, and so has an interruption; all others are bugs. */
const isOfFiles = (error: unknown) => error instanceof Error && 'code' in error;

async function extract(terminal: Terminal, options: ExtractOptions): Promise<Counts> {
  await examine(options);
  const counts: Counts = { read: 0, written: 0, malformed: 0 };
  const lines = linesOf(createReadStream(options.in), MAX_LINE_BYTES);
  try {
    await pipeline(answers(lines, counts, terminal), createWriteStream(options.out), { signal: terminal.signal });
  } catch (error) {
    if (!isOfFiles(error)) throw error;
    const remedy = `See that ${options.out} can be written; what is there already ends at line ${counts.read}`;
    throw new CommandError('The answers could not be written', { remedy, cause: error });
  }
  return counts;
}

/** `loop contacts extract`: reads posts of a file for contacts, without broker, database or network. */
export function addContacts(program: Program): void {
  const contacts = program.root.command('contacts').description('reads posts for contacts');
  newCommand(contacts, 'extract', 'find the contacts of posts, one JSON object a line')
    .requiredOption('--in <file>', 'posts: {"id","platform","url","author","title","text"}')
    .requiredOption('--out <file>', 'where {"id","found":{…}} goes')
    .action(async (options: ExtractOptions) => {
      const counts = await extract(program.terminal, options);
      const { read, written, malformed } = counts;
      program.terminal.out(
        options.json
          ? `${JSON.stringify(counts)}\n`
          : `${read} posts read: ${written} written, ${malformed} malformed\n`,
      );
      program.ended(EXIT.done);
    });
}
