import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DiscoveryBench } from './discovery-bench.ts';

/** Sources that fail for good, all at once, beside others that are well: one run shows what each of them loses. */

let bench: DiscoveryBench;

beforeAll(async () => {
  bench = await DiscoveryBench.start();
});
afterAll(() => bench.stop());

test('a source that is down, one that never answers and one that changed shape lose their own results only', async () => {
  const tenantId = randomUUID();
  await bench.outside.armFault({ provider: 'github', kind: 'server_error', status: 502 });
  await bench.outside.armFault({ provider: 'reddit', kind: 'hang' });
  await bench.outside.armFault({ provider: 'feeds', kind: 'changed_shape' });
  const asked = await bench.discover({ tenantId, source: 'hackernews,github,reddit,feeds,x', limit: 1_000 });
  expect(asked.counts.found).toBeGreaterThan(20);
  const { data } = await bench.completed(asked.runId, 90_000);
  const told = Object.fromEntries(
    data.sources.map(({ counts, ended, failures, source }) => [
      source,
      { ended, found: counts.found > 0, failures: [...new Set(failures.map(({ reason }) => reason))] },
    ]),
  );
  expect(told).toEqual({
    hackernews: { ended: 'exhausted', found: true, failures: [] },
    x: { ended: expect.stringMatching(/exhausted|run_budget|limit/), found: true, failures: [] },
    github: { ended: 'failed', found: false, failures: ['http_502'] },
    reddit: { ended: 'failed', found: false, failures: ['timeout'] },
    feeds: { ended: 'exhausted', found: false, failures: ['not_a_feed'] },
  });
  const kept = await bench.system.sql<{ source: string; body: string }>(
    'SELECT source, body FROM discovery.unread_answers WHERE tenant_id = $1',
    [tenantId],
  );
  expect(kept.length).toBe(3);
  expect(kept.every(({ body, source }) => source === 'feeds' && body.includes('something else'))).toBe(true);
  const left = await bench.system.sql(
    'SELECT 1 FROM discovery.daily_spending WHERE reserved_requests <> 0 OR reserved_micros <> 0',
  );
  expect(left).toEqual([]);
  await bench.outside.disarmFault();
  const later = await bench.discover({ tenantId, source: 'github,reddit,feeds', limit: 300 });
  expect(later.sources.map(({ counts }) => counts.found > 0)).toEqual([true, true, true]);
}, 180_000);
