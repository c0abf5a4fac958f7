import { posix } from 'node:path';
import type { Finding } from '../finding.ts';
import { linkModules, type ModuleGraph, reachableFrom } from '../module-graph.ts';
import { isTest, isTestSide, type TrackedFile } from '../tracked-file.ts';

/**
 * Code that nothing runs is deleted. Running starts at main.ts, at barrels, at migrations, at tests, at the root's
 * configuration, and at every built file (`…/dist/check.js`) that a script, a container or another file names.
 * Code that only tests reach is dead as well, unless it is on the tests' side of the package.
 */
export function deadFiles(files: readonly TrackedFile[]): Finding[] {
  const graph = linkModules(files);
  const entries = [...graph.modules.keys()].filter(isEntryByName).concat(namedBuilds(files, graph));
  const alive = reachableFrom(graph, entries);
  const run = reachableFrom(
    graph,
    entries.filter((path) => !isTest(path)),
  );
  return [...graph.modules.keys()].flatMap((path) => {
    if (!alive.has(path)) return [dead(path, 'nothing imports it and it is no entry point: delete it')];
    if (!run.has(path) && !isTestSide(path)) return [dead(path, 'only tests import it: delete it with its tests')];
    return [];
  });
}

function dead(path: string, message: string): Finding {
  return { path, line: 1, rule: 'dead-file', message };
}

function isEntryByName(path: string): boolean {
  const isRootFile = !path.includes('/');
  return isRootFile || isTest(path) || /\.d\.ts$|\/src\/(main|index)\.tsx?$|\/migrations\//.test(path);
}

/** Sources of the compiled files that the repository's texts name, from the root or from the package they stand in. */
function namedBuilds(files: readonly TrackedFile[], graph: ModuleGraph): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/[\w@./-]*\bdist\/[\w./-]+\.js\b/g)].flatMap(([named]) => {
      const fromRoot = named.replace(/^(\.\.?\/)+/, '');
      return [fromRoot, posix.join(graph.packageOf(path), fromRoot)]
        .map((built) => graph.resolve('', `./${built.replace(/(^|\/)dist\//, '$1src/')}`))
        .filter((source) => source !== undefined);
    }),
  );
}
