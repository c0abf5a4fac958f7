import type { Decision } from '@loop/runtime';
import { readImportLine } from '../domain/import-line.ts';
import { addPage, beginParts, endPart, partsOf } from '../store/run-parts.ts';
import { beginRun } from '../store/runs.ts';
import { endRun } from './end-run.ts';
import { takePosts } from './take-posts.ts';

/** Lines that somebody wants taken up. */
export interface ImportOrder {
  readonly runId: string;
  readonly source: string;
  readonly lines: readonly string[];
  readonly limit: number | null;
  readonly autoContract: boolean;
  readonly actor: string;
  readonly reason: string;
}

/** Takes the lines of an import up in one decision: a run with one part, which costs nothing. */
export async function importLines(decision: Decision, order: ImportOrder): Promise<void> {
  const { actor, autoContract, limit, lines, reason, runId, source } = order;
  const { now, tx } = decision;
  const seenLimit = Math.max(1, limit ?? lines.length);
  const unlimited = {
    budget_micros: null,
    budget_requests: null,
    max_found: null,
    prompt: null,
    auto_contract: autoContract,
  };
  const run = { id: runId, source, query: null, seen_limit: seenLimit, actor, reason, started_at: now, ...unlimited };
  if (!(await beginRun(tx, run))) return;
  await beginParts(tx, runId, [{ source, share: seenLimit, isWaiting: false, plan: [] }]);
  const written = lines.filter((line) => line.trim() !== '').slice(0, seenLimit);
  const taken = await takePosts(
    decision,
    { id: runId, auto_contract: autoContract },
    written.map(readImportLine),
    'dropped',
  );
  const [part] = await partsOf(tx, runId);
  if (part === undefined) throw new Error('An import has a part');
  await addPage(tx, part, { ...taken, quota: null, isIncomplete: false });
  await endPart(tx, part, written.length < lines.length && limit !== null ? 'limit' : 'exhausted', now);
  await endRun(decision, runId);
}
