import { type MappedText, replaced } from './mapped-text.ts';

const INVISIBLE = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
/** Full-width, small, ideographic and mathematical forms of what ASCII has. */
const OTHER_FORMS =
  /(?:[\u3000-\u3002\u3008-\u3011\uff01-\uff5e\uff61\ufe50-\ufe6b\u24b6-\u24e9\u2024\uff0e]|[\u{1d400}-\u{1d7ff}])+/gu;
const NOT_ASCII = /[^\0-\x7f]/;
const ESCAPED = /\\(?:u00|x)(40|2e|3c|3e|26)/gi;
const QUOTED_PRINTABLE_AT = /(?<=[\w.+-])=40(?=[\w-]+(?:\.|=2E))/gi;
const QUOTED_PRINTABLE = /=\r?\n|(?:=[0-9A-F]{2})+/g;
const SAYS_QUOTED_PRINTABLE = /quoted-printable|=3D|=\r?\n/i;

const CJK_PUNCTUATION: Readonly<Record<string, string>> = {
  '\u3000': ' ',
  '、': ',',
  '。': ' ',
  '【': '[',
  '】': ']',
  '〈': '<',
  '〉': '>',
  '《': '<',
  '》': '>',
  '「': '"',
  '」': '"',
  '『': '"',
  '』': '"',
};

function bytesOf(code: string): string {
  return code.startsWith('=\n') || code.startsWith('=\r')
    ? ''
    : Buffer.from(code.replaceAll('=', ''), 'hex').toString('utf8');
}

/** Undoes the transfer encoding of mail (RFC 2045, 6.7) where a text shows it. */
function withoutQuotedPrintable(source: MappedText): MappedText {
  if (!source.text.includes('=')) return source;
  if (SAYS_QUOTED_PRINTABLE.test(source.text)) return replaced(source, QUOTED_PRINTABLE, ([code]) => bytesOf(code));
  return replaced(source, QUOTED_PRINTABLE_AT, () => '@');
}

/** Reads signs as what they stand for: full-width and mathematical letters, escapes of strings and of mail; invisible ones go. */
export function decodeSigns(source: MappedText): MappedText {
  let text = withoutQuotedPrintable(source);
  if (text.text.includes('\\'))
    text = replaced(text, ESCAPED, (match) => String.fromCharCode(Number.parseInt(match[1] ?? '', 16)));
  if (!NOT_ASCII.test(text.text)) return text;
  text = replaced(text, INVISIBLE, () => '');
  text = replaced(text, /(?<=\w)。(?=(?:com|net|org|io|co|cn|dev|de|ru)(?![\w/]))/gi, () => '.');
  return replaced(text, OTHER_FORMS, ([signs]) =>
    signs.replace(/./gsu, (sign) => CJK_PUNCTUATION[sign] ?? sign.normalize('NFKC')),
  );
}
