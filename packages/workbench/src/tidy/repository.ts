import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type TrackedFile, trackFile } from './tracked-file.ts';

const binaryExtensions = /\.(png|jpe?g|gif|ico|webp|woff2?|pdf|gz|zip)$/;

/**
 * Reads every file git tracks, and every new one it would track, in the order of their paths; binary files, frozen
 * samples and files already deleted from disk are left out. Throws where there is no git repository.
 */
export function readRepository(root: string): TrackedFile[] {
  return listFiles(root)
    .filter((path) => !binaryExtensions.test(path) && !/\/samples\//.test(path))
    .filter((path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true)
    .map((path) => trackFile(path, readFileSync(join(root, path), 'utf8')));
}

function listFiles(root: string): string[] {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return listing.split('\0').filter(Boolean).sort();
}
