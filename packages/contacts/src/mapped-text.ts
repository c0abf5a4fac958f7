/** A text that remembers where each of its characters came from. */
export interface MappedText {
  readonly text: string;
  /** For each UTF-16 unit, the offset in the original at which what became it starts. */
  readonly from: readonly number[];
  /** For each UTF-16 unit, the offset in the original at which what became it ends. */
  readonly to: readonly number[];
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
  const from = Array.from({ length: text.length }, (_, at) => at);
  return { text, from, to: from.map((at) => at + 1) };
}

/** Applies edits that are sorted by `start` and do not overlap; later ones that overlap an earlier one are left out. */
function edited(source: MappedText, edits: readonly Edit[]): MappedText {
  if (edits.length === 0) return source;
  const out: { text: string[]; from: number[]; to: number[] } = { text: [], from: [], to: [] };
  let at = 0;
  const keep = (end: number) => {
    out.text.push(source.text.slice(at, end));
    for (; at < end; at++) {
      out.from.push(source.from[at] ?? 0);
      out.to.push(source.to[at] ?? 0);
    }
  };
  for (const edit of edits) {
    if (edit.start < at) continue;
    keep(edit.start);
    out.text.push(edit.text);
    const last = Math.max(edit.start, edit.end - 1);
    for (let unit = 0; unit < edit.text.length; unit++) {
      const copied = edit.copiedFrom === undefined ? undefined : edit.copiedFrom + unit;
      out.from.push(source.from[copied ?? edit.start] ?? 0);
      out.to.push(source.to[copied ?? last] ?? 0);
    }
    at = edit.end;
  }
  keep(source.text.length);
  return { text: out.text.join(''), from: out.from, to: out.to };
}

/** Replaces every match; the pattern must be global. `replacement` may answer edits inside the match instead of a text. */
export function replaced(
  source: MappedText,
  pattern: RegExp,
  replacement: (match: RegExpMatchArray) => string | readonly Edit[],
): MappedText {
  const edits = [...source.text.matchAll(pattern)].flatMap((match) => {
    const answer = replacement(match);
    const start = match.index ?? 0;
    return typeof answer === 'string' ? [{ start, end: start + match[0].length, text: answer }] : answer;
  });
  return edited(source, edits);
}

/** Where in the original the units `start`..`end` came from. */
export function originOf(source: MappedText, start: number, end: number): { start: number; end: number } {
  const from = source.from.slice(start, end);
  const to = source.to.slice(start, end);
  return { start: from.length === 0 ? 0 : Math.min(...from), end: to.length === 0 ? 0 : Math.max(...to) };
}
