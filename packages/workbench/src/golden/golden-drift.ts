import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GoldenFile } from './golden-file.ts';

/** A generated file whose committed text is not what its source renders. */
export interface Drift {
  readonly path: string;
  readonly reason: 'missing' | 'changed';
  /** What the file should say. */
  readonly rendered: string;
}

/**
 * Renders every golden file and compares it with the one under `root`; the order is that of the list.
 * Throws when two sources claim one path, and when a source refuses to render.
 */
export async function findDrift(root: string, files: readonly GoldenFile[]): Promise<Drift[]> {
  refuseDoubles(files);
  const compared = files.map(async (file): Promise<Drift | undefined> => {
    const committed = readIfPresent(join(root, file.path));
    const rendered = await file.render(committed);
    if (committed === rendered) return undefined;
    return { path: file.path, reason: committed === undefined ? 'missing' : 'changed', rendered };
  });
  return (await Promise.all(compared)).filter((drift) => drift !== undefined);
}

/** Writes what should stand in each drifted file, making folders as needed. */
export function settleDrift(root: string, drifts: readonly Drift[]): void {
  for (const { path, rendered } of drifts) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), rendered);
  }
}

function refuseDoubles(files: readonly GoldenFile[]): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (seen.has(path)) throw new Error(`Two sources generate ${path}`);
    seen.add(path);
  }
}

function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
