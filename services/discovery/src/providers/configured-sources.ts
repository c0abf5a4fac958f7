import { type ConfigOf, type KeyRules, type ProviderState, providerKey } from '@loop/runtime';
import { type config, GITHUB_KEYS, PERPLEXITY_KEYS, REDDIT_KEYS, X_KEYS } from '../config.ts';
import type { ListedFeed } from '../domain/listed-feeds.ts';
import { feeds } from './feeds.ts';
import { github } from './github.ts';
import { HACKER_NEWS_URL, hackerNews } from './hacker-news.ts';
import { perplexity } from './perplexity.ts';
import { reddit } from './reddit.ts';
import type { Source } from './source.ts';
import { x } from './x.ts';

type Settings = ConfigOf<typeof config>;

/** Who Reddit's sandbox side knows, beside the client id. */
const SANDBOX_REDDIT = {
  clientSecret: 'sandbox-loop-secret',
  userAgent: 'node:customer-loop-sandbox:1 (by /u/nobody)',
} as const;

const SANDBOX_FEEDS = ['lantern-jobs.xml', 'quay-notices.atom', 'gig-harbour.json'] as const;

/** The sources that are on, those with the most telling results first, and the state of all of them. */
export interface ConfiguredSources {
  readonly sources: readonly Source[];
  readonly states: readonly ProviderState[];
}

interface Configured {
  readonly source: Source | undefined;
  readonly state: ProviderState;
}

function keyed(
  settings: Settings,
  name: string,
  key: string | undefined,
  rules: KeyRules,
  build: (key: string) => Source,
) {
  const configured = providerKey(settings.LOOP_MODE, key, rules);
  if (configured.state === 'refused') throw new Error(`${configured.problem.name} ${configured.problem.problem}`);
  const off: Configured = {
    source: undefined,
    state: { provider: name, state: 'off', missing: configured.state === 'off' ? configured.missing : [] },
  };
  if (configured.state === 'off') return off;
  return { source: build(configured.key), state: { provider: name, state: configured.mode } } satisfies Configured;
}

/** In sandbox mode the sandbox's own. */
function feedsOf({ LOOP_FEEDS: listed, LOOP_SANDBOX_URL: sandboxUrl }: Settings): readonly ListedFeed[] {
  if (sandboxUrl === undefined) return listed ?? [];
  return SANDBOX_FEEDS.map((name) => ({ url: new URL(`/feeds/${name}`, sandboxUrl).href, tenantId: null }));
}

function feedSource(settings: Settings): Configured {
  const listed = feedsOf(settings);
  return listed.length === 0
    ? { source: undefined, state: { provider: 'feeds', state: 'off', missing: ['LOOP_FEEDS'] } }
    : { source: feeds(listed), state: { provider: 'feeds', state: settings.LOOP_MODE } };
}

/** Builds every source that is configured in the mode: in sandbox all of them, in test and live those with a key. */
export function configuredSources(settings: Settings): ConfiguredSources {
  const { LOOP_MODE: mode, LOOP_SANDBOX_URL: sandboxUrl } = settings;
  if (mode === 'sandbox' && sandboxUrl === undefined) throw new Error('In sandbox mode LOOP_SANDBOX_URL is needed');
  const redditSource = (clientId: string) =>
    reddit(
      {
        clientId,
        clientSecret: settings.LOOP_REDDIT_CLIENT_SECRET ?? SANDBOX_REDDIT.clientSecret,
        refreshToken: settings.LOOP_REDDIT_REFRESH_TOKEN,
        userAgent: settings.LOOP_REDDIT_USER_AGENT ?? SANDBOX_REDDIT.userAgent,
        sandboxUrl,
      },
      settings.LOOP_REDDIT_SUBREDDITS,
    );
  const hasAgent = settings.LOOP_PERPLEXITY_AGENT === 'on';
  const all: readonly Configured[] = [
    { source: hackerNews(sandboxUrl ?? HACKER_NEWS_URL), state: { provider: 'hackernews', state: mode } },
    keyed(settings, 'reddit', settings.LOOP_REDDIT_CLIENT_ID, REDDIT_KEYS, redditSource),
    keyed(settings, 'github', settings.LOOP_GITHUB_TOKEN, GITHUB_KEYS, (token) => github({ token, sandboxUrl })),
    feedSource(settings),
    keyed(settings, 'x', settings.LOOP_X_BEARER_TOKEN, X_KEYS, (bearerToken) => x({ bearerToken, sandboxUrl })),
    keyed(settings, 'perplexity', settings.LOOP_PERPLEXITY_API_KEY, PERPLEXITY_KEYS, (apiKey) =>
      perplexity({ apiKey, hasAgent, sandboxUrl }),
    ),
  ];
  return { sources: all.flatMap(({ source }) => source ?? []), states: all.map(({ state }) => state) };
}
