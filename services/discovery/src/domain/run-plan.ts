import { z } from 'zod';
import { plannedPage } from './source-query.ts';

/** As pages of Hacker News were planned before sources stood behind one port; runs under way may still hold some. */
const formerPage = z
  .object({
    kind: z.enum(['threads', 'thread', 'stories']),
    thread: z.string().nullable(),
    storyId: z.string().nullable(),
    query: z.string().nullable(),
    page: z.int().min(0),
  })
  .transform(({ kind, thread, storyId, query, page }) => ({
    query: { kind: kind === 'thread' ? `${thread}_thread` : kind, text: query, within: storyId },
    cursor: page === 0 ? null : String(page),
    behind: undefined,
  }));

/** A page that a run is still to read, however it was planned. */
export const runPage = z.union([plannedPage, formerPage]);
