import type { Mode } from './base-settings.ts';
import type { ConfigProblem } from './config-error.ts';

/** How a provider's keys tell where they belong. Prefixes of one kind may stand in several modes (SendGrid's do). */
export interface KeyRules {
  /** The setting that holds the key: `LOOP_STRIPE_SECRET_KEY`. */
  readonly setting: string;
  /** The one key the provider sandbox takes: `sk_sandbox_loop`. */
  readonly sandboxKey: string;
  readonly testPrefixes: readonly string[];
  readonly livePrefixes: readonly string[];
}

/** What a key comes to in a mode. */
export type ProviderKey =
  | { readonly state: 'configured'; readonly mode: Mode; readonly key: string }
  | { readonly state: 'off'; readonly missing: readonly string[] }
  /** The key does not belong to the mode: the service must not start. */
  | { readonly state: 'refused'; readonly problem: ConfigProblem };

/**
 * Decides what a provider's key means in a mode: in sandbox the sandbox's fixed key and no other; in test and live a key of
 * that kind, or `off` without one. A real key in sandbox mode, a test key in live mode, a live key in test mode and the sandbox's key
 * outside sandbox mode are refused, naming the remedy and never the key.
 */
export function providerKey(mode: Mode, key: string | undefined, rules: KeyRules): ProviderKey {
  const { setting, sandboxKey } = rules;
  const refused = (problem: string, remedy: string): ProviderKey => ({
    state: 'refused',
    problem: { name: setting, problem, remedy },
  });
  if (mode === 'sandbox') {
    return key === undefined || key === sandboxKey
      ? { state: 'configured', mode, key: sandboxKey }
      : refused("is set to a provider's real key in sandbox mode", 'Unset it, or set LOOP_MODE to test or live');
  }
  if (key === undefined) return { state: 'off', missing: [setting] };
  if (key === sandboxKey) {
    return refused(`is the sandbox's key in ${mode} mode`, `Set a ${mode} key, unset it, or set LOOP_MODE=sandbox`);
  }
  const fits = (prefixes: readonly string[]) => prefixes.some((prefix) => key.startsWith(prefix));
  if (fits(mode === 'test' ? rules.testPrefixes : rules.livePrefixes)) return { state: 'configured', mode, key };
  const other = mode === 'test' ? 'live' : 'test';
  if (fits(mode === 'test' ? rules.livePrefixes : rules.testPrefixes)) {
    return refused(`is a ${other} key in ${mode} mode`, `Set a ${mode} key, or set LOOP_MODE=${other}`);
  }
  return refused(
    'does not look like a key of this provider',
    `Set a ${mode} key, or unset it to turn the provider off`,
  );
}
