import { readFileSync } from 'node:fs';
import { renderApi } from './api-document.ts';
import { renderAsyncApi } from './asyncapi.ts';
import { renderEventFlow } from './event-flow.ts';
import { frozenSchema, frozenSchemaFile, renderSchema } from './frozen-schemas.ts';
import { EVENTS } from './registry.ts';

/** A committed file that is generated: `pnpm golden` writes it, `pnpm check` compares it. */
export interface Golden {
  /** Relative to the root of the repository. */
  readonly path: string;
  /** Gives the file's text. Throws when the file must not change that way. */
  render(): string;
}

/** Names exported by the barrel, from its declarations and those it re-exports. */
function exportedNames(): readonly string[] {
  const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
  const names = [...read('./index.d.ts').matchAll(/^export (?:\*|\{(?<named>[^}]*)\}) from '(?<from>[^']+)';$/gm)];
  return names
    .flatMap(({ groups }) => {
      if (groups?.['named'] !== undefined)
        return groups['named'].split(',').map((name) => name.trim().replace(/^type /, ''));
      const declarations = read((groups?.['from'] ?? '').replace(/\.[jt]s$/, '.d.ts'));
      const pattern = /^export (?:declare )?(?:function|const|interface|type) (?<name>\w+)/gm;
      return [...declarations.matchAll(pattern)].map((match) => match.groups?.['name'] ?? '');
    })
    .sort();
}

/** Every file generated from the registry. */
export const goldens: readonly Golden[] = [
  { path: 'docs/event-flow.md', render: renderEventFlow },
  { path: 'docs/asyncapi.json', render: renderAsyncApi },
  { path: 'packages/contracts/api.md', render: () => renderApi(exportedNames()) },
  ...EVENTS.map((event) => ({
    path: `packages/contracts/schemas/${frozenSchemaFile(event)}`,
    render: () => renderSchema(event, frozenSchema(event)),
  })),
];
