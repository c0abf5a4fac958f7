import { type ConfigProblem, type KeyRules, type Mode, providerKey, serviceConfig } from '@loop/runtime';
import { z } from 'zod';

const NAME_SERVER = /^(?:\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i;

const nameServers = z
  .string()
  .transform((list) => list.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(z.string().regex(NAME_SERVER, 'expected name servers as address or address:port')).min(1).max(5));

interface DnsSettings {
  readonly LOOP_MODE: Mode;
  readonly LOOP_DNS_SERVERS?: readonly string[] | undefined;
}

function sandboxProblems({ LOOP_MODE, LOOP_DNS_SERVERS }: DnsSettings): ConfigProblem[] {
  if (LOOP_MODE !== 'sandbox' || LOOP_DNS_SERVERS === undefined) return [];
  const remedy = 'Unset it, or set LOOP_MODE to test or live';
  return [
    { name: 'LOOP_DNS_SERVERS', problem: "is set in sandbox mode, where only the sandbox's DNS is asked", remedy },
  ];
}

/** Reading is the same in test and live: the vendors' keys do not tell one from the other. */
const readingKey = (setting: string, sandboxKey: string, prefixes: readonly string[]): KeyRules => ({
  setting,
  sandboxKey,
  testPrefixes: prefixes,
  livePrefixes: prefixes,
});

/** Classic and fine-grained tokens, and those of applications. */
export const GITHUB_KEYS = readingKey('LOOP_GITHUB_TOKEN', 'ghp_sandbox-loop', ['ghp_', 'github_pat_', 'ghs_', 'gho_']);
/** See {@link GITHUB_KEYS}. */
export const X_KEYS = readingKey('LOOP_X_BEARER_TOKEN', 'AAAAsandbox-loop', ['AAAA']);

const secret = z.string().min(1).max(500).optional();

/** What enrichment reads from the environment. */
export const config = serviceConfig(
  'enrichment',
  {
    LOOP_DNS_SERVERS: nameServers
      .optional()
      .describe(
        "Name servers that are asked which domains take mail and where pages are, separated by commas; the machine's own without it",
      ),
    LOOP_GITHUB_TOKEN: secret.describe(
      'Token of any GitHub account, it reads public profiles only; without it none are read',
    ),
    LOOP_X_BEARER_TOKEN: secret.describe('Bearer token of an X application; every profile read costs money'),
    LOOP_X_PROFILES_PER_DAY: z.coerce
      .number()
      .int()
      .min(0)
      .max(100_000)
      .default(100)
      .describe('X profiles read a day for a tenant, at about $0.010 each; 0 reads none'),
    LOOP_SOURCE_PAGES: z
      .enum(['on', 'off'])
      .default('on')
      .describe('Fetch the page behind a post that leaves no way to reach its author; pages of platforms never are'),
  },
  (settings) => {
    const given: readonly (readonly [KeyRules, string | undefined])[] = [
      [GITHUB_KEYS, settings.LOOP_GITHUB_TOKEN],
      [X_KEYS, settings.LOOP_X_BEARER_TOKEN],
    ];
    const keys = given.map(([rules, key]) => providerKey(settings.LOOP_MODE, key, rules));
    return [...keys.flatMap((key) => (key.state === 'refused' ? [key.problem] : [])), ...sandboxProblems(settings)];
  },
);
