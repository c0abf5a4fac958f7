import { expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '@loop/runtime';
import { config } from './config.ts';
import { configuredSources } from './providers/configured-sources.ts';

const base = {
  LOOP_DATABASE_APP_URL: 'postgres://app:word@127.0.0.1:5432/loop',
  LOOP_DATABASE_RUNTIME_URL: 'postgres://runtime:word@127.0.0.1:5432/loop',
  LOOP_NATS_URL: 'nats://discovery:word@127.0.0.1:4222',
};
const sandbox = { ...base, LOOP_SANDBOX_URL: 'http://127.0.0.1:9090' };
const live = { ...base, LOOP_MODE: 'live' };
const redditSettings = {
  LOOP_REDDIT_CLIENT_ID: 'an-approved-app',
  LOOP_REDDIT_CLIENT_SECRET: 'hidden-word',
  LOOP_REDDIT_USER_AGENT: 'node:loop-live:1 (by /u/nobody)',
};

const namesIn = (env: Record<string, string>) =>
  configuredSources(loadConfig(config, env)).sources.map(({ name }) => name);

function refusalOf(env: Record<string, string>): string {
  try {
    loadConfig(config, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'not refused';
}

test('in sandbox mode every source is on without a key', () => {
  expect(namesIn(sandbox)).toEqual(['hackernews', 'reddit', 'github', 'feeds', 'x', 'perplexity']);
});

test('in live mode only those with keys are on, and the others name what is missing', () => {
  const { sources, states } = configuredSources(
    loadConfig(config, { ...live, LOOP_GITHUB_TOKEN: 'github_pat_hidden' }),
  );
  expect(sources.map(({ name }) => name)).toEqual(['hackernews', 'github']);
  expect(states.filter(({ state }) => state === 'off')).toEqual([
    { provider: 'reddit', state: 'off', missing: ['LOOP_REDDIT_CLIENT_ID'] },
    { provider: 'feeds', state: 'off', missing: ['LOOP_FEEDS'] },
    { provider: 'x', state: 'off', missing: ['LOOP_X_BEARER_TOKEN'] },
    { provider: 'perplexity', state: 'off', missing: ['LOOP_PERPLEXITY_API_KEY'] },
  ]);
});

test('with everything set, everything is on, in test mode as in live', () => {
  const all = {
    ...redditSettings,
    LOOP_GITHUB_TOKEN: 'ghp_hidden',
    LOOP_X_BEARER_TOKEN: 'AAAAhidden',
    LOOP_PERPLEXITY_API_KEY: 'pplx-hidden',
    LOOP_PERPLEXITY_AGENT: 'on',
    LOOP_FEEDS: 'https://jobs.lanternboard.net/rss',
    LOOP_REDDIT_SUBREDDITS: 'forhire, b2bforhire',
  };
  for (const LOOP_MODE of ['test', 'live']) expect(namesIn({ ...base, ...all, LOOP_MODE })).toHaveLength(6);
  const { sources } = configuredSources(loadConfig(config, { ...live, ...all }));
  const asked = (name: string) => sources.find((source) => source.name === name)?.queriesFor({ text: null });
  expect(asked('reddit')?.map(({ within }) => within)).toEqual(['forhire', 'b2bforhire']);
  expect(asked('perplexity')?.at(-1)?.kind).toBe('agent');
});

test.each([
  ['LOOP_REDDIT_CLIENT_ID', 'hidden-app'],
  ['LOOP_REDDIT_CLIENT_SECRET', 'hidden-word'],
  ['LOOP_REDDIT_REFRESH_TOKEN', 'hidden-word'],
  ['LOOP_GITHUB_TOKEN', 'ghp_hidden'],
  ['LOOP_X_BEARER_TOKEN', 'AAAAhidden'],
  ['LOOP_PERPLEXITY_API_KEY', 'pplx-hidden'],
  ['LOOP_FEEDS', 'https://hidden.lanternboard.net/rss'],
])('a real %s is refused in sandbox mode, by name and not by value', (name, value) => {
  const message = refusalOf({ ...sandbox, [name]: value });
  expect(message).toContain(`${name} is set`);
  expect(message).not.toContain('hidden');
});

test.each([
  ['LOOP_REDDIT_CLIENT_ID', 'sandbox-loop'],
  ['LOOP_GITHUB_TOKEN', 'ghp_sandbox-loop'],
  ['LOOP_X_BEARER_TOKEN', 'AAAAsandbox-loop'],
  ['LOOP_PERPLEXITY_API_KEY', 'pplx-sandbox-loop'],
])("the sandbox's %s is refused in live mode", (name, value) => {
  expect(refusalOf({ ...live, ...redditSettings, [name]: value })).toContain(
    `${name} is the sandbox's key in live mode`,
  );
});

test('what is no key, no list of feeds, and half of an application are refused', () => {
  expect(refusalOf({ ...live, LOOP_GITHUB_TOKEN: 'hidden' })).toContain('LOOP_GITHUB_TOKEN does not look like a key');
  expect(refusalOf({ ...live, LOOP_FEEDS: 'lanternboard' })).toContain('LOOP_FEEDS does not parse');
  const half = refusalOf({ ...live, LOOP_REDDIT_CLIENT_ID: 'an-approved-app' });
  expect(half).toMatch(/LOOP_REDDIT_CLIENT_SECRET is missing beside[\s\S]*LOOP_REDDIT_USER_AGENT is missing beside/);
});
