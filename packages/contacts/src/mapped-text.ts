import { allMatches } from './all-matches.ts';

/** A stretch of a rewritten text, and the stretch of the text before that it came from. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** A text that remembers what it was made of, rewriting by rewriting. `before` is absent on the original. */
export interface MappedText {
  readonly text: string;
  readonly before?: MappedText;
  /** In order, without gaps. One as long as its origin was copied, unit by unit; any other was put in its place. */
  readonly pieces?: readonly Piece[];
}

/** Replaces `start`..`end` by `text`. With `copiedFrom` each unit of `text` keeps the origin of the unit it was copied from. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly copiedFrom?: number;
}

/** The text as it is: every character comes from itself. */
export function original(text: string): MappedText {
  return { text };
}

/** Applies edits that are sorted by `start` and do not overlap; later ones that overlap an earlier one are left out. */
export function edited(source: MappedText, edits: readonly Edit[]): MappedText {
  if (edits.length === 0) return source;
  const pieces: Piece[] = [];
  const out: string[] = [];
  let length = 0;
  let at = 0;
  const put = (text: string, from: number, to: number) => {
    if (text === '') return;
    out.push(text);
    pieces.push({ start: length, end: length + text.length, from, to });
    length += text.length;
  };
  for (const { start, end, text, copiedFrom } of edits) {
    if (start < at) continue;
    put(source.text.slice(at, start), at, start);
    if (copiedFrom === undefined) put(text, start, end);
    else put(text, copiedFrom, copiedFrom + text.length);
    at = end;
  }
  put(source.text.slice(at), at, source.text.length);
  return { text: out.join(''), before: source, pieces };
}

/** Replaces every match; the pattern must be global. `replacement` may answer edits inside the match instead of a text. */
export function replaced(
  source: MappedText,
  pattern: RegExp,
  replacement: (match: RegExpMatchArray) => string | readonly Edit[],
): MappedText {
  const edits: Edit[] = [];
  for (const match of allMatches(pattern, source.text)) {
    const answer = replacement(match);
    const start = match.index;
    if (typeof answer !== 'string') edits.push(...answer);
    else if (answer !== match[0]) edits.push({ start, end: start + match[0].length, text: answer });
  }
  return edited(source, edits);
}

/** The first piece that ends behind a place: pieces are in order. */
function pieceAt(pieces: readonly Piece[], place: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.end ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where in the original the units `start`..`end` came from. */
export function originOf(source: MappedText, start: number, end: number): { start: number; end: number } {
  let range = { start, end };
  for (let text = source; text.before !== undefined; text = text.before) {
    const pieces = text.pieces ?? [];
    let [from, to] = [Number.POSITIVE_INFINITY, 0];
    for (let index = pieceAt(pieces, range.start); index < pieces.length; index++) {
      const piece = pieces[index];
      if (piece === undefined || piece.start >= range.end) break;
      const isCopied = piece.end - piece.start === piece.to - piece.from;
      from = Math.min(from, isCopied ? piece.from + Math.max(0, range.start - piece.start) : piece.from);
      to = Math.max(to, isCopied ? piece.to - Math.max(0, piece.end - range.end) : piece.to);
    }
    range = from > to ? { start: 0, end: 0 } : { start: from, end: to };
  }
  return range;
}
