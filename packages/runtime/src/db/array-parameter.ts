/** What Postgres calls the type `text`, in its binary format. */
const TEXT_OID = 25;

/** An array without elements as Postgres reads one in binary: no dimension. */
const HEADER_BYTES = 12;
const DIMENSION_BYTES = 8;

/** UTF-8 takes no more bytes for a UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Texts as a `text[]` parameter, in the binary format (`array_send` in Postgres' `arrayfuncs.c`): as text, every quote and
 * backslash of every element would be escaped here and unescaped there.
 */
export function textArray(texts: readonly (string | null)[]): Buffer {
  let units = 0;
  let hasNull = 0;
  for (const text of texts) {
    if (text === null) hasNull = 1;
    else units += text.length;
  }
  const most = HEADER_BYTES + DIMENSION_BYTES + 4 * texts.length + MAX_BYTES_PER_UNIT * units;
  const bytes = Buffer.allocUnsafe(most);
  bytes.writeInt32BE(texts.length === 0 ? 0 : 1, 0);
  bytes.writeInt32BE(hasNull, 4);
  bytes.writeInt32BE(TEXT_OID, 8);
  if (texts.length === 0) return bytes.subarray(0, HEADER_BYTES);
  bytes.writeInt32BE(texts.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = HEADER_BYTES + DIMENSION_BYTES;
  for (const text of texts) {
    const length = text === null ? -1 : bytes.write(text, at + 4);
    bytes.writeInt32BE(length, at);
    at += 4 + Math.max(length, 0);
  }
  return bytes.subarray(0, at);
}

/**
 * Values that hold no quote, comma, brace or backslash, such as ids, numbers and instants, as an array parameter in the text
 * format. Whoever calls it knows that they do not: nothing is escaped.
 */
export function plainArray(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join()}}`;
}
