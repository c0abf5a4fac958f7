import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** The JSON in a file of ours; undefined when there is none. Throws, naming the file and the remedy, when it is no JSON. */
export function readJsonFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} holds no JSON; restore it, or delete it to have it made anew`, { cause: error });
  }
}

/** Writes JSON that only its owner can read (0600). Readers see the old file or the new one, never a part. */
export function writePrivateJson(file: string, content: unknown): void {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
