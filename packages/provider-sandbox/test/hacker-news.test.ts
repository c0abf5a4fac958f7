import { expect, test } from '@jest/globals';
import { SandboxHarness } from './sandbox-harness.ts';

interface Hit {
  readonly objectID: string;
  readonly author: string | null;
  readonly created_at_i: number;
  readonly title?: string | null;
  readonly comment_text?: string | null;
  readonly parent_id?: number;
  readonly _tags: readonly string[];
}

interface Page {
  readonly hits: readonly Hit[];
  readonly nbHits: number;
  readonly nbPages: number;
  readonly page: number;
}

interface Item {
  readonly id: number;
  readonly type: string;
  readonly text: string | null;
  readonly children: readonly Item[];
}

async function get<T>(harness: SandboxHarness, path: string): Promise<T> {
  const response = await fetch(`${harness.sandbox.url}/api/v1/${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

test('the monthly threads are found by their author, newest first', async () => {
  await using harness = await SandboxHarness.start();
  const { hits } = await get<Page>(harness, 'search_by_date?tags=story,author_whoishiring');
  expect(hits).toHaveLength(4);
  expect(hits.map(({ title }) => title)).toContainEqual(
    expect.stringMatching(/^Ask HN: Freelancer\? Seeking freelancer\? \(\w+ \d{4}\)$/),
  );
  const dates = hits.map((hit) => hit.created_at_i);
  expect(dates).toEqual([...dates].sort((a, b) => b - a));
});

test('a thread is read page by page, and as a tree, with the same posts', async () => {
  await using harness = await SandboxHarness.start();
  const seen: string[] = [];
  for (let page = 0; ; page += 1) {
    const found = await get<Page>(harness, `search_by_date?tags=comment,story_97000100&hitsPerPage=10&page=${page}`);
    seen.push(...found.hits.map((hit) => hit.objectID));
    if (page + 1 >= found.nbPages) break;
  }
  const walk = (item: Item): number[] => item.children.flatMap((child) => [child.id, ...walk(child)]);
  const tree = walk(await get<Item>(harness, 'items/97000100'));
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.map(Number).sort()).toEqual(tree.sort());
  expect(tree.length).toBeGreaterThan(40);
});

test('only newer posts are asked for with a numeric filter, and later ones appear as time passes', async () => {
  await using harness = await SandboxHarness.start();
  const newest = await get<Page>(harness, 'search_by_date?tags=(story,comment)&hitsPerPage=1');
  const filter = `numericFilters=created_at_i>${newest.hits[0]?.created_at_i}`;
  expect((await get<Page>(harness, `search_by_date?tags=story&${filter}`)).hits).toEqual([]);
  await harness.control.advance(3 * 3_600_000);
  const later = await get<Page>(harness, `search_by_date?tags=story&${filter}`);
  expect(later.hits.map(({ title }) => title)).toEqual([expect.stringContaining('rota page')]);
});

test('posts keep their ids and dates over a restart', async () => {
  await using harness = await SandboxHarness.start();
  await harness.control.advance(3_600_000);
  const before = await get<Page>(harness, 'search_by_date?hitsPerPage=1000');
  await harness.restart();
  expect((await get<Page>(harness, 'search_by_date?hitsPerPage=1000')).hits).toEqual(before.hits);
});

test('the board has demand with a reachable address, supply, duplicates and traps', async () => {
  await using harness = await SandboxHarness.start();
  const posts = await harness.control.hnPosts();
  const fresh = posts.filter(({ truth }) => truth.intent === 'demand' && truth.duplicateOf === undefined);
  expect(posts.length).toBeGreaterThanOrEqual(72);
  expect(fresh.filter(({ truth }) => truth.email !== null).length).toBeGreaterThanOrEqual(20);
  expect(new Set(fresh.map(({ truth }) => truth.ask))).toEqual(
    new Set(['web app', 'automation', 'data', 'mobile', 'design', 'other', undefined]),
  );
  expect(posts.filter(({ truth }) => truth.intent === 'supply').length).toBeGreaterThanOrEqual(8);
  expect(posts.filter(({ truth }) => truth.duplicateOf !== undefined).length).toBeGreaterThanOrEqual(5);
  expect(posts.filter(({ truth }) => truth.trap !== undefined).length).toBeGreaterThanOrEqual(12);
  expect(posts.some(({ text }) => text === null) && posts.some(({ author }) => author === null)).toBe(true);
});

test('unknown items are 404 and unreadable filters 400', async () => {
  await using harness = await SandboxHarness.start();
  expect((await fetch(`${harness.sandbox.url}/api/v1/items/1`)).status).toBe(404);
  expect((await fetch(`${harness.sandbox.url}/api/v1/search?numericFilters=x>1`)).status).toBe(400);
});
