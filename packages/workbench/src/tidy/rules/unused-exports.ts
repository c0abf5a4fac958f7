import type { Finding } from '../finding.ts';
import type { ExportFact, ImportFact } from '../module-facts.ts';
import { linkModules, type ModuleGraph } from '../module-graph.ts';
import type { TrackedFile } from '../tracked-file.ts';

/**
 * An export is a promise to somebody: each function, class and value is taken by another file, through the barrel or
 * directly. Types are exempt, since a signature may need a name that nobody writes; so are contracts, the map of what
 * may be said, and entry points, which the platform calls.
 */
export function unusedExports(files: readonly TrackedFile[]): Finding[] {
  const graph = linkModules(files);
  const taken = new TakenNames(graph);
  return [...graph.modules.values()]
    .filter(({ path }) => !isExempt(path))
    .flatMap(({ path, facts }) =>
      (facts?.exports ?? [])
        .concat((facts?.imports ?? []).flatMap(handedOn))
        .filter(({ name }) => !taken.has(path, name) && isValue(graph, path, name))
        .map(({ line, name }) => ({
          path,
          line,
          rule: 'unused-export',
          message: `nobody imports ${name}: keep it to the file, or delete it`,
        })),
    );
}

/** Which names of which modules others take, followed through re-exports to where they are declared. */
class TakenNames {
  readonly #graph: ModuleGraph;
  readonly #names = new Set<string>();

  constructor(graph: ModuleGraph) {
    this.#graph = graph;
    for (const { path, facts } of graph.modules.values()) {
      for (const link of facts?.imports ?? []) this.#takeLink(path, link);
    }
  }

  has(path: string, name: string): boolean {
    return this.#names.has(`${path} ${name}`) || this.#names.has(`${path} *`);
  }

  /** A re-export takes nothing by itself; its names are taken when somebody takes them from the re-exporting module. */
  #takeLink(from: string, { specifier, names, handedOnAs }: ImportFact): void {
    const target = this.#graph.resolve(from, specifier);
    if (target === undefined || handedOnAs !== undefined) return;
    for (const name of names === 'all' ? ['*'] : names) this.#take(target, name);
  }

  #take(path: string, name: string): void {
    const key = `${path} ${name}`;
    if (this.#names.has(key)) return;
    this.#names.add(key);
    for (const link of this.#graph.modules.get(path)?.facts?.imports ?? []) {
      const target = this.#graph.resolve(path, link.specifier);
      if (target !== undefined) for (const original of originalNames(link, name)) this.#take(target, original);
    }
  }
}

/** What taking `name` from a module takes from the module it re-exports from. */
function originalNames({ names, handedOnAs }: ImportFact, name: string): readonly string[] {
  if (handedOnAs === undefined) return [];
  if (handedOnAs === 'all' || names === 'all') return [name];
  return names.filter((_, index) => name === '*' || handedOnAs[index] === name);
}

function handedOn({ line, handedOnAs }: ImportFact): ExportFact[] {
  return Array.isArray(handedOnAs) ? handedOnAs.map((name: string) => ({ line, name, isType: false })) : [];
}

/** Whether a module's export is a value where it is declared; what libraries declare counts as one. */
function isValue(graph: ModuleGraph, path: string, name: string): boolean {
  const facts = graph.modules.get(path)?.facts;
  const own = facts?.exports.find((each) => each.name === name);
  if (own) return !own.isType;
  return (facts?.imports ?? []).every((link) => {
    const target = graph.resolve(path, link.specifier);
    return target === undefined || originalNames(link, name).every((original) => isValue(graph, target, original));
  });
}

function isExempt(path: string): boolean {
  return (
    path.startsWith('packages/contracts/') || !path.includes('/') || /\/migrations\/|\/jest-global-|\.d\.ts$/.test(path)
  );
}
