import { francAll } from 'franc';

/** Languages that posts come in, by ISO 639-3; others, which are close to one of them, would only be mistaken for it. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ...{ eng: 'en', deu: 'de', fra: 'fr', spa: 'es', por: 'pt', ita: 'it', nld: 'nl', pol: 'pl', ces: 'cs', ron: 'ro' },
  ...{ hun: 'hu', ell: 'el', swe: 'sv', dan: 'da', nob: 'no', fin: 'fi', tur: 'tr', rus: 'ru', ukr: 'uk', arb: 'ar' },
  ...{ heb: 'he', pes: 'fa', hin: 'hi', ben: 'bn', jpn: 'ja', kor: 'ko', cmn: 'zh', tha: 'th', vie: 'vi' },
};
const only = Object.keys(LANGUAGES);

/** More than is needed, and what is behind it costs time. */
const READ_CHARACTERS = 160;
/** Letters below which a guess is worth nothing. */
const LEAST_LETTERS = 12;
/** A language whose trigrams fit this much as well as the best one's leaves it a guess. */
const AS_GOOD = 0.95;

/** Addresses, tags and sums say nothing of the language. */
const NOT_WORDS = /https?:\S+|\S+@\S+|\[[^\]\n]{1,30}\]|[\d$€£|]+/g;

/**
 * Words that hold an English sentence together and mean nothing elsewhere. Most posts are short and English, where trigrams of
 * English and of its neighbours fit alike.
 */
const ENGLISH = /\b(?:the|and|our|for|with|looking|needs?|wanted|that|this|you|your|my|are|someone|who|from|to)\b/g;
const ENOUGH_ENGLISH = 2;

/** The language (ISO 639-1) of a post's words; `null` where there are too few to tell, or two languages fit alike. */
export function languageOf(text: string): string | null {
  const words = text
    .slice(0, 2 * READ_CHARACTERS)
    .replace(NOT_WORDS, ' ')
    .slice(0, READ_CHARACTERS);
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  // A sign of Chinese or Japanese says as much as several letters.
  const weight = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(words) ? 4 : 1;
  if (letters * weight < LEAST_LETTERS) return null;
  if (new Set(words.toLowerCase().match(ENGLISH)).size >= ENOUGH_ENGLISH) return 'en';
  const [best, second] = francAll(words, { only, minLength: 1 });
  if (best === undefined || (second !== undefined && second[1] > AS_GOOD)) return null;
  return LANGUAGES[best[0]] ?? null;
}
