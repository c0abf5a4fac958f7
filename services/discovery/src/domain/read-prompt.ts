import { ASKING, BUDGET, LANGUAGES, NUMBER_WORDS, PLACES, PLATFORMS, ROLES } from './prompt-words.ts';

/** A sum that somebody has in mind. */
export interface WishedBudget {
  readonly amountMinor: number;
  readonly currency: 'USD' | 'EUR' | 'GBP';
  /** Whether posts are to offer at least, or at most, so much. */
  readonly bound: 'least' | 'most';
}

/** A sentence as it was understood. */
export interface PromptReading {
  /** Searches that it becomes, the most exact first; the sources are asked for nothing else. */
  readonly texts: readonly string[];
  readonly count: number | null;
  readonly role: string | null;
  readonly location: string | null;
  /** Two letters (ISO 639-1). */
  readonly language: string | null;
  readonly budget: WishedBudget | null;
  /** Sources that it names; none: all. */
  readonly sources: readonly string[];
}

const CURRENCIES = { $: 'USD', '€': 'EUR', '£': 'GBP', u: 'USD', d: 'USD', e: 'EUR', g: 'GBP', p: 'GBP' } as const;
const MOST_COUNT = 1_000;

/** A sentence with a part of it read, and taken out. */
interface Read<T> {
  readonly value: T | null;
  readonly rest: string;
}

function taken<T>(sentence: string, pattern: RegExp, read: (match: RegExpExecArray) => T | null): Read<T> {
  const match = pattern.exec(sentence);
  const value = match === null ? null : read(match);
  if (match === null || value === null) return { value: null, rest: sentence };
  return { value, rest: `${sentence.slice(0, match.index)} ${sentence.slice(match.index + match[0].length)}` };
}

function budgetOf({ groups = {} }: RegExpExecArray): WishedBudget | null {
  const { amount, amount2, code, k, k2, least, sign } = groups;
  const figure = Number((amount ?? amount2 ?? '').replaceAll(/,(?=\d{3}\b)/g, '').replace(/[.,]$/, ''));
  const currency = CURRENCIES[(sign ?? code?.[0]?.toLowerCase() ?? '') as keyof typeof CURRENCIES];
  if (!Number.isFinite(figure) || currency === undefined) return null;
  const amountMinor = Math.round(figure * (k === undefined && k2 === undefined ? 100 : 100_000));
  return { amountMinor, currency, bound: groups['most'] === undefined || least !== undefined ? 'least' : 'most' };
}

function countOf([, digits, word]: RegExpExecArray): number | null {
  const count = digits === undefined ? NUMBER_WORDS[word?.toLowerCase() ?? ''] : Number(digits);
  return count !== undefined && count >= 1 && count <= MOST_COUNT ? count : null;
}

const NUMBER = new RegExp(
  String.raw`(?<![\w.$€£-])(?:(\d{1,4})|(${Object.keys(NUMBER_WORDS).join('|')}))(?![\w%.-])`,
  'i',
);
const LANGUAGE = new RegExp(
  String.raw`\b(?:(?:(?:written |posted )?in|auf)\s+)?(${Object.keys(LANGUAGES).join('|')})(?:[- ](?:speaking|language))?(?!\p{L})`,
  'iu',
);
/** `in San Francisco`, by the capitals. */
const CAPITALS = /\b(?:based in|located in|in|near|around|from)\s+((?:\p{Lu}[\p{L}.'-]+\s?){1,4})/u;

function platformsOf(sentence: string): { sources: string[]; rest: string } {
  const named = PLATFORMS.filter(([, names]) => names.test(sentence));
  const rest = named.reduce(
    (left, [, names]) =>
      left.replaceAll(new RegExp(String.raw`(?:\b(?:on|from|in|at|via|and|or)\s+)?(?:${names.source})`, 'gi'), ' '),
    sentence,
  );
  return { sources: named.map(([source]) => source), rest };
}

const singular = (role: string): string => role.replace(/ies$/i, 'y').replace(/s$/, '');

const plain = (text: string): string =>
  text
    .replaceAll(/[^\p{L}\p{N}\s.#+'-]/gu, ' ')
    .replaceAll(/(^|\s)[.'-]+|[.'-]+(?=\s|$)/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Words that tie a sentence together and would only narrow a search that wants every word. */
const TIES =
  /\b(?:in|on|at|of|with|and|or|to|from|near|around|based|located|their|her|his|budgets?|worth|paying|pays?|need(?:s|ing)?|seek(?:s|ing)?|hir(?:e|es|ing))\b/gi;

/**
 * Reads a sentence by rules: how many, who, where, in which language, for how much, on which platforms. What is left are words to look
 * for. Nothing is made up: each part stands in the sentence, and a sentence without any is searched for as it is.
 */
export function readPrompt(prompt: string): PromptReading {
  const budget = taken(prompt, BUDGET, budgetOf);
  const { rest: placed, sources } = platformsOf(budget.rest);
  const language = taken(placed, LANGUAGE, ([, name]) => LANGUAGES[name?.toLowerCase() ?? ''] ?? null);
  const count = taken(language.rest, NUMBER, countOf);
  const capitals = taken(count.rest, CAPITALS, ([, place]) => plain(place ?? '') || null);
  const place = capitals.value === null ? taken(count.rest, PLACES, ([name]) => name) : capitals;
  const role = taken(place.rest, ROLES, ([name]) => singular(plain(name)));
  const subject = plain(role.rest.replaceAll(ASKING, ' ').replaceAll(TIES, ' '));
  const whole = plain([role.value, subject, place.value].filter(Boolean).join(' '));
  const broad = plain([role.value, place.value].filter(Boolean).join(' '));
  const texts = [...new Set([whole, broad].filter((text) => text !== ''))];
  return {
    texts: texts.length === 0 ? [plain(prompt)].filter((text) => text !== '') : texts,
    count: count.value,
    role: role.value,
    location: place.value,
    language: language.value,
    budget: budget.value,
    sources,
  };
}
