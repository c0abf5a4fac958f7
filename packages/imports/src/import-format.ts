/** The kinds of files that are read. */
export type ImportFormat = 'jsonl' | 'csv' | 'mbox' | 'telegram' | 'discord';

const BY_ENDING: readonly (readonly [RegExp, ImportFormat])[] = [
  [/\.(?:jsonl|ndjson)$/i, 'jsonl'],
  [/\.[ct]sv$/i, 'csv'],
  [/\.mbox$/i, 'mbox'],
];

/**
 * Tells the format by the file's name, and where that says little (`result.json`, `export.txt`) by its first kilobytes. `undefined`: it is none
 * that is known.
 */
export function importFormatOf(name: string, head: string): ImportFormat | undefined {
  const named = BY_ENDING.find(([ending]) => ending.test(name));
  if (named !== undefined) return named[1];
  const start = head.replace(/^\ufeff/, '').trimStart();
  if (/^From \S+/.test(start)) return 'mbox';
  if (!start.startsWith('{')) return undefined;
  if (/^\{\s*"guild"\s*:/.test(start)) return 'discord';
  if (
    /^\{\s*"(?:name|about|personal_information|type|chats)"\s*:/.test(start) &&
    /"(?:messages|chats)"\s*:/.test(start)
  ) {
    return 'telegram';
  }
  return 'jsonl';
}
