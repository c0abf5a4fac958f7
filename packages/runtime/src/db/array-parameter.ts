/** What Postgres calls the type `text`, in its binary format. */
const TEXT_OID = 25;

/** Dimensions, whether there are nulls, and the type; an array without elements is no more than that. */
const HEADER_BYTES = 12;
const DIMENSION_BYTES = 8;

/**
 * Texts as a `text[]` parameter, in the binary format (`array_send` in Postgres' `arrayfuncs.c`): as text, every quote and
 * backslash of every element would be escaped here and unescaped there.
 */
export function textArray(texts: readonly (string | null)[]): Buffer {
  let total = HEADER_BYTES + (texts.length === 0 ? 0 : DIMENSION_BYTES + 4 * texts.length);
  let hasNull = 0;
  for (const text of texts) {
    if (text === null) hasNull = 1;
    else total += Buffer.byteLength(text);
  }
  const bytes = Buffer.allocUnsafe(total);
  bytes.writeInt32BE(texts.length === 0 ? 0 : 1, 0);
  bytes.writeInt32BE(hasNull, 4);
  bytes.writeInt32BE(TEXT_OID, 8);
  if (texts.length === 0) return bytes;
  bytes.writeInt32BE(texts.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = HEADER_BYTES + DIMENSION_BYTES;
  for (const text of texts) {
    const length = text === null ? -1 : bytes.write(text, at + 4);
    bytes.writeInt32BE(length, at);
    at += 4 + Math.max(length, 0);
  }
  return bytes;
}

/**
 * Values that hold no quote, comma, brace or backslash, such as ids, numbers and instants, as an array parameter in the text
 * format. Whoever calls it knows that they do not: nothing is escaped.
 */
export function plainArray(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join()}}`;
}
