import { parseArgs } from 'node:util';
import type { House } from './house.ts';
import { newEffect } from './new-effect.ts';
import { newEvent } from './new-event.ts';
import { newHandler } from './new-handler.ts';
import { newMigration } from './new-migration.ts';
import { newProvider } from './new-provider.ts';
import { newRoute } from './new-route.ts';
import { newService } from './new-service.ts';
import { Refusal } from './refusal.ts';
import type { Scaffolded } from './scaffolded.ts';

/** Arguments of one command, by position and by name. Every option it asks for is there. */
interface Given {
  readonly at: (position: number) => string;
  readonly option: (name: string) => string | undefined;
  readonly required: (name: string) => string;
}

interface Kind {
  /** Names of its arguments. */
  readonly takes: readonly string[];
  /** Its options with what they take; a flag takes nothing. Those in `needs` must be given. */
  readonly options?: Readonly<Record<string, string>>;
  readonly needs?: readonly string[];
  readonly run: (house: House, given: Given, now: Date) => Scaffolded;
}

const KINDS: Readonly<Record<string, Kind>> = {
  event: {
    takes: ['publisher', 'subject'],
    options: { key: 'aggregate', consumers: 'service,…' },
    needs: ['key'],
    run: (house, { at, option, required }) =>
      newEvent(house, at(0), at(1), { key: required('key'), consumers: option('consumers')?.split(',') ?? [] }),
  },
  handler: {
    takes: ['service', 'subject'],
    run: (house, { at }) => newHandler(house, at(0), at(1)),
  },
  effect: {
    takes: ['service', 'effect_name'],
    options: { provider: 'vendor' },
    needs: ['provider'],
    run: (house, { at, required }) => newEffect(house, at(0), at(1), required('provider')),
  },
  route: {
    takes: ['service', 'GET|POST', '/path/:parameter'],
    run: (house, { at }) => newRoute(house, at(0), at(1), at(2)),
  },
  provider: {
    takes: ['service', 'port-name', 'vendor'],
    run: (house, { at }) => newProvider(house, at(0), at(1), at(2)),
  },
  migration: {
    takes: ['service', 'name'],
    options: { why: 'sentence', breaking: '' },
    needs: ['why'],
    run: (house, { at, option, required }, now) =>
      newMigration(house, at(0), at(1), { why: required('why'), breaking: option('breaking') !== undefined, now }),
  },
  service: {
    takes: ['name'],
    run: (house, { at }) => newService(house, at(0)),
  },
};

/** How the command is used, a line for each kind. */
function usage(kinds: readonly string[] = Object.keys(KINDS)): string {
  const lines = kinds.map((name) => {
    const { needs = [], options = {}, takes } = KINDS[name] ?? { takes: [] };
    const named = Object.entries(options).map(([option, value]) => {
      const text = value === '' ? `--${option}` : `--${option} <${value}>`;
      return needs.includes(option) ? text : `[${text}]`;
    });
    return ['  pnpm new', name, ...takes.map((each) => `<${each}>`), ...named].join(' ');
  });
  return `Usage:\n${lines.join('\n')}`;
}

/**
 * Makes and changes, in the house as it is to be, what a command line asks for. Refuses a command line that is none with its usage,
 * and anything that does not fit with what to do instead.
 */
export function scaffold(house: House, [name = '', ...rest]: readonly string[], now: Date): Scaffolded {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind === undefined)
    throw new Refusal(name === '' ? usage() : `"${name}" is nothing to make.\n${usage()}`, 'usage');
  return kind.run(house, givenTo(name, kind, rest), now);
}

function givenTo(name: string, { needs = [], options = {}, takes }: Kind, args: readonly string[]): Given {
  const wrong = (why: string) => new Refusal(`${why}.\n${usage([name])}`, 'usage');
  const { positionals, values } = parsed(options, args, wrong);
  if (positionals.length > takes.length) throw wrong(`"${positionals[takes.length]}" is too much`);
  const missing = takes[positionals.length] ?? needs.find((option) => values[option] === undefined);
  if (missing !== undefined)
    throw wrong(needs.includes(missing) ? `--${missing} is missing` : `<${missing}> is missing`);
  return {
    at: (position) => positionals[position] ?? '',
    option: (option) => values[option],
    required: (option) => values[option] ?? '',
  };
}

function parsed(
  options: Readonly<Record<string, string>>,
  args: readonly string[],
  wrong: (why: string) => Refusal,
): { readonly positionals: readonly string[]; readonly values: Readonly<Record<string, string | undefined>> } {
  const types = Object.entries(options).map(([name, value]) => [name, { type: value === '' ? 'boolean' : 'string' }]);
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: Object.fromEntries(types),
      allowPositionals: true,
    });
    return {
      positionals,
      values: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
      ),
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS')) throw wrong(message.split('. ')[0] ?? message);
    throw error;
  }
}
