import { posix } from 'node:path';
import type { ImportFact } from './module-facts.ts';
import type { TrackedFile } from './tracked-file.ts';

/** The repository's modules and packages, and the way from a specifier to the file it means. */
export interface ModuleGraph {
  readonly modules: ReadonlyMap<string, TrackedFile>;
  /** Folder of the package a path belongs to; the empty string for the root. */
  packageOf(path: string): string;
  /** Path of the module that `specifier`, written in `from`, means; undefined for libraries and for what is not code. */
  resolve(from: string, specifier: string): string | undefined;
  /** Modules a module reaches directly: by import, by re-export, by naming their path. */
  neighbours(path: string): readonly string[];
}

/** Links the modules of a repository. Packages are known by their `package.json`; a barrel is `src/index.ts`. */
export function linkModules(files: readonly TrackedFile[]): ModuleGraph {
  const modules = new Map(files.filter(({ facts }) => facts !== undefined).map((file) => [file.path, file]));
  const packages = packagesOf(files);
  const folders = [...packages.values()].sort((a, b) => b.length - a.length);

  const resolve = (from: string, specifier: string) => {
    if (specifier.startsWith('.')) return sourceAt(modules, posix.join(posix.dirname(from), specifier));
    const folder = packages.get(specifier);
    return folder === undefined ? undefined : sourceAt(modules, posix.join(folder, 'src/index.ts'));
  };
  const neighbours = (path: string) => {
    const facts = modules.get(path)?.facts;
    const specifiers = [...(facts?.imports ?? []).map(specifierOf), ...(facts?.relativePaths ?? [])];
    return specifiers.map((each) => resolve(path, each)).filter((each) => each !== undefined);
  };
  return {
    modules,
    packageOf: (path) => folders.find((folder) => path.startsWith(`${folder}/`)) ?? '',
    resolve,
    neighbours,
  };
}

/** Every module that can be reached from the given ones, themselves included. */
export function reachableFrom(graph: ModuleGraph, entries: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    waiting.push(...graph.neighbours(path));
  }
  return seen;
}

function packagesOf(files: readonly TrackedFile[]): ReadonlyMap<string, string> {
  return new Map(
    files
      .filter(({ path }) => path.endsWith('/package.json'))
      .map(({ path, text }) => [String((JSON.parse(text) as { name?: unknown }).name), posix.dirname(path)]),
  );
}

/** The module at a path as it is written in code, where compiled code says `.js`. */
function sourceAt(modules: ReadonlyMap<string, TrackedFile>, path: string): string | undefined {
  const stem = path.replace(/\.js$/, '');
  return [path, `${stem}.ts`, `${stem}.tsx`].find((candidate) => modules.has(candidate));
}

function specifierOf({ specifier }: ImportFact): string {
  return specifier;
}
