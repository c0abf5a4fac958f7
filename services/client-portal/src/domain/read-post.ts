import { withoutUnseen } from './typed-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  euro: '€',
  pound: '£',
};

function decodeEntity(whole: string, name: string): string {
  const numeric = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name);
  if (numeric === null) return ENTITIES[name.toLowerCase()] ?? whole;
  const point = numeric[1] === undefined ? Number(numeric[2]) : Number.parseInt(numeric[1], 16);
  return point > 31 && point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
}

/** Longer runs are no words: they are cut, since the patterns below take the square of a run's length. */
const LONGEST_WORD = 200;
const ENDLESS_WORD = new RegExp(`[\\w.+-]{${LONGEST_WORD},}`, 'g');

/** What a post says, as lines of plain text: tags and markdown marks gone, entities decoded, white space collapsed. */
export function plainText(post: string): string {
  const read = post
    .replaceAll(/<(p|br|li|div|\/p|\/li|\/div)\b[^<>]*>/gi, '\n')
    .replaceAll(/<[^<>]{0,2000}>/g, ' ')
    .replaceAll(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi, decodeEntity)
    .replaceAll(/\*\*|__|`/g, '');
  return withoutUnseen(read)
    .replaceAll(ENDLESS_WORD, (run) => run.slice(0, LONGEST_WORD))
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

const CONTACTS = [
  /\bhttps?:\/\/\S+/gi,
  /\bwww\.\S+/gi,
  /[\w.+-]+@[\w-]+(\.[\w-]+)+/g,
  /[\w.+-]+\s*[[({<]\s*at\s*[\])}>]\s*[\w-]+(\s*[[({<]\s*dot\s*[\])}>]\s*\w+|\.\w+)+/gi,
  /\b[\w.+-]+ at [\w-]+ dot \w+\b/gi,
  /\+?\d[\d\s().-]{8,}\d/g,
  /(^|\s)@[\w.]{2,}/g,
];

/** What is left of "mail me at" when the address is gone. Looked for at the end of a line only. */
const DANGLING =
  /[\s,;:.|–-]*(?:\b(?:e-?mail|mail|contact|reach|write|ping|dm|call|text|me|us|at|to|via|or|on)\b[\s,;:.|–-]*)+$/i;
const DANGLING_CHARACTERS = 200;

function withoutDangling(line: string): string {
  const end = Math.max(0, line.length - DANGLING_CHARACTERS);
  return line.slice(0, end) + line.slice(end).replace(DANGLING, '');
}

/** The same lines without addresses, links, handles and telephone numbers: a document quotes the wish, not the contact. */
export function withoutContacts(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const kept = CONTACTS.reduce((rest, pattern) => rest.replaceAll(pattern, ' '), line);
      return (kept === line ? line : withoutDangling(kept.trim()))
        .replaceAll(/[ \t]+/g, ' ')
        .replaceAll(/ +([,.;:)])/g, '$1')
        .trim();
    })
    .filter((line) => line !== '')
    .join('\n');
}

/** Text of at most `maxLength` characters, cut at a word and ended by `…` where something is missing. */
export function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > maxLength / 2 ? space : cut.length).replace(/[\s,;:.|–-]+$/, '')}…`;
}
