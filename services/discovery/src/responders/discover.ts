import { randomUUID } from 'node:crypto';
import { type InputOf, opsDiscover } from '@loop/contracts';
import { type Decision, type RespondContext, type Responder, respond } from '@loop/runtime';
import { readImportLine } from '../domain/import-line.ts';
import { readNext, type SourceReader } from '../effects/read-feed.ts';
import { endRun } from '../intake/end-run.ts';
import { takePosts } from '../intake/take-posts.ts';
import { beginRun, findRun, type NewRun, type Run } from '../store/runs.ts';

type Asked = InputOf<ReturnType<typeof opsDiscover.request>>;

/** What sources are called besides their names. */
const ALIASES: Readonly<Record<string, string>> = {
  hn: 'hackernews',
  hacker_news: 'hackernews',
  twitter: 'x',
  rss: 'feeds',
};

const DEFAULT_SEEN_LIMIT = 300;

/** The asker waits 60 s; a run that takes longer goes on without them. */
const WAIT_MS = 50_000;

async function begin(decision: Decision, asked: Asked, runId: string, plan: NewRun['plan']): Promise<NewRun> {
  const { source, query, actor, reason, limit, lines } = asked;
  const seenLimit = limit ?? lines?.length ?? DEFAULT_SEEN_LIMIT;
  const run = {
    id: runId,
    source,
    query,
    actor,
    reason,
    started_at: decision.now,
    seen_limit: Math.max(1, seenLimit),
    plan,
  };
  await beginRun(decision.tx, run);
  return run;
}

/** Takes the lines of an import up in one decision. */
async function importLines(decision: Decision, asked: Asked, runId: string, lines: readonly string[]): Promise<void> {
  const run = await begin(decision, asked, runId, []);
  const written = lines.filter((line) => line.trim() !== '').slice(0, run.seen_limit);
  await takePosts(decision, runId, written.map(readImportLine), 'dropped');
  await endRun(decision, runId);
}

/** Waits for the pages of a run, each read at once, until it is over or the asker's patience is. */
async function finished(context: RespondContext<Asked>, runId: string): Promise<Run | undefined> {
  const { tenantId } = context.input;
  const deadlineMs = Date.now() + WAIT_MS;
  for (;;) {
    const run = await context.read(tenantId, (tx) => findRun(tx, runId));
    const leftMs = deadlineMs - Date.now();
    if (run === undefined || run.completed_at !== null || run.reading_effect_id === null || leftMs <= 0) return run;
    await context.outcomeOf(run.reading_effect_id, leftMs);
  }
}

/**
 * Answers `ops.discovery.discover`: reads a source, or takes up the lines of an import. A line or post that cannot be read is
 * counted as broken and stops nothing. Asking again runs again; posts seen before are dropped as duplicates.
 * Refuses with `unknown_source`, and with `source_unavailable` when nothing at all could be read.
 */
export function discoverResponder(readers: readonly SourceReader[]): Responder {
  return respond(opsDiscover.request('discovery'), async (context) => {
    const { input } = context;
    const { tenantId, lines, query } = input;
    const runId = randomUUID();
    const name = ALIASES[input.source] ?? input.source;
    const reader = readers.find(({ source }) => source.name === name);
    if (lines === null && reader === undefined) {
      const known = readers.map(({ source }) => source.name).join(', ');
      return { refused: 'unknown_source', detail: `Sources that are on: ${known}; and lines of an import` };
    }
    await context.decide(tenantId, { cause: `run ${runId}`, correlationId: runId }, async (decision) => {
      if (lines !== null) return importLines(decision, input, runId, lines);
      if (reader === undefined) return;
      const { readFeed, source } = reader;
      const plan = source.queriesFor({ text: query, tenantId }).map((one) => ({ query: one, cursor: null }));
      const run = await begin(decision, input, runId, plan);
      return readNext(decision, readFeed, { ...run, plan: [...run.plan], seen: 0 });
    });
    const run = await finished(context, runId);
    if (run === undefined) throw new Error('A run that began is not kept');
    const { seen, found, dropped, broken, unread_reason: unread } = run;
    if (seen === 0 && (unread !== null || run.completed_at === null)) {
      const detail =
        run.completed_at === null ? 'does not answer; the run goes on by itself' : `could not be read: ${unread}`;
      return { refused: 'source_unavailable', detail: `${name} ${detail}` };
    }
    return { ok: { runId, counts: { seen, found, dropped, broken } } };
  });
}
