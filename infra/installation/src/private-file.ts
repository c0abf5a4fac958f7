import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** The JSON in a file of ours; undefined when there is none. Throws, naming the file and the remedy, when it is no JSON. */
export function readJsonFile(file: string, remedy: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const content = parsedJson(text);
  if (content === undefined) throw new Error(`${file} is damaged; ${remedy}`);
  return content;
}

/** Writes JSON that only its owner can read (0600). Readers see the old file or the new one, never a part. */
export function writePrivateJson(file: string, content: unknown): void {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Undefined for what is no JSON: the parser's own message would quote what it read, and that may be secret. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
