import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledPost, Post } from '@loop/contacts';

/** Labelled texts, in the order of their file. */
export interface Corpus {
  readonly name: string;
  readonly posts: readonly (Post & LabelledPost)[];
}

const REPOSITORY = join(import.meta.dirname, '../../../..');
const OURS = ['rules', 'held-out'].map((name) => join(REPOSITORY, 'packages/contacts/corpus', `${name}.jsonl`));
/** Stand beside the repository, or beside the folder it lies in; nothing of them is copied. */
const BESIDE = ['../shared', '../../shared'].map((folder) => join(REPOSITORY, folder, 'contacts/dev.jsonl'));

const read = (path: string): (Post & LabelledPost)[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));

/** Our own labelled texts, and those beside the repository if there are any. */
export function corpora(): Corpus[] {
  const beside = BESIDE.find((path) => existsSync(path));
  const own: Corpus = { name: 'own', posts: OURS.flatMap(read) };
  return beside === undefined ? [own] : [own, { name: 'dev', posts: read(beside) }];
}
