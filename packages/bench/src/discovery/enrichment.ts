import { DEPLOYABLES } from '@loop/deployables';
import { DEFAULT_TENANT_ID, type ServiceDefinition } from '@loop/runtime';
import { settle } from '@loop/testkit';
import type { Bed } from '../harness/bed.ts';
import type { Part } from '../harness/bench.ts';
import { publishRaw } from '../runtime/raw-publisher.ts';
import { DOMAINS, foundPosts } from './made-up-posts.ts';

const POSTS = 100_000;
const PUBLISHED_AT_ONCE = 10_000;
const BYTES_PER_MB = 1024 * 1024;
const PATIENCE_MS = 1_800_000;

/** The part of the posts that an earlier run has told of already. */
const TOLD_AGAIN = 0.01;

interface Mark {
  readonly atMs: number;
  readonly heapMb: number;
  readonly rssMb: number;
}

/**
 * Opportunities through the real enrichment service, from the event that tells of one to the event that says how its author may
 * be reached, acknowledged by the broker. What name servers say is known: none is asked.
 */
export const enrichment: Part = {
  name: 'enrichment',
  ownTables: ['enrichment'],
  measure: async (bed) => {
    const tenth = bed.size(POSTS / 10);
    const count = 10 * tenth;
    await knowDomains(bed);
    const earlier = await publishPosts(bed, 0, Math.ceil(count * TOLD_AGAIN));
    const service = await bed.system.start(deployed(bed));
    await settle(async () => (await told(bed)) >= earlier, { timeoutMs: PATIENCE_MS });
    await service.stop();

    await publishPosts(bed, 0, count);
    const marks: Mark[] = [];
    const measured = await bed.system.start(deployed(bed));
    marks.push(takeMark());
    await settle(
      async () => {
        const done = (await told(bed)) - earlier;
        while (done >= marks.length * tenth) {
          marks.push(takeMark());
          note(bed, marks, tenth);
        }
        return done >= count;
      },
      { timeoutMs: PATIENCE_MS, everyMs: 100 },
    );
    await measured.stop();
    await expectPeople(bed, count);
    const seconds = ((marks[10]?.atMs ?? 0) - (marks[0]?.atMs ?? 0)) / 1_000;
    return [
      {
        name: `${count} opportunities found → enriched or told unreachable, domains known, no page fetched, one instance`,
        ...{ value: count / seconds, baseline: null, unit: 'opportunities/s', target: { atLeast: 1_000 } },
      },
      {
        name: `${count} opportunities enriched: heap after the last tenth ÷ after the first`,
        ...{ value: marks[10]?.heapMb ?? 0, baseline: marks[1]?.heapMb ?? 0, unit: 'MB', target: { atMost: 1.1 } },
      },
      {
        name: `${count} opportunities enriched: resident memory after the last tenth ÷ after the first`,
        ...{ value: marks[10]?.rssMb ?? 0, baseline: marks[1]?.rssMb ?? 0, unit: 'MB', target: null },
      },
    ];
  },
};

/** As it is deployed, with name servers that are not there. */
function deployed(bed: Bed): ServiceDefinition {
  const deployable = DEPLOYABLES.find(({ config }) => config.service === 'enrichment');
  if (deployable === undefined) throw new Error('enrichment is not deployed');
  const settings = Object.entries(bed.system.configOf('enrichment')).map(
    ([name, value]) => [name, String(value)] as const,
  );
  return deployable.definition({ ...Object.fromEntries(settings), LOOP_DNS_SERVERS: '127.0.0.1:9' });
}

/** A warm cache: what would be there after the first day. */
async function knowDomains(bed: Bed): Promise<void> {
  await bed.system.sql(
    `INSERT INTO enrichment.mail_domains (tenant_id, domain, status, believed_until, question)
     SELECT $1, domain, 'receives', now() + interval '7 days', 1 FROM unnest($2::text[]) AS domain`,
    [DEFAULT_TENANT_ID, DOMAINS],
  );
}

async function publishPosts(bed: Bed, first: number, count: number): Promise<number> {
  const { connection } = await bed.system.tapAs('discovery');
  for (let at = first; at < first + count; at += PUBLISHED_AT_ONCE) {
    await publishRaw(connection, foundPosts(at, Math.min(PUBLISHED_AT_ONCE, first + count - at)));
  }
  return count;
}

/** Events that the broker has acknowledged. */
async function told(bed: Bed): Promise<number> {
  const [row] = await bed.system.sql<{ count: number }>('SELECT count(*)::int AS count FROM enrichment.outbox_sent');
  return row?.count ?? 0;
}

/** Nobody was asked, nothing waits or died, every sighting is kept once, and a person named in two posts is one person. */
async function expectPeople(bed: Bed, count: number): Promise<void> {
  const [row] = await bed.system.sql<Readonly<Record<string, number>>>(
    `SELECT (SELECT count(*) FROM enrichment.effects)::int AS asked,
            (SELECT count(*) FROM enrichment.waiting_opportunities)::int AS waiting,
            (SELECT count(*) FROM enrichment.dead_letters)::int AS dead,
            (SELECT count(DISTINCT opportunity_id) FROM enrichment.sightings)::int AS reached,
            (SELECT count(DISTINCT key) FROM enrichment.outbox)::int AS opportunities,
            (SELECT count(*) FROM enrichment.contacts)::int AS people,
            (SELECT count(*) FROM enrichment.sightings)::int AS sightings`,
  );
  if (row === undefined) throw new Error('Nothing was counted');
  const { asked, waiting, dead, reached = 0, opportunities, people = 0, sightings = 0 } = row;
  bed.note(`${opportunities} opportunities, ${reached} reachable, ${people} contacts seen ${sightings} times`);
  if (asked !== 0 || waiting !== 0 || dead !== 0 || opportunities !== count) {
    throw new Error(`${opportunities} of ${count} were told of; ${asked} asked, ${waiting} wait, ${dead} are dead`);
  }
  if (reached < count * 0.7 || people >= sightings) throw new Error(`${reached} are reachable by ${people} contacts`);
}

function takeMark(): Mark {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { atMs: performance.now(), heapMb: heapUsed / BYTES_PER_MB, rssMb: rss / BYTES_PER_MB };
}

function note(bed: Bed, marks: readonly Mark[], tenth: number): void {
  const [before, mark] = marks.slice(-2);
  if (before === undefined || mark === undefined) return;
  const rate = (tenth * 1_000) / (mark.atMs - before.atMs);
  const memory = `heap ${mark.heapMb.toFixed(1)} MB, resident ${mark.rssMb.toFixed(0)} MB`;
  bed.note(`${(marks.length - 1) * tenth}: ${rate.toFixed(0)}/s, ${memory}`);
}
