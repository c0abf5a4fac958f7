import { expect, test } from '@jest/globals';
import { SandboxHarness } from './sandbox-harness.ts';

/**
 * What Reddit and Perplexity answer, written by hand after their documentation and UNVERIFIED: there is no description of either that could
 * be compared with. GitHub and X are held to `@octokit/openapi-types` and the types of `twitter-api-v2` where they are made.
 */

const text = expect.any(String);
const number = expect.any(Number);
const optionalText: unknown = { asymmetricMatch: (value: unknown) => value === null || typeof value === 'string' };

const redditLink = {
  kind: 't3',
  data: {
    id: expect.stringMatching(/^[0-9a-z]{6}$/),
    name: expect.stringMatching(/^t3_[0-9a-z]{6}$/),
    subreddit: 'forhire',
    subreddit_name_prefixed: 'r/forhire',
    title: text,
    selftext: text,
    author: text,
    removed_by_category: optionalText,
    permalink: expect.stringMatching(/^\/r\/forhire\/comments\/[0-9a-z]{6}\/\w+\/$/),
    url: expect.stringMatching(/^https:\/\/www\.reddit\.com\/r\/forhire\/comments\//),
    link_flair_text: optionalText,
    created_utc: number,
    is_self: true,
    stickied: expect.any(Boolean),
    over_18: false,
    num_comments: number,
    score: number,
    distinguished: optionalText,
  },
};

const perplexityResult = { title: text, url: text, snippet: text, date: optionalText, last_updated: text };

const agent = { 'user-agent': 'node:loop-sandbox-tests:1 (by /u/nobody)' };

async function redditToken(harness: SandboxHarness): Promise<string> {
  const credentials = Buffer.from('sandbox-loop:sandbox-loop-secret').toString('base64');
  const response = await fetch(`${harness.sandbox.url}/api/v1/access_token`, {
    method: 'POST',
    headers: { ...agent, authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const token = (await response.json()) as Record<string, unknown>;
  expect(token).toEqual({ access_token: text, token_type: 'bearer', expires_in: 86_400, scope: 'read' });
  return String(token['access_token']);
}

test('a listing of Reddit has its hand-written shape, and its headers tell the quota', async () => {
  await using harness = await SandboxHarness.start();
  const authorization = `bearer ${await redditToken(harness)}`;
  const response = await fetch(`${harness.sandbox.url}/r/forhire/new?limit=3&raw_json=1`, {
    headers: { ...agent, authorization },
  });
  expect(await response.json()).toEqual({
    kind: 'Listing',
    data: {
      after: text,
      before: null,
      dist: 3,
      modhash: '',
      geo_filter: '',
      children: [redditLink, redditLink, redditLink],
    },
  });
  const quota = ['used', 'remaining', 'reset'].map((name) => response.headers.get(`x-ratelimit-${name}`));
  expect(quota).toEqual(['1', '999.0', expect.stringMatching(/^\d+$/)]);
});

test('answers of Perplexity have their hand-written shapes, and the retired endpoint is gone', async () => {
  await using harness = await SandboxHarness.start();
  const post = (path: string, body: object, key = 'pplx-sandbox-loop') =>
    fetch(`${harness.sandbox.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const one = await (await post('/search', { query: 'developer for a booking page', max_results: 1 })).json();
  expect(one).toEqual({ id: text, results: [perplexityResult] });
  const two = await (await post('/search', { query: ['need a logo', 'need a map'], max_results: 1 })).json();
  expect(two).toEqual({ id: text, results: [[perplexityResult], [expect.anything()]] });
  const agentAnswer = await (await post('/v1/agent', { input: 'who needs a developer', preset: 'fast-search' })).json();
  expect(agentAnswer).toMatchObject({
    object: 'response',
    status: 'completed',
    output: [{ type: 'search_results', results: expect.any(Array) }, { type: 'message' }],
  });
  const refusals = [
    await post('/search', { query: ['1', '2', '3', '4', '5', '6'] }),
    await post('/search', { query: 'x' }, 'pplx-real'),
    await post('/chat/completions', { messages: [] }),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([400, 401, 410]);
});

test('every board has what is asked for, offered, sprayed, repeated, deleted and written by bots, in many currencies and languages', async () => {
  await using harness = await SandboxHarness.start();
  for (const provider of ['reddit', 'x', 'github', 'feeds', 'perplexity'] as const) {
    const posts = await harness.control.posts(provider);
    const intents = new Set(posts.map(({ intent }) => intent));
    expect(intents).toEqual(new Set(['demand', 'supply', 'other']));
    expect(new Set(posts.map(({ language }) => language)).size).toBeGreaterThan(6);
    expect(new Set(posts.map(({ budget }) => budget)).size).toBeGreaterThan(12);
    for (const trap of ['letters apart', 'pipes', 'closed', 'sprayed']) {
      expect(`${provider} ${trap} ${posts.some((post) => post.trap === trap)}`).toBe(`${provider} ${trap} true`);
    }
    expect(posts.some(({ isDeleted }) => isDeleted) && posts.some(({ isByBot }) => isByBot)).toBe(true);
    expect(posts.some(({ duplicateOf }) => duplicateOf !== null)).toBe(true);
  }
});

test('posts keep their words and dates over a restart, and later ones appear as time passes', async () => {
  await using harness = await SandboxHarness.start();
  const before = await harness.control.posts('reddit');
  await harness.restart();
  expect(await harness.control.posts('reddit')).toEqual(before);
  await harness.control.advance(86_400_000);
  expect((await harness.control.posts('reddit')).length).toBeGreaterThan(before.length + 10);
});
