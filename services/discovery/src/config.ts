import { type ConfigOf, type ConfigProblem, type KeyRules, type Mode, providerKey, serviceConfig } from '@loop/runtime';
import { z } from 'zod';
import { readListedFeeds } from './domain/listed-feeds.ts';
import type { ReadingBudgets } from './domain/reading-budget.ts';

/** Vendors' keys that do not tell test from live: reading is the same in both. */
const readingKey = (setting: string, sandboxKey: string, prefixes: readonly string[]): KeyRules => ({
  setting,
  sandboxKey,
  testPrefixes: prefixes,
  livePrefixes: prefixes,
});

/** Client ids of Reddit have no common beginning. */
export const REDDIT_KEYS = readingKey('LOOP_REDDIT_CLIENT_ID', 'sandbox-loop', ['']);
/** See {@link REDDIT_KEYS}. */
export const X_KEYS = readingKey('LOOP_X_BEARER_TOKEN', 'AAAAsandbox-loop', ['AAAA']);
/** Classic and fine-grained tokens, and those of applications. */
export const GITHUB_KEYS = readingKey('LOOP_GITHUB_TOKEN', 'ghp_sandbox-loop', ['ghp_', 'github_pat_', 'ghs_', 'gho_']);
/** See {@link REDDIT_KEYS}. */
export const PERPLEXITY_KEYS = readingKey('LOOP_PERPLEXITY_API_KEY', 'pplx-sandbox-loop', ['pplx-']);

const secret = z.string().min(1).max(500).optional();

const feedList = z.string().transform((list, context) => {
  const feeds = readListedFeeds(list);
  if (feeds !== undefined) return feeds;
  context.addIssue('expected addresses separated by commas, https://… or <tenant id>@https://…');
  return z.NEVER;
});

const communityList = z
  .string()
  .transform((list) => list.split(/[\s,]+/).filter(Boolean))
  .pipe(
    z
      .array(z.string().regex(/^\w{2,21}$/))
      .min(1)
      .max(50),
  );

const MICROS = 1_000_000;

/** Dollars as people write them, `2.50`. */
const usd = z
  .string()
  .regex(/^\d{1,6}(?:\.\d{1,2})?$/, 'expected dollars, such as 2 or 2.50')
  .transform((text) => Math.round(Number(text) * MICROS));

const requests = z.coerce.number().int().min(1).max(10_000_000);

interface RedditSettings {
  readonly LOOP_MODE: Mode;
  readonly LOOP_REDDIT_CLIENT_ID?: string | undefined;
  readonly LOOP_REDDIT_CLIENT_SECRET?: string | undefined;
  readonly LOOP_REDDIT_REFRESH_TOKEN?: string | undefined;
  readonly LOOP_REDDIT_USER_AGENT?: string | undefined;
  readonly LOOP_FEEDS?: unknown;
}

/** What is for real vendors is not heard by the sandbox: whoever set it expects another mode. */
function sandboxProblems(settings: RedditSettings): ConfigProblem[] {
  const real = ['LOOP_REDDIT_CLIENT_SECRET', 'LOOP_REDDIT_REFRESH_TOKEN', 'LOOP_FEEDS'] as const;
  const remedy = 'Unset it, or set LOOP_MODE to test or live';
  return real
    .filter((name) => settings[name] !== undefined)
    .map((name) => ({ name, problem: 'is set in sandbox mode, where only the sandbox is read', remedy }));
}

/** An application is known by three things; with one of them missing it could only be turned away. */
function redditProblems(settings: RedditSettings): ConfigProblem[] {
  if (settings.LOOP_MODE === 'sandbox') return sandboxProblems(settings);
  if (settings.LOOP_REDDIT_CLIENT_ID === undefined) return [];
  const needed = ['LOOP_REDDIT_CLIENT_SECRET', 'LOOP_REDDIT_USER_AGENT'] as const;
  return needed
    .filter((name) => settings[name] === undefined)
    .map((name) => ({ name, problem: 'is missing beside LOOP_REDDIT_CLIENT_ID', remedy: 'Set all three, or none' }));
}

/** What discovery reads from the environment. Hacker News takes no key. */
export const config = serviceConfig(
  'discovery',
  {
    LOOP_REDDIT_CLIENT_ID: secret.describe(
      'Client id of an application that Reddit approved; without it Reddit is off in test and live',
    ),
    LOOP_REDDIT_CLIENT_SECRET: secret.describe("The Reddit application's secret"),
    LOOP_REDDIT_REFRESH_TOKEN: secret.describe(
      'Reads Reddit as this account; without it the application reads for itself',
    ),
    LOOP_REDDIT_USER_AGENT: z
      .string()
      .regex(/^[\x20-\x7e]{12,200}$/)
      .optional()
      .describe('How Reddit knows this installation: platform:app-id:version (by /u/name)'),
    LOOP_REDDIT_SUBREDDITS: communityList
      .optional()
      .describe('Subreddits that are read instead of the usual five, separated by commas'),
    LOOP_X_BEARER_TOKEN: secret.describe(
      'Bearer token of an X application; every post read costs money; without it X is off',
    ),
    LOOP_GITHUB_TOKEN: secret.describe(
      'Token of any GitHub account, it reads public issues only; without it GitHub is off',
    ),
    LOOP_FEEDS: feedList
      .optional()
      .describe(
        'RSS, Atom and JSON feeds, separated by commas: https://… or <tenant id>@https://…; without any, feeds are off',
      ),
    LOOP_PERPLEXITY_API_KEY: secret.describe(
      'Perplexity API key; every search costs money; without it web search is off',
    ),
    LOOP_PERPLEXITY_AGENT: z
      .enum(['on', 'off'])
      .default('off')
      .describe("Ask Perplexity's Agent API beside its search, at several times the price"),
    LOOP_DISCOVERY_TOKEN: z
      .string()
      .regex(/^\S{24,500}$/, 'expected 24 characters at least, without spaces')
      .optional()
      .describe(
        'Bearer token that POST /integration/discover-and-execute wants; without one it is off in test and live, open in sandbox',
      ),
    LOOP_DISCOVERY_RUN_USD: usd
      .default(2 * MICROS)
      .describe('What one run of discovery may pay to sources, in US dollars; an order may say otherwise'),
    LOOP_DISCOVERY_RUN_REQUESTS: requests.default(500).describe('Requests that one run of discovery may make'),
    LOOP_DISCOVERY_DAY_USD: usd
      .default(10 * MICROS)
      .describe('What all runs of a tenant may pay to sources on a day (UTC), in US dollars; no order goes beyond it'),
    LOOP_DISCOVERY_DAY_REQUESTS: requests
      .default(20_000)
      .describe('Requests that all runs of a tenant may make on a day'),
  },
  (settings) => {
    const given: readonly (readonly [KeyRules, string | undefined])[] = [
      [REDDIT_KEYS, settings.LOOP_REDDIT_CLIENT_ID],
      [X_KEYS, settings.LOOP_X_BEARER_TOKEN],
      [GITHUB_KEYS, settings.LOOP_GITHUB_TOKEN],
      [PERPLEXITY_KEYS, settings.LOOP_PERPLEXITY_API_KEY],
    ];
    const keys = given.map(([rules, key]) => providerKey(settings.LOOP_MODE, key, rules));
    return [...keys.flatMap((key) => (key.state === 'refused' ? [key.problem] : [])), ...redditProblems(settings)];
  },
);

/** What reading may cost, as it is configured. */
export const readingBudgets = (settings: ConfigOf<typeof config>): ReadingBudgets => ({
  run: { amountMicros: settings.LOOP_DISCOVERY_RUN_USD, requests: settings.LOOP_DISCOVERY_RUN_REQUESTS },
  day: { amountMicros: settings.LOOP_DISCOVERY_DAY_USD, requests: settings.LOOP_DISCOVERY_DAY_REQUESTS },
});
