import { z } from 'zod';
import type { Mode } from './base-settings.ts';
import type { ConfigProblem } from './config-error.ts';
import { nearestName } from './nearest-name.ts';
import type { CheckedSettings, ServiceConfig } from './service-config.ts';

/** Environment variables as Node gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What of the settings parses, and what is wrong with the rest. */
export interface CheckOutcome {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly problems: readonly ConfigProblem[];
}

/** The setting's value; an empty one counts as not set, as `.env` files have it. */
function settingIn(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** Says what is wrong without the value: zod's own messages name what was expected, never what came. */
function problemWith(name: string, setting: z.ZodType, missing: boolean, error: z.core.$ZodError): ConfigProblem {
  const remedy = `Set it: ${setting.description ?? 'see .env.example'}`;
  if (missing) return { name, problem: 'is missing', remedy };
  const expected = error.issues.map((issue) => issue.message.replace(/^Invalid input: /, '')).join(', ');
  return { name, problem: `does not parse (${expected})`, remedy };
}

function sandboxUrlProblems(
  settings: Readonly<Record<string, unknown>>,
  mode: Mode,
  lenient: boolean,
): ConfigProblem[] {
  const name = 'LOOP_SANDBOX_URL';
  const isSet = settings[name] !== undefined;
  if (mode === 'sandbox' && !isSet && !lenient) {
    return [{ name, problem: 'is missing in sandbox mode', remedy: 'Set it to where the provider sandbox listens' }];
  }
  if (mode !== 'sandbox' && isSet) {
    return [{ name, problem: `is set in ${mode} mode`, remedy: 'Unset it, or set LOOP_MODE=sandbox' }];
  }
  return [];
}

/** A process that kills itself has no place where people are served. */
function failpointProblems(settings: Readonly<Record<string, unknown>>, mode: Mode): ConfigProblem[] {
  if (mode === 'sandbox' || settings['LOOP_FAILPOINT'] === undefined) return [];
  return [{ name: 'LOOP_FAILPOINT', problem: `is set in ${mode} mode`, remedy: 'Unset it, or set LOOP_MODE=sandbox' }];
}

/**
 * Parses each setting by itself, so that every problem is found at once, then applies the rules between them.
 *
 * @param given names that somebody else provides later: missing, they are no problem.
 */
export function checkSettings(config: ServiceConfig, env: Environment, given: ReadonlySet<string>): CheckOutcome {
  const settings: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const [name, setting] of Object.entries(config.schema.shape) as [string, z.ZodType][]) {
    const value = settingIn(env, name);
    const parsed = z.safeParse(setting, value);
    if (parsed.success) {
      if (parsed.data !== undefined) settings[name] = parsed.data;
    } else if (value !== undefined || !given.has(name)) {
      problems.push(problemWith(name, setting, value === undefined, parsed.error));
    }
  }
  const mode = settings['LOOP_MODE'] as Mode | undefined;
  if (mode !== undefined) {
    problems.push(...sandboxUrlProblems(settings, mode, given.has('LOOP_SANDBOX_URL')));
    problems.push(...failpointProblems(settings, mode));
    problems.push(...config.check(settings as CheckedSettings<z.ZodObject>));
  }
  return { settings, problems };
}

/** One problem for each `LOOP_` name in the environment that nobody reads, naming the nearest that somebody does. */
export function unknownNames(env: Environment, known: readonly string[]): ConfigProblem[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('LOOP_') && !known.includes(name))
    .map((name) => {
      const nearest = nearestName(name, known);
      const remedy = nearest === undefined ? 'Remove it; .env.example lists the settings' : `Did you mean ${nearest}?`;
      return { name, problem: 'is no setting', remedy };
    });
}
