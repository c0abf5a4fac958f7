/** What a folder of compiled files has too much and too little of, as paths inside it. */
export interface OutputDifference {
  /** Compiled from a source that is gone; a test among them would still run. */
  readonly stale: readonly string[];
  /** Never compiled, or deleted since; `tsc -b` believes its notes and does not write them again. */
  readonly missing: readonly string[];
}

const compiledExtension = /\.(d\.ts|js)(\.map)?$/;

/** Compares the sources of a folder with the compiled files of another, both as paths inside it with `/`. */
export function compareOutputs(sources: readonly string[], outputs: readonly string[]): OutputDifference {
  const expected = new Set(sources.filter(isCompiled).map((path) => path.replace(/tsx?$/, '')));
  const present = new Set(outputs);
  return {
    stale: outputs.filter((path) => compiledExtension.test(path) && !expected.has(stemOf(path))),
    missing: [...expected].map((stem) => `${stem}js`).filter((path) => !present.has(path)),
  };
}

function isCompiled(path: string): boolean {
  return /\.tsx?$/.test(path) && !path.endsWith('.d.ts');
}

/** `a.test.js.map` → `a.test.` */
function stemOf(path: string): string {
  return `${path.replace(compiledExtension, '')}.`;
}
