import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseTree } from '../tidy/syntax-tree.ts';
import type { FileChange } from './house.ts';

/** What Biome formats here; samples it leaves alone, see `biome.json`. */
function isFormatted(path: string): boolean {
  return /\.(ts|json)$/.test(path) && !path.includes('/samples/');
}

/**
 * Formats all changes as the house does, then writes them. Nothing is written when one of them cannot be formatted; what was
 * written is taken back when one of them cannot be. Returns them as written.
 */
export async function writeChanges(root: string, changes: readonly FileChange[]): Promise<readonly FileChange[]> {
  const formatted = await Promise.all(changes.map((change) => format(root, change)));
  const written: FileChange[] = [];
  try {
    for (const change of formatted) {
      written.push(change);
      mkdirSync(dirname(join(root, change.path)), { recursive: true });
      writeFileSync(join(root, change.path), change.text, { flag: change.before === undefined ? 'wx' : 'w' });
    }
  } catch (error) {
    for (const { path, before } of written.slice(0, -1)) {
      if (before === undefined) rmSync(join(root, path));
      else writeFileSync(join(root, path), before);
    }
    throw new Error(`${written.at(-1)?.path} could not be written; nothing was changed`, { cause: error });
  }
  return formatted;
}

async function format(root: string, change: FileChange): Promise<FileChange> {
  if (!isFormatted(change.path)) return change;
  const biome = spawn(
    join(root, 'node_modules/.bin/biome'),
    ['check', '--linter-enabled=false', '--write', `--stdin-file-path=${change.path}`],
    { cwd: root },
  );
  biome.stdin.end(change.text);
  const ended = new Promise<number | null>((resolve, reject) => biome.once('error', reject).once('close', resolve));
  const [formatted, complaint, exitCode] = await Promise.all([text(biome.stdout), text(biome.stderr), ended]);
  if (exitCode !== 0) throw new Error(`${change.path} cannot be formatted:\n${complaint}`);
  // Biome hands on what it cannot parse.
  if (change.path.endsWith('.ts')) parseTree(change.path, formatted);
  return { ...change, text: formatted };
}
