import type { z } from 'zod';
import { importedPost } from './imported-post.ts';

/** A row of a file: a post as it was written there, fit to be read with `importedPost`, or why there is none. */
export type ImportRow =
  | { readonly line: number; readonly post: z.input<typeof importedPost> }
  /** `problem` names what is wrong, without the row's words. */
  | { readonly line: number; readonly problem: string };

/** Checks what was written in a row. */
export function importRow(line: number, written: unknown): ImportRow {
  const parsed = importedPost.safeParse(written);
  if (parsed.success) return { line, post: written as z.input<typeof importedPost> };
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  // Messages of zod tell what was expected, never what came.
  const problem = where === '' ? (issue?.message ?? 'is no post') : `${where}: ${issue?.message}`;
  return { line, problem };
}
