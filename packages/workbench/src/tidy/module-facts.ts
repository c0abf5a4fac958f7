/** One function body, however it is written. */
export interface FunctionFact {
  readonly line: number;
  readonly lineCount: number;
  /** The callback of `describe`: a list of tests, not a piece of work. */
  readonly isSuite: boolean;
}

/** One place where a module takes something from another, or names another file. */
export interface ImportFact {
  readonly line: number;
  readonly specifier: string;
  /** Names as the other module calls them; `all` where they cannot be told (`import *`, `import()`, `export *`). */
  readonly names: readonly string[] | 'all';
  /** Handed on under these names (`export … from`), in the order of `names`; absent where nothing is handed on. */
  readonly handedOnAs?: readonly string[] | 'all';
}

/** One name a module exports that is its own. */
export interface ExportFact {
  readonly line: number;
  readonly name: string;
  /** An interface or a type alias, which vanishes when the code runs. */
  readonly isType: boolean;
}

/** One call, by the dotted name of what is called: `expect`, `it.only`, `jest.mock`. */
export interface CallFact {
  readonly line: number;
  readonly callee: string;
  /** The first argument is a plain name, as in `setTimeout(resolve, 100)`. */
  readonly startsWithName: boolean;
}

/** What a module says, as far as the rules ask. */
export interface ModuleFacts {
  readonly functions: readonly FunctionFact[];
  readonly imports: readonly ImportFact[];
  readonly exports: readonly ExportFact[];
  readonly calls: readonly CallFact[];
  /** Lines that cast to `any`. */
  readonly anyCasts: readonly number[];
  /** Relative paths among the string literals, `worker.js` as `./worker.js`: a child process is named by its path. */
  readonly relativePaths: readonly string[];
  /** Nothing but re-exports, of more than one name. */
  readonly isBarrel: boolean;
}
