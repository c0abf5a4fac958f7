/**
 * Text as Postgres keeps it, in `text` and in `jsonb`: cut to `maxLength` UTF-16 units, with U+FFFD for the NUL character and
 * for halves of characters, such as the cut may leave. What must be recorded must be recordable, whatever it holds.
 */
export function storableText(text: string, maxLength: number = Number.POSITIVE_INFINITY): string {
  return text.slice(0, maxLength).toWellFormed().replaceAll('\u0000', '\ufffd');
}

/** JSON that `jsonb` takes whatever the texts in it hold: see {@link storableText}. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => (typeof part === 'string' ? storableText(part) : part));
}
