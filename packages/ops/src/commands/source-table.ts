import type { opsDiscover } from '@loop/contracts';
import { textTable } from '../text-table.ts';

type Answered = ReturnType<ReturnType<typeof opsDiscover.request>['output']['parse']>;

/** What came of one source of a run. */
export type SourceProgress = Answered['sources'][number];

const HEADING = ['source', 'seen', 'found', 'dropped', 'broken', 'requests', 'cost', 'quota', 'ended'];
const MICROS = 1_000_000;

/** Dollars out of their millionths, with as many places as a single post's price has. */
export const usd = (amountMicros: number): string => `$${(amountMicros / MICROS).toFixed(3)}`;

function ending({ ended, isIncomplete }: SourceProgress): string {
  const incomplete = isIncomplete ? ', left results out' : '';
  return `${ended === null ? 'goes on by itself' : ended.replace('_', ' ')}${incomplete}`;
}

function rowOf(source: SourceProgress): string[] {
  const { broken, dropped, found, seen } = source.counts;
  const { amountMicros, requests } = source.cost ?? { amountMicros: 0, requests: 0 };
  const quota = source.quota === null ? '–' : `${source.quota.remaining} until ${source.quota.resetsAt.slice(11, 16)}`;
  return [
    source.source,
    ...[seen, found, dropped, broken, requests].map(String),
    usd(amountMicros),
    quota,
    ending(source),
  ];
}

function notesOf({ droppedBy, failures, source }: SourceProgress): string[] {
  const reasons = (droppedBy ?? []).map(({ count, reason }) => `${reason} ${count}`);
  return [
    ...(reasons.length === 0 ? [] : [`${source} dropped: ${reasons.join(', ')}`]),
    ...failures.map(({ asked, reason }) => `${source} failed: ${asked}: ${reason}`),
  ];
}

/** A table of what came of each source, with the reasons below it. Empty where a file was imported: nothing was asked. */
export function sourceTable(sources: readonly SourceProgress[]): string {
  if (sources.every(({ source }) => source === 'import')) return '';
  return `${[textTable([HEADING, ...sources.map(rowOf)]), ...sources.flatMap(notesOf)].join('\n')}\n`;
}

const sum = <T extends Record<string, number>>(a: T, b: T): T =>
  Object.fromEntries(Object.entries(a).map(([name, value]) => [name, value + (b[name] ?? 0)])) as T;

/** Adds what another request of the same command came to, source by source. */
export function addSources(total: SourceProgress[], more: readonly SourceProgress[]): void {
  for (const one of more) {
    const at = total.findIndex(({ source }) => source === one.source);
    const before = total[at];
    if (before === undefined) total.push(one);
    else total[at] = { ...one, counts: sum(before.counts, one.counts), droppedBy: merged(before, one) };
  }
}

function merged(a: SourceProgress, b: SourceProgress): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { count, reason } of [...(a.droppedBy ?? []), ...(b.droppedBy ?? [])]) {
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts].map(([reason, count]) => ({ reason, count }));
}
