import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.ts';

/** A file as it is to be. `before` is undefined for a new one. */
export interface FileChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly text: string;
}

/**
 * The repository as it stands and as it is to be: what is made and changed is kept here until all of it is known to be right.
 * Paths are from the root, with `/`.
 */
export class House {
  readonly root: string;
  readonly #changes = new Map<string, FileChange>();

  constructor(root: string) {
    this.root = root;
  }

  has(path: string): boolean {
    return this.#changes.has(path) || existsSync(join(this.root, path));
  }

  /** A file's text with what is changed so far. Refuses when there is none. */
  read(path: string): string {
    const changed = this.#changes.get(path);
    if (changed !== undefined) return changed.text;
    if (!existsSync(join(this.root, path))) throw new Refusal(`${path} is not there, which was to be changed`);
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Paths of the files of a folder (not those below it) that end so, in order; none where there is no such folder. */
  list(folder: string, ending: string): readonly string[] {
    const there = existsSync(join(this.root, folder)) ? readdirSync(join(this.root, folder)) : [];
    const made = [...this.#changes.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1))
      .filter((name) => !name.includes('/'));
    return [...new Set([...there, ...made])]
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => `${folder}/${name}`);
  }

  /** Adds a file. Refuses where one stands: nothing is overwritten. */
  create(path: string, text: string): void {
    if (this.has(path)) throw new Refusal(`${path} exists already`);
    this.#changes.set(path, { path, before: undefined, text });
  }

  /** Changes a file's text. */
  edit(path: string, change: (text: string) => string): void {
    const text = this.read(path);
    const before = this.#changes.has(path) ? this.#changes.get(path)?.before : text;
    this.#changes.set(path, { path, before, text: change(text) });
  }

  /** Changes what a JSON file holds. */
  editJson<T>(path: string, change: (content: T) => T): void {
    this.edit(path, (text) => `${JSON.stringify(change(JSON.parse(text) as T), undefined, 2)}\n`);
  }

  get changes(): readonly FileChange[] {
    return [...this.#changes.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
