import { opsDiscover } from '@loop/contracts';
import { DEPLOYABLES } from '@loop/deployables';
import { DEFAULT_TENANT_ID, type ServiceDefinition } from '@loop/runtime';
import { settle } from '@loop/testkit';
import type { Bed } from '../harness/bed.ts';
import type { Part } from '../harness/bench.ts';
import { madeUpRequest, sprayedCopy } from './made-up-requests.ts';

const POSTS = 100_000;
/** As many lines as `loop discover --import` puts into a request, and requests it has under way. */
const LINES_A_REQUEST = 500;
/** Of so many requests one is copied within its run, and one again in a later run. */
const COPIED_OF = 20;
const BYTES_PER_MB = 1024 * 1024;
const PATIENCE_MS = 1_800_000;

interface Mark {
  readonly atMs: number;
  readonly heapMb: number;
}

interface Counts {
  readonly found: number;
  readonly dropped: number;
}

/** Imports of 100,000 posts through the deployed service until all are published, then copies of them in later runs. */
export const intake: Part = {
  name: 'intake',
  ownTables: ['discovery'],
  measure: async (bed) => {
    const service = await bed.system.start(deployedDiscovery(bed));
    const tenth = bed.size(POSTS / 10);
    const total = 10 * tenth;
    const marks: Mark[] = [takeMark()];
    const first: Counts = { found: 0, dropped: 0 };
    let counts = first;
    for (let from = 0; from < total; from += LINES_A_REQUEST) {
      const until = Math.min(total, from + LINES_A_REQUEST);
      counts = sum(counts, await importLines(bed, linesOf(from, until)));
      while (until >= marks.length * tenth) {
        marks.push(takeMark());
        note(bed, marks, tenth);
      }
    }
    await allPublished(bed);
    const seconds = (performance.now() - (marks[0]?.atMs ?? 0)) / 1_000;
    const later = await importLines(bed, copiesUpTo(total).slice(0, LINES_A_REQUEST));
    const copies = Math.floor(total / COPIED_OF);
    await expectCounts(bed, { found: total - copies, dropped: copies }, counts);
    await service.stop();
    const sought = later.found + later.dropped;
    return [
      {
        name: `${total} imported posts judged and published as opportunities, one instance`,
        ...{ value: total / seconds, baseline: null, unit: 'posts/s', target: { atLeast: 1_000 } },
      },
      {
        name: `${total} imported posts: heap after the last tenth ÷ after the first`,
        ...{ value: marks[10]?.heapMb ?? 0, baseline: marks[1]?.heapMb ?? 0, unit: 'MB', target: { atMost: 1.1 } },
      },
      {
        name: `${total} imported posts: rate of the last tenth ÷ of the first`,
        ...{ value: rateOf(marks, 9, tenth), baseline: rateOf(marks, 0, tenth), unit: 'posts/s', target: null },
      },
      {
        name: 'sprayed copies in the same run that are dropped as duplicates of their original',
        ...{ value: counts.dropped / copies, baseline: null, unit: 'of 1', target: { atLeast: 0.99 } },
      },
      {
        name: 'sprayed copies in a later run that are dropped as duplicates of their original',
        ...{ value: later.dropped / sought, baseline: null, unit: 'of 1', target: { atLeast: 0.99 } },
      },
    ];
  },
};

function deployedDiscovery(bed: Bed): ServiceDefinition {
  const deployable = DEPLOYABLES.find(({ config }) => config.service === 'discovery');
  if (deployable === undefined) throw new Error('discovery is not deployed');
  const settings = Object.entries(bed.system.configOf('discovery'));
  return deployable.definition(Object.fromEntries(settings.map(([name, value]) => [name, String(value)])));
}

/** Posts by number; every twentieth is a copy of the one that came ten before it. */
function linesOf(from: number, until: number): string[] {
  return Array.from({ length: until - from }, (_, index) => {
    const number = from + index;
    return number % COPIED_OF === COPIED_OF - 1 ? sprayedCopy(number - COPIED_OF / 2) : madeUpRequest(number);
  });
}

/** Copies, for a later run, of posts of which the first run had none, from all over it. */
function copiesUpTo(total: number): string[] {
  const step = COPIED_OF * Math.max(1, Math.floor(total / COPIED_OF / LINES_A_REQUEST));
  return Array.from({ length: Math.floor(total / step) }, (_, index) => sprayedCopy(index * step));
}

async function importLines(bed: Bed, lines: readonly string[]): Promise<Counts> {
  const asked = { tenantId: DEFAULT_TENANT_ID, source: 'import', query: null, limit: null, lines };
  const answer = (await bed.system.ask('discovery', 'discover', asked)) as {
    readonly ok?: { readonly counts: Counts };
  };
  if (answer.ok === undefined) throw new Error(`${opsDiscover.command} was refused: ${JSON.stringify(answer)}`);
  return answer.ok.counts;
}

const sum = (a: Counts, b: Counts): Counts => ({ found: a.found + b.found, dropped: a.dropped + b.dropped });

async function allPublished(bed: Bed): Promise<void> {
  const unsent =
    'SELECT 1 FROM discovery.outbox o WHERE NOT EXISTS (SELECT 1 FROM discovery.outbox_sent s WHERE s.seq = o.seq) LIMIT 1';
  await settle(async () => (await bed.system.sql(unsent)).length === 0, { timeoutMs: PATIENCE_MS, everyMs: 50 });
}

/** Counts rows: what was answered really happened, and nothing was found that was copied. */
async function expectCounts(bed: Bed, expected: Counts, answered: Counts): Promise<void> {
  const [kept] = await bed.system.sql<{ found: number }>(
    'SELECT count(*) FILTER (WHERE found)::int AS found FROM discovery.posts WHERE external_id LIKE $1',
    ['made-%'],
  );
  const strayed = Math.abs((kept?.found ?? 0) - expected.found);
  bed.note(
    `found ${answered.found}, dropped ${answered.dropped}; of ${expected.found} originals ${kept?.found} are kept as found`,
  );
  if (strayed > expected.found / 100) throw new Error(`${strayed} of ${expected.found} originals were not found`);
}

function takeMark(): Mark {
  globalThis.gc?.();
  return { atMs: performance.now(), heapMb: process.memoryUsage().heapUsed / BYTES_PER_MB };
}

const rateOf = (marks: readonly Mark[], index: number, tenth: number): number =>
  (tenth * 1_000) / ((marks[index + 1]?.atMs ?? 0) - (marks[index]?.atMs ?? 0));

function note(bed: Bed, marks: readonly Mark[], tenth: number): void {
  const index = marks.length - 2;
  bed.note(
    `${(index + 1) * tenth}: ${rateOf(marks, index, tenth).toFixed(0)}/s, heap ${marks.at(-1)?.heapMb.toFixed(1)} MB`,
  );
}
