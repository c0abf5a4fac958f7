import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareOutputs } from './prune/compare-outputs.ts';
import { repositoryRoot } from './repository-root.ts';

const folders = ['packages', 'services', 'infra'].flatMap(packagesIn).flatMap((folder) => [
  { sources: join(folder, 'src'), outputs: join(folder, 'dist'), notes: join(folder, 'tsconfig.tsbuildinfo') },
  { sources: join(folder, 'test'), outputs: join(folder, 'dist-test') },
]);

const mustRebuild = folders.map(prune).some(Boolean);
if (mustRebuild) {
  const compiler = join(repositoryRoot, 'node_modules/.bin/tsc');
  process.exitCode = spawnSync(compiler, ['-b'], { cwd: repositoryRoot, stdio: 'inherit' }).status ?? 1;
}

/** Deletes compiled files without a source; where compiled files are missing, deletes the compiler's notes instead. */
function prune({ sources, outputs, notes }: { sources: string; outputs: string; notes?: string }): boolean {
  const { stale, missing } = compareOutputs(filesUnder(sources), filesUnder(outputs));
  for (const path of stale) {
    rmSync(join(outputs, path));
    console.log(`pruned ${join(outputs, path).slice(repositoryRoot.length + 1)}`);
  }
  if (missing.length === 0) return false;
  rmSync(notes ?? join(outputs, 'tsconfig.tsbuildinfo'), { force: true });
  console.log(`${missing.length} files missing in ${outputs.slice(repositoryRoot.length + 1)}: compiling again`);
  return true;
}

function packagesIn(group: string): string[] {
  return readdirSync(join(repositoryRoot, group)).map((name) => join(repositoryRoot, group, name));
}

/** Paths inside a folder, with `/`; linked packages are not walked into. */
function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory() && entry.name !== 'node_modules') {
      return filesUnder(join(folder, entry.name)).map((path) => `${entry.name}/${path}`);
    }
    return entry.isFile() ? [entry.name] : [];
  });
}
