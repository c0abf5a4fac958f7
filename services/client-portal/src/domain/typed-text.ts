/** Turns that make text read otherwise than it is stored, half characters, and controls but for the line's end and the tab. */
const UNSEEN = /[\u202a-\u202e\u2066-\u2069\p{Cs}]|(?![\n\t])\p{Cc}/gu;

/** Text without what nobody can see: it could say one thing to its reader and another to its keeper, and cannot be stored. */
export function withoutUnseen(text: string): string {
  return text.replaceAll(UNSEEN, '');
}

/** Lines of text that somebody typed, as they are kept: composed (Unicode NFC), without what cannot be seen, trimmed. */
export function typedLines(text: string): string {
  return withoutUnseen(text).normalize('NFC').trim();
}

/** One line that somebody typed, as it is kept; white space collapsed. Empty when there is no letter in it. */
export function typedName(text: string): string {
  const line = typedLines(text).replaceAll(/\s+/g, ' ');
  return /\p{L}/u.test(line) ? line : '';
}
