import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Reads an official description from beside the repository; only conformance tests do. */
export async function readDescription<T>(file: string): Promise<T> {
  const path = resolve(import.meta.dirname, '../../../../shared/specs', file);
  return JSON.parse(await readFile(path, 'utf8')) as T;
}
