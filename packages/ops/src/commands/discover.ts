import { readFileSync } from 'node:fs';
import { opsDiscover } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { CommandError, EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { progressBar } from '../progress-bar.ts';
import { ask, granted, type Session } from '../session.ts';

/** Limits of one request: the broker takes a megabyte, the command 500 lines. */
const MAX_LINES = 500;
const MAX_BYTES = 400_000;
const MAX_LINE_CHARACTERS = 100_000;

interface DiscoverOptions extends ActingOptions {
  readonly import?: string;
  readonly source: string;
  readonly query?: string;
  readonly limit?: string;
  readonly tenant: string;
  readonly json?: true;
}

interface Discovered {
  readonly runIds: string[];
  readonly counts: Record<'seen' | 'found' | 'dropped' | 'broken', number>;
}

/** Cuts lines into requests, in order; empty lines are left out. */
export function chunksOf(lines: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let bytes = 0;
  for (const line of lines.filter((one) => one.trim() !== '')) {
    const size = Buffer.byteLength(JSON.stringify(line));
    const last = chunks.at(-1);
    if (last === undefined || last.length === MAX_LINES || bytes + size > MAX_BYTES) {
      chunks.push([line]);
      bytes = size;
    } else {
      last.push(line);
      bytes += size;
    }
  }
  return chunks;
}

function readLines(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`${path} cannot be read`, {
      remedy: 'Name a file with one JSON object a line',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
  const lines = text.split(/\r?\n/);
  const long = lines.findIndex((line) => line.length > MAX_LINE_CHARACTERS);
  if (long >= 0) {
    throw new CommandError(`Line ${long + 1} of ${path} is longer than ${MAX_LINE_CHARACTERS} characters`, {
      remedy: 'Shorten or remove it',
      exitCode: EXIT.usage,
    });
  }
  return lines;
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

async function discover(session: Session, options: DiscoverOptions): Promise<Discovered> {
  const { actor, reason, tenant: tenantId, query = null } = options;
  const limit = limitOf(options.limit);
  const chunks = options.import === undefined ? [null] : chunksOf(readLines(options.import));
  const source = options.import === undefined ? options.source : 'import';
  const total: Discovered = { runIds: [], counts: { seen: 0, found: 0, dropped: 0, broken: 0 } };
  const bar = progressBar(session.terminal);
  for (const [index, lines] of chunks.entries()) {
    bar.show(index, chunks.length, 'requests');
    const answer = await ask(session, opsDiscover, 'discovery', {
      actor,
      reason,
      tenantId,
      source,
      query,
      limit,
      lines,
    });
    const { runId, counts } = granted(answer, 'See `loop status` for the sources that are on');
    total.runIds.push(runId);
    for (const name of ['seen', 'found', 'dropped', 'broken'] as const) total.counts[name] += counts[name];
  }
  bar.end();
  return total;
}

/** `loop discover`: looks for opportunities at a source, or imports posts from a file. */
export function addDiscover(program: Program): void {
  const command = newCommand(program.root, 'discover', 'look for opportunities, at a source or in a file of posts');
  acting(command, 'asked for at the command line')
    .option('--import <file>', 'file with one post a line, as JSON')
    .option('--source <name>', 'where to look', 'hackernews')
    .option('--query <text>', 'what to look for')
    .option('--limit <n>', 'at most this many posts')
    .option('--tenant <id>', 'for whom', DEFAULT_TENANT_ID)
    .action(async (options: DiscoverOptions) =>
      runIn(program, async (session) => {
        const { runIds, counts } = await discover(session, options);
        const { seen, found, dropped, broken } = counts;
        session.terminal.out(
          options.json
            ? `${JSON.stringify({ runIds, counts })}\n`
            : `${seen} posts seen: ${found} found, ${dropped} dropped, ${broken} broken\n`,
        );
        return EXIT.done;
      }),
    );
}
