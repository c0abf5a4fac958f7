import { LAUNCHER_SETTINGS } from '@loop/installation';
import { ConfigError, type Environment, type Mode } from '@loop/runtime';

/** Names of the launcher's settings. */
export const LAUNCHER_NAMES: readonly string[] = Object.keys(LAUNCHER_SETTINGS);

/** What the operator told the launcher. */
export interface LauncherSettings {
  readonly mode: Mode;
  /** The operator's own servers, where there are any. */
  readonly databaseUrl: string | undefined;
  readonly natsUrl: string | undefined;
}

/** The launcher's part of `.env.example`. */
export function launcherExample(): string {
  const lines = Object.entries(LAUNCHER_SETTINGS).flatMap(([name, text]) => [`# ${text}`, `# ${name}=`, '']);
  return ['## The launcher, pnpm start', '', ...lines].join('\n').trimEnd();
}

/** Reads the launcher's settings. Throws a {@link ConfigError} that names what does not do and the remedy, and no value. */
export function readLauncherSettings(env: Environment): LauncherSettings {
  const mode = env['LOOP_MODE'] || 'sandbox';
  if (mode !== 'sandbox' && mode !== 'test' && mode !== 'live') {
    throw refused('LOOP_MODE', 'is no mode', 'Set it to sandbox, test or live');
  }
  const databaseUrl = env['LOOP_DATABASE_URL'] || undefined;
  const natsUrl = env['LOOP_NATS_URL'] || undefined;
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\/[^@/]+@/.test(databaseUrl)) {
    throw refused('LOOP_DATABASE_URL', 'names no Postgres with a user', 'Set it to postgres://user:password@host/db');
  }
  if (natsUrl !== undefined && !/^(nats|tls):\/\/loop:[^@/]+@/.test(natsUrl)) {
    throw refused('LOOP_NATS_URL', 'does not name the user loop', 'Set it to nats://loop:password@host:4222');
  }
  return { mode, databaseUrl, natsUrl };
}

function refused(name: string, problem: string, remedy: string): ConfigError {
  return new ConfigError('the launcher', [{ name, problem, remedy }]);
}
