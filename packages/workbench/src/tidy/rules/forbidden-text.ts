import { type Finding, findInLines } from '../finding.ts';
import type { TrackedFile } from '../tracked-file.ts';

// The last letter stands in brackets so that these lines do not match themselves.
const leftoverMark = /\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b/;
const suppression = /biome-ignor[e]|@ts-(?:ignor[e]|nochec[k]|expect-erro[r])|eslint-disabl[e]|istanbul ignor[e]/;
const machinePath = /(?:^|[\s"'`(=:,])\/(?:wor[k]|roo[t]|hom[e]|User[s])\/[\w.@-]*/;
const registryHost =
  /\b(?:registry\.(?:npmjs\.or[g]|yarnpkg\.co[m])|npm\.pkg\.github\.co[m]|npm\.jsr\.i[o])\b|tarball: https?:\S+/;

/** What is left to do is an issue, not a mark in the text. */
export function leftoverMarks(files: readonly TrackedFile[]): Finding[] {
  return files
    .filter(({ path }) => path !== 'pnpm-lock.yaml')
    .flatMap((file) =>
      findInLines(file, leftoverMark, (mark) => ({
        rule: 'leftover-mark',
        message: `"${mark}": do it, or open an issue`,
      })),
    );
}

/** Checks are not switched off: neither by a comment nor by a cast to `any`. */
export function suppressions(files: readonly TrackedFile[]): Finding[] {
  return files
    .filter(({ facts }) => facts !== undefined)
    .flatMap((file) => [
      ...findInLines(file, suppression, (mark) => ({
        rule: 'suppression',
        message: `"${mark}" silences a check: mend what it says`,
      })),
      ...(file.facts?.anyCasts ?? []).map((line) => ({
        path: file.path,
        line,
        rule: 'suppression',
        message: 'a cast to any switches the types off: narrow or parse the value',
      })),
    ]);
}

/** What is committed runs anywhere: no path of one machine stands in it. */
export function machinePaths(files: readonly TrackedFile[]): Finding[] {
  return files.flatMap((file) =>
    findInLines(file, machinePath, (match) => ({
      rule: 'machine-path',
      message: `"${match}" exists on one machine only: derive it from the file's place or a setting`,
    })),
  );
}

/** Where packages come from is the machine's setting: no host of a registry stands in the repository. */
export function registryHosts(files: readonly TrackedFile[]): Finding[] {
  return files.flatMap((file) =>
    findInLines(file, registryHost, (host) => ({
      rule: 'registry-host',
      message: `"${host}" belongs into the machine's settings`,
    })),
  );
}

const heldInTrust = /escro[w]/i;
const historicName = /escro[w]-stats/gi;

/**
 * Nobody holds anything in trust here: it is a card hold, or prepaid and refundable. The word stands in the historic name of one
 * endpoint and nowhere a client could read it; tests may name it to forbid it.
 */
export function falsePromises(files: readonly TrackedFile[]): Finding[] {
  const isProse = ({ path }: TrackedFile) => !/\.test\.tsx?$/.test(path);
  return files.filter(isProse).flatMap((file) =>
    findInLines({ ...file, text: file.text.replace(historicName, '') }, heldInTrust, () => ({
      rule: 'false-promise',
      message: 'say "card hold" or "prepaid, refundable": money is held in trust by nobody here',
    })),
  );
}
