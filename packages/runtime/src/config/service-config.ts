import type { ServiceName } from '@loop/contracts';
import { z } from 'zod';
import { baseSettings, type Mode } from './base-settings.ts';
import type { ConfigProblem } from './config-error.ts';

/** What a service reads from the environment: the base settings and its own. */
export interface ServiceConfig<S extends z.ZodObject = z.ZodObject> {
  readonly service: ServiceName;
  readonly schema: S;
  /** All setting names, the base settings' first. */
  readonly names: readonly string[];
  /** Rules between settings: keys that do not belong to the mode, settings that need one another. */
  check(settings: CheckedSettings<S>): readonly ConfigProblem[];
}

/** What rules between settings see: the mode, and what of the rest is set and parses. */
export type CheckedSettings<S extends z.ZodObject> = { readonly LOOP_MODE: Mode } & Partial<z.output<S>>;

/** The parsed, frozen settings of a service: `ConfigOf<typeof config>`. */
export type ConfigOf<C extends ServiceConfig> = Readonly<z.output<C['schema']>>;

type BaseSettings = typeof baseSettings;

/**
 * Declares what a service reads from the environment. Every setting starts with `LOOP_` and carries a description (zod's
 * `.describe()`), which `.env.example` and refusals print; the base settings are added. Throws otherwise: a bug.
 *
 * @param check rules between settings, given what of them parses; also run by the launcher before anything starts.
 */
export function serviceConfig<const S extends z.ZodRawShape>(
  service: ServiceName,
  shape: S,
  check: (settings: CheckedSettings<z.ZodObject<BaseSettings & S>>) => readonly ConfigProblem[] = () => [],
): ServiceConfig<z.ZodObject<BaseSettings & S>> {
  for (const [name, setting] of Object.entries(shape)) {
    if (!name.startsWith('LOOP_') || name in baseSettings) throw new Error(`${name} cannot be a setting of ${service}`);
    if ((setting as z.ZodType).description === undefined) throw new Error(`Setting ${name} has no description`);
  }
  const schema = z.object({ ...baseSettings, ...shape }) as unknown as z.ZodObject<BaseSettings & S>;
  return Object.freeze({ service, schema, names: Object.freeze(Object.keys(schema.shape)), check });
}
