import { checkSettings, type Environment, unknownNames } from './check-settings.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import type { ServiceConfig } from './service-config.ts';

/** Settings that differ from service to service: the launcher makes them, so they may be missing from its environment. */
const GIVEN_BY_LAUNCHER: ReadonlySet<string> = new Set([
  'LOOP_DATABASE_APP_URL',
  'LOOP_DATABASE_RUNTIME_URL',
  'LOOP_NATS_URL',
  'LOOP_HTTP_HOST',
  'LOOP_HTTP_PORT',
  'LOOP_SANDBOX_URL',
]);

/** What a process needs of its surroundings besides settings: where programs, time zone and trusted certificates are. */
const SURROUNDINGS = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TZ',
  'LANG',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
] as const;

/**
 * Checks the environment of the whole system before anything starts: every `LOOP_` name must belong to a service or to the
 * launcher, and every setting must parse and obey the rules between settings. What the launcher itself provides may be missing.
 * Throws a {@link ConfigError} that lists every problem once.
 *
 * @param given settings, besides those that differ between services, that the launcher provides: generated keys, URLs.
 */
export function checkSystemEnvironment(
  configs: readonly ServiceConfig[],
  extraNames: readonly string[],
  env: Environment,
  given: readonly string[] = [],
): void {
  const known = [...new Set([...configs.flatMap((config) => config.names), ...extraNames])];
  const lenient = new Set([...GIVEN_BY_LAUNCHER, ...given]);
  const problems = new Map<string, ConfigProblem>();
  const ofLauncher = new Set(extraNames);
  for (const problem of unknownNames(env, known)) problems.set(problem.name, problem);
  const own = Object.fromEntries(
    Object.entries(env).filter(([name]) => !(ofLauncher.has(name) && GIVEN_BY_LAUNCHER.has(name))),
  );
  for (const config of configs) {
    for (const problem of checkSettings(config, own, lenient).problems) problems.set(problem.name, problem);
  }
  if (problems.size > 0) throw new ConfigError('the system', [...problems.values()]);
}

/** The environment of one service's process: its own settings and the surroundings, and nothing of anybody else's. */
export function environmentFor(config: ServiceConfig, env: Environment): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const name of [...SURROUNDINGS, ...config.names]) {
    const value = env[name];
    if (value !== undefined) chosen[name] = value;
  }
  return chosen;
}
