import { renderApi } from './api-document.ts';
import { renderAsyncApi } from './asyncapi.ts';
import { everyVersion } from './define.ts';
import { renderEventFlow } from './event-flow.ts';
import { frozenSchemaFile, renderSchema } from './frozen-schemas.ts';
import { EVENTS } from './registry.ts';

/** A committed file that is generated: `pnpm golden` writes it, `pnpm check` compares it. */
export interface Golden {
  /** Relative to the root of the repository. */
  readonly path: string;
  /** Gives the file's text, knowing what is committed, if anything. Throws when the file must not change that way. */
  render(committed: string | undefined): string;
}

/** Every file generated from the registry. */
export const goldens: readonly Golden[] = [
  { path: 'docs/event-flow.md', render: renderEventFlow },
  { path: 'docs/asyncapi.json', render: renderAsyncApi },
  { path: 'packages/contracts/api.md', render: renderApi },
  ...EVENTS.flatMap(everyVersion).map((event) => ({
    path: `packages/contracts/schemas/${frozenSchemaFile(event)}`,
    render: (committed: string | undefined) => renderSchema(event, committed),
  })),
];
