import type { Finding } from '../finding.ts';
import type { TrackedFile } from '../tracked-file.ts';

/** A package has one door, `src/index.ts`; no other file is called index or only hands on what others export. */
export function oneBarrel(files: readonly TrackedFile[]): Finding[] {
  return files
    .filter(({ path }) => !/^[^/]+\/[^/]+\/src\/index\.tsx?$/.test(path))
    .filter(({ path, facts }) => facts?.isBarrel === true || /(^|\/)index\.[cm]?[jt]sx?$/.test(path))
    .map(({ path }) => ({
      path,
      line: 1,
      rule: 'one-barrel',
      message: 'a second door into the package: import the files themselves, or export from src/index.ts',
    }));
}
