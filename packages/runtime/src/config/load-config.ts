import { checkSettings, type Environment, unknownNames } from './check-settings.ts';
import { ConfigError } from './config-error.ts';
import type { ConfigOf, ServiceConfig } from './service-config.ts';

/**
 * Parses a service's settings; the only reading of the environment in its process. Returns them frozen.
 * Throws a {@link ConfigError} that lists every problem and its remedy, and no value.
 */
export function loadConfig<C extends ServiceConfig>(config: C, env: Environment): ConfigOf<C> {
  const { settings, problems } = checkSettings(config, env, new Set());
  const all = [...unknownNames(env, config.names), ...problems];
  if (all.length > 0) throw new ConfigError(config.service, all);
  return Object.freeze(settings) as ConfigOf<C>;
}
