/** What of a package's `package.json` decides what an image holds. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A package of the workspace and all it needs of the workspace to run. Throws when it is not there. */
export function withDependencies(name: string, manifests: ReadonlyMap<string, Manifest>): readonly string[] {
  const found = new Set([name]);
  for (const each of found) {
    const manifest = manifests.get(each);
    if (manifest === undefined) throw new Error(`${each} is no package of this workspace`);
    for (const [dependency, version] of Object.entries(manifest.dependencies ?? {})) {
      if (version.startsWith('workspace:')) found.add(dependency);
    }
  }
  return [...found].sort();
}

/**
 * Whether a file or folder, named from its package's folder, is in the image: what was compiled but for tests and types, migrations,
 * and what pages are served with.
 */
export function isPacked(path: string): boolean {
  if (/\.d\.ts$|\.(test|conformance)\.js(\.map)?$/.test(path)) return false;
  return /^(package\.json|dist|assets|src|src\/migrations)$|^(dist|assets|src\/migrations)\//.test(path);
}

/** The compiled file that a container of this package starts. */
export function entryOf(service: string): string {
  return service === 'ops' ? 'dist/loop.js' : 'dist/main.js';
}
