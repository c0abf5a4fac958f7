import { eld } from 'eld/extrasmall';

/** Languages that posts come in; others, which are close to one of them, would only be mistaken for it. */
const LANGUAGES = [
  ...['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'cs', 'ro', 'hu', 'el', 'sv', 'da', 'no', 'fi', 'tr'],
  ...['ru', 'uk', 'ar', 'he', 'fa', 'hi', 'bn', 'ja', 'ko', 'zh', 'th', 'vi'],
];
eld.setLanguageSubset(LANGUAGES);

/** More than is needed, and what is behind it costs time. */
const READ_CHARACTERS = 160;
/** Letters below which a guess is worth nothing. */
const LEAST_LETTERS = 12;

/** Addresses, tags and sums say nothing of the language. */
const NOT_WORDS = /https?:\S+|\S+@\S+|\[[^\]\n]{1,30}\]|[\d$€£|]+/g;

/** The language (ISO 639-1) of a post's words; `null` where there are too few to tell. */
export function languageOf(text: string): string | null {
  const words = text
    .slice(0, 2 * READ_CHARACTERS)
    .replace(NOT_WORDS, ' ')
    .slice(0, READ_CHARACTERS);
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  // A sign of Chinese or Japanese says as much as several letters.
  const weight = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(words) ? 4 : 1;
  if (letters * weight < LEAST_LETTERS) return null;
  const found = eld.detect(words);
  return found.language === '' || !found.isReliable() ? null : found.language;
}
