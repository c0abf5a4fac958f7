import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { opsDiscover, opsDiscoverPlan } from '@loop/contracts';
import { type ImportFormat, importFormatOf, readImport } from '@loop/imports';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { CommandError, EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { progressBar } from '../progress-bar.ts';
import { ask, granted, type Session } from '../session.ts';
import { planText } from './plan-text.ts';
import { addSources, type SourceProgress, sourceTable } from './source-table.ts';

/** Limits of one request: the broker takes a megabyte, the command 500 lines. */
const MAX_LINES = 500;
const MAX_BYTES = 400_000;
const MAX_LINE_CHARACTERS = 100_000;
const KNOWN_SOURCES = 'See `loop status` for the sources that are on';
/** Enough of a file to tell what it is. */
const HEAD_BYTES = 64 * 1024;

interface DiscoverOptions extends ActingOptions {
  readonly import?: string;
  readonly source?: string;
  readonly query?: string;
  readonly prompt?: string;
  readonly dryRun?: true;
  /** Commander's `--no-auto-contract`. */
  readonly autoContract: boolean;
  readonly maxFound?: string;
  readonly limit?: string;
  readonly maxUsd?: string;
  readonly maxRequests?: string;
  readonly tenant: string;
  readonly json?: true;
}

interface Discovered {
  readonly runIds: string[];
  readonly counts: Record<'seen' | 'found' | 'dropped' | 'broken', number>;
  /** Of a run over sources; parts of a file are added up. */
  readonly sources: SourceProgress[];
  /** Rows of the file that hold no post; they are among the broken ones. */
  readonly malformed: { readonly line: number; readonly problem: string }[];
}

/** Cuts lines into requests, in order. */
export async function* chunksOf(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string[]> {
  let chunk: string[] = [];
  let bytes = 0;
  for await (const line of lines) {
    const size = Buffer.byteLength(JSON.stringify(line));
    if (chunk.length > 0 && (chunk.length === MAX_LINES || bytes + size > MAX_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(line);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

/** A file of posts that is open, with what it holds. */
interface ImportFile {
  readonly stream: ReadStream;
  readonly sizeBytes: number;
  readonly format: ImportFormat;
}

async function openImport(path: string): Promise<ImportFile> {
  try {
    const file = await open(path);
    const head = await file.read({ buffer: Buffer.alloc(HEAD_BYTES), position: 0 });
    const format = importFormatOf(path, head.buffer.toString('utf8', 0, head.bytesRead));
    const { size } = await file.stat();
    await file.close();
    if (format !== undefined) return { stream: createReadStream(path), sizeBytes: size, format };
  } catch (error) {
    const remedy = 'Name a file of posts: JSON lines, CSV, mbox, or an export of Telegram or Discord';
    throw new CommandError(`${path} cannot be read`, { remedy, exitCode: EXIT.usage, cause: error });
  }
  throw new CommandError(`${path} is no file of posts that is known`, {
    remedy: 'Call it .jsonl, .csv or .mbox, or name an export of Telegram (result.json) or Discord',
    exitCode: EXIT.usage,
  });
}

/** The posts of a file as lines of a request; where there is none, the row is told. */
async function* linesOfImport(
  { format, stream }: ImportFile,
  malformed: Discovered['malformed'],
): AsyncGenerator<string> {
  for await (const row of readImport(stream, format)) {
    const line = 'post' in row ? JSON.stringify(row.post) : '';
    if ('problem' in row) malformed.push(row);
    else if (line.length <= MAX_LINE_CHARACTERS) yield line;
    else malformed.push({ line: row.line, problem: `is longer than ${MAX_LINE_CHARACTERS} characters` });
  }
}

function limitOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit;
  throw new CommandError(`"${text}" is no limit`, {
    remedy: 'Give a whole number from 1 to 1000',
    exitCode: EXIT.usage,
  });
}

function budgetOf({ maxRequests, maxUsd }: DiscoverOptions): { amountMicros: number | null; requests: number | null } {
  const usage = (text: string, remedy: string) =>
    new CommandError(`"${text}" is no budget`, { remedy, exitCode: EXIT.usage });
  if (maxUsd !== undefined && !/^\d{1,6}(?:\.\d{1,2})?$/.test(maxUsd)) {
    throw usage(maxUsd, 'Give dollars, such as 2 or 0.50');
  }
  if (maxRequests !== undefined && !/^\d{1,7}$/.test(maxRequests)) throw usage(maxRequests, 'Give a whole number');
  return {
    amountMicros: maxUsd === undefined ? null : Math.round(Number(maxUsd) * 1_000_000),
    requests: maxRequests === undefined ? null : Number(maxRequests),
  };
}

/** What is wished for, as both the plan and the run are asked. */
function wishOf(options: DiscoverOptions) {
  const { prompt = null, query = null, tenant: tenantId } = options;
  // A sentence may name its sources; without one Hacker News costs nothing and needs no key.
  const source = options.source ?? (prompt === null ? 'hackernews' : 'all');
  const [limit, maxFound] = [limitOf(options.limit), limitOf(options.maxFound)];
  return { tenantId, source, query, prompt, limit, maxFound, budget: budgetOf(options) };
}

async function discover(session: Session, options: DiscoverOptions): Promise<Discovered> {
  const { actor, reason } = options;
  const wish = wishOf(options);
  const file = options.import === undefined ? undefined : await openImport(options.import);
  const source = file === undefined ? wish.source : 'import';
  const total: Discovered = {
    runIds: [],
    counts: { seen: 0, found: 0, dropped: 0, broken: 0 },
    sources: [],
    malformed: [],
  };
  const bar = progressBar(session.terminal);
  const request = async (lines: string[] | null) => {
    const asked = { ...wish, actor, reason, source, lines, autoContract: options.autoContract };
    const answer = await ask(session, opsDiscover, 'discovery', asked);
    const { runId, counts, sources } = granted(answer, KNOWN_SOURCES);
    total.runIds.push(runId);
    addSources(total.sources, sources);
    for (const name of ['seen', 'found', 'dropped', 'broken'] as const) total.counts[name] += counts[name];
  };
  if (file === undefined) await request(null);
  else {
    for await (const lines of chunksOf(linesOfImport(file, total.malformed))) {
      if (options.dryRun) total.counts.seen += lines.length;
      else await request(lines);
      bar.show(file.stream.bytesRead, file.sizeBytes, 'bytes');
    }
  }
  bar.end();
  total.counts.seen += total.malformed.length;
  total.counts.broken += total.malformed.length;
  return total;
}

/** `loop discover`: looks for opportunities at a source, or imports posts from a file. */
export function addDiscover(program: Program): void {
  const command = newCommand(program.root, 'discover', 'look for opportunities, at a source or in a file of posts');
  acting(command, 'asked for at the command line')
    .option('--import <file>', 'file of posts: JSON lines, CSV, mbox, or an export of Telegram or Discord')
    .option(
      '--source <names>',
      'where to look: names with commas between them, or all; Hacker News unless said otherwise',
    )
    .option('--query <text>', 'words to look for')
    .option(
      '--prompt <sentence>',
      'a sentence that becomes searches by rules: how many, who, where, on which platforms',
    )
    .option('--dry-run', 'say what would be asked and what it may cost, and send nothing')
    .option('--no-auto-contract', 'draft nothing for what is found before `loop draft` orders it')
    .option('--max-found <n>', 'at most this many opportunities')
    .option('--limit <n>', 'at most this many posts, shared among the sources')
    .option('--max-usd <amount>', 'what the run may pay to sources, within the budget of the day')
    .option('--max-requests <n>', 'requests the run may make')
    .option('--tenant <id>', 'for whom', DEFAULT_TENANT_ID)
    .action(async (options: DiscoverOptions) =>
      runIn(program, async (session) => {
        if (options.import === undefined && (options.dryRun || options.prompt !== undefined)) {
          const plan = granted(await ask(session, opsDiscoverPlan, 'discovery', wishOf(options)), KNOWN_SOURCES);
          if (options.dryRun) session.terminal.out(options.json ? `${JSON.stringify(plan)}\n` : planText(plan));
          else session.terminal.err(planText(plan));
          if (options.dryRun) return EXIT.done;
        }
        const { runIds, counts, sources, malformed } = await discover(session, options);
        for (const { line, problem } of malformed) session.terminal.err(`${options.import}:${line}: ${problem}\n`);
        const { seen, found, dropped, broken } = counts;
        if (options.dryRun) {
          session.terminal.out(`${seen - broken} posts could be taken up, ${broken} not; nothing was sent\n`);
          return EXIT.done;
        }
        session.terminal.out(
          options.json
            ? `${JSON.stringify({ runIds, counts, sources, malformed })}\n`
            : `${sourceTable(sources)}${seen} posts seen: ${found} found, ${dropped} dropped, ${broken} broken\n`,
        );
        return EXIT.done;
      }),
    );
}
