import type { ModuleFacts } from './module-facts.ts';
import { readModuleFacts } from './read-module-facts.ts';

/** One file of the repository as the rules see it. */
export interface TrackedFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** What the code says; absent for files that are not TypeScript or JavaScript. */
  readonly facts?: ModuleFacts;
}

/**
 * Makes a tracked file of a path and its text; TypeScript and JavaScript are parsed.
 * Throws when the code does not parse, naming the file.
 */
export function trackFile(path: string, text: string): TrackedFile {
  return /\.[cm]?[jt]sx?$/.test(path) ? { path, text, facts: readModuleFacts(path, text) } : { path, text };
}

/** A file of tests; what tests build on without testing is not one. */
export function isTest(path: string): boolean {
  return /\.(test|conformance)\.tsx?$/.test(path);
}

/** Tests and what only tests may use: everything under a package's `test/`, and contract suites beside their port. */
export function isTestSide(path: string): boolean {
  return isTest(path) || /(^|\/)test\//.test(path) || /\.contract\.tsx?$/.test(path);
}
