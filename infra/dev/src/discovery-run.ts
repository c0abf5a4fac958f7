import { contractPresented, opsDiscover } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import type { RunningSystem } from './system/start-system.ts';
import { recorded } from './tally/loop-record.ts';
import { isQuiet, underWay } from './tally/presentations.ts';

/** What a discovery run led to. */
export interface DiscoveryRun {
  readonly runId: string;
  /** From the command to the last presentation; null when nothing new was presented. */
  readonly untilLastPresentationMs: number | null;
  /** What was still under way when patience ended; undefined when everything came to an end. */
  readonly unfinished: string | undefined;
}

const QUIET_TIMEOUT_MS = 90_000;

/** Gives the order to discover and waits until every opportunity found is presented or has dropped out. */
export async function runDiscovery({ operator, watch }: RunningSystem): Promise<DiscoveryRun> {
  const startedAt = performance.now();
  let presented = recorded(watch.record, contractPresented).length;
  let lastPresentationMs: number | null = null;
  const forget = watch.onChange(() => {
    const now = recorded(watch.record, contractPresented).length;
    if (now === presented) return;
    presented = now;
    lastPresentationMs = Math.round(performance.now() - startedAt);
  });
  try {
    const answer = await operator.request(opsDiscover.request('discovery'), {
      actor: 'pnpm start',
      reason: 'first look around after the start',
      tenantId: DEFAULT_TENANT_ID,
      source: 'hackernews',
      query: null,
      limit: null,
      lines: null,
    });
    if ('refused' in answer) throw new Error(`Discovery was refused (${answer.refused}): ${answer.detail}`);
    const { runId } = answer.ok;
    const unfinished = await untilQuiet(watch, runId);
    return { runId, untilLastPresentationMs: lastPresentationMs, unfinished };
  } finally {
    forget();
  }
}

async function untilQuiet(watch: RunningSystem['watch'], runId: string): Promise<string | undefined> {
  try {
    await watch.until((record) => isQuiet(underWay(record, [runId])), { timeoutMs: QUIET_TIMEOUT_MS, what: 'quiet' });
    return undefined;
  } catch {
    await watch.catchUp();
    const left = underWay(watch.record, [runId]);
    if (isQuiet(left)) return undefined;
    const parts = Object.entries(left).filter(([, count]) => count > 0);
    return parts.map(([what, count]) => `${what} ${count}`).join(', ');
  }
}
