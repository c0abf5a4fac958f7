/** What a scaffold leaves to its developer. */
export interface Scaffolded {
  /** Every file to fill in, change or write by hand; generated ones are none of them. */
  readonly yours: readonly YourFile[];
  /** Whether packages changed, so that an installation comes first. */
  readonly needsInstall?: boolean;
}

/** A file and what belongs in it. */
export interface YourFile {
  readonly path: string;
  readonly what: string;
}
