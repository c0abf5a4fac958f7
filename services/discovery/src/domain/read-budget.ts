import { CURRENCY_CODES, type CurrencySign, MINOR_DIGITS, SIGNS_BEFORE, SIGNS_BEHIND } from './currencies.ts';
import { figuresForWords } from './number-words.ts';

/** What an amount is paid for. */
export type BudgetPer = 'job' | 'hour' | 'day' | 'week' | 'month' | 'year' | 'piece';

/** What a post offers to pay. */
export interface Budget {
  /** ISO 4217. */
  readonly currency: string;
  /** The ends of a range, in minor units; the same where one amount is named, `lowMinor` 0 where it is the most. */
  readonly lowMinor: number;
  readonly highMinor: number;
  readonly per: BudgetPer;
}

const escaped = (text: string) => text.replaceAll(/[.$]/g, String.raw`\$&`);
const anyOf = (signs: readonly CurrencySign[]) =>
  signs
    .map(({ written }) => written)
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|');

const CODES = CURRENCY_CODES.join('|');
const BEFORE = `${anyOf(SIGNS_BEFORE)}|${CODES}`;
const BEHIND = `${CODES}|${anyOf(SIGNS_BEHIND)}`;

/** `1,50,000`, `12.345,67`, `2 400`, `2’400`, `1.5`. */
const NUMBER = String.raw`(?:\d{1,2}(?:,\d{2})+,\d{3}|\d{1,3}(?:[.,'’\u0020\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?)(?!\d)`;
const TIMES = String.raw`k(?![a-z])|grand|thousand|tausend|mille(?=\s+(?:euro|franc))|тыс(?:яч[аи]?)?\.?|тис(?:яч)?\.?|tys\.?|mil(?=\s+(?:reais|euros|d[oó]lares|pesos))|bin(?=\s+(?:tl|lira|₺))|lakhs?|万|萬|만|千`;
const TO = '[-–—~〜]|to|and|bis|до|à|hasta|até|tot';

/** An amount or a range; which currency it is in stands around it. */
const AMOUNTS = new RegExp(
  String.raw`(?<![\d.,/:#-])(${NUMBER})\s?(${TIMES})?(?:\s?(?:${BEHIND})?\s?(?:${TO})\s?(?:${BEFORE})?\s?(${NUMBER})\s?(${TIMES})?)?`,
  'giu',
);
const SIGN_BEFORE = new RegExp(String.raw`(?<![\p{L}\p{N}])(${BEFORE})\s?$`, 'iu');
const SIGN_BEHIND = new RegExp(String.raw`^\s?(${BEHIND})(?![\p{Script=Latin}\p{Script=Cyrillic}\p{N}])`, 'iu');
/** A list of prices is no offer; what stands behind so many amounts is not read. */
const MAX_CANDIDATES = 50;
/** Characters around an amount that are looked at. */
const REACH = 14;

/** A bounty is put in dollars, with their sign or without. */
const COMMAND = /(?:^|\s)\/(?:bounty|reward)\s+\$?(\d{1,6})(?![\d.,]*\s?(?:[a-z]{3}|€|£))/im;

const TIMES_BY: readonly (readonly [RegExp, number])[] = [
  [/^lakh/i, 100_000],
  [/^(?:万|萬|만)/, 10_000],
  [/./, 1_000],
];

const PER: readonly (readonly [BudgetPer, RegExp])[] = [
  [
    'hour',
    /^[ \t]*(?:usd|eur|gbp)?[ \t]*(?:\/[ \t]*|per |an |a |p(?:\.|\/)?|pro |die |je |de l['’]|par |de la |por |la |в |за |za |na |всего в )?(?:h|hr|hrs|hour|hourly|stunde|std|heure|hora|ora|час|godz(?:in[ęey])?|uur|saat|timme|timen|hodin[au])(?![\p{L}\p{N}])/iu,
  ],
  ['hour', /^[ \t]*(?:\/|毎|每)?(?:小时|時間|时薪|시간)/u],
  [
    'day',
    /^[ \t]*(?:\/[ \t]*|per |a |pro |par |por |al |в |za |dagelijks )(?:day|tag|jour|día|dia|giorno|день|dzień|dag|gün)(?![\p{L}])/iu,
  ],
  ['week', /^[ \t]*(?:\/[ \t]*|per |a |pro |par |por |в )(?:wk|week|woche|semaine|semana|неделю|tydzień)(?![\p{L}])/iu],
  [
    'month',
    /^[ \t]*(?:\/[ \t]*|per |a |pro |par |por |al |в |za |im )?(?:mo|month|monthly|monat|mois|mes|mês|mese|месяц|мес|miesiąc|maand|ay)(?![\p{L}])/iu,
  ],
  [
    'year',
    /^[ \t]*(?:\/[ \t]*|per |a |pro |par |por |p\.?[ \t]?)?(?:yr|year|yearly|annum|annually|a\b|pa\b|jahr|an|año|ano|год)(?![\p{L}])/iu,
  ],
  [
    'piece',
    /^[ \t]*(?:\/[ \t]*|per |an? |pro |par |por |за )(?:word|page|article|post|video|image|photo|picture|piece|item|unit|song|track|minute|episode|character|lead|record|row|test|bug|task|thread|slide|wort|seite|mot|palabra|слово)(?![\p{L}])/iu,
  ],
  ['piece', /^[ \t]*(?:each|apiece|a piece)\b/i],
];
const HOURLY_BEFORE =
  /\b(?:hourly|stundensatz|stundenlohn|taux horaire|por hora|per hour)(?:\s+(?:rate|pay))?\s*(?:is|of|:|=|-)?\s*\S{0,4}\s?$/iu;

/** What is somebody's business or price, and no offer. */
const NO_OFFER_BEHIND =
  /^\s*(?:\/|per |an? |a |in )?\s*(?:seat|user|customer|night|ticket|subscriber|visitor|(?:m|mm|mn|bn)\b|million|billion|arr\b|mrr\b|revenue|turnover|in (?:funding|sales|debt)|funding|in revenue|valuation|market cap|worth of|off\b|discount|follower)/i;
const NO_OFFER_BEFORE =
  /\b(?:revenue|turnover|arr|mrr|raised|sold|saves?|saved|lost|losing|cost(?:s|ing)? us|charged? (?:us|me)|it was|used to (?:be|cost)|worth|valued at|make|makes|made|earn(?:ed|s|ing)?|over|under|orders?|donat(?:e|ed|ions?)|from|starting at|rates? (?:start|from)|now)\s+(?:about |around |some |of |at )?\S{0,4}\s?$/i;
const AT_MOST =
  /\b(?:up to|at most|max(?:imum)?(?: of)?|no more than|bis zu|jusqu['’]à|hasta|até|до|fino a|do|tot)\s*:?\s*\S{0,4}\s?$/iu;
const ANNOUNCED =
  /\b(?:budget|bounty|reward|pay(?:ing|s)?|offer(?:ing)?|fixed(?:[ -]price)?|flat(?: fee)?|total|price|compensation|rate|set aside|presupuesto|pagamos|orçamento|orcamento|budżet|płacimy|bütçe|zahlen|honorar|vergütung)(?![\p{L}])[^.!?\n]{0,28}$|(?:бюджет|платим|оплата|预算|報酬|予算|예산)[^.!?\n]{0,28}$/iu;

interface Candidate extends Budget {
  readonly isAnnounced: boolean;
}

function numberIn(digits: string, isTimes: boolean): number {
  const plain = digits.replaceAll(/['’\s]/g, '');
  const decimal = /[.,](\d{1,2})$/.exec(plain);
  // Two digits behind the only separator are cents; three are thousands, unless thousands are said apart.
  if (decimal !== null) return Number(`${plain.slice(0, decimal.index).replaceAll(/[.,]/g, '')}.${decimal[1]}`);
  return isTimes && /^\d[.,]\d{3}$/.test(plain)
    ? Number(plain.replace(',', '.'))
    : Number(plain.replaceAll(/[.,]/g, ''));
}

const timesOf = (word: string | undefined) =>
  word === undefined ? 1 : (TIMES_BY.find(([pattern]) => pattern.test(word))?.[1] ?? 1);

function currencyOf(written: string, signs: readonly CurrencySign[], language: string | null): string {
  const lower = written.toLowerCase();
  const known = signs.find((one) => one.written === lower);
  if (known !== undefined) return known.byLanguage?.[language ?? ''] ?? known.currency;
  return written.toUpperCase() === 'RMB' ? 'CNY' : written.toUpperCase();
}

function perOf(before: string, behind: string): BudgetPer {
  if (HOURLY_BEFORE.test(before)) return 'hour';
  return PER.find(([, pattern]) => pattern.test(behind))?.[0] ?? 'job';
}

function candidateAt(text: string, match: RegExpExecArray, language: string | null): Candidate | undefined {
  const [whole, low = '', lowTimes, high, highTimes] = match;
  const end = match.index + whole.trimEnd().length;
  const before = text.slice(Math.max(0, match.index - 60), match.index);
  const behind = text.slice(end, end + 40);
  const signBehind = SIGN_BEHIND.exec(behind.slice(0, REACH));
  const signBefore = SIGN_BEFORE.exec(before.slice(-REACH));
  // `CA$`, `USD 500`; but in `$500 CAD` what stands behind says which dollars.
  const isNamedBehind = signBehind !== null && (signBefore === null || /^[a-z]{3}$/i.test(signBehind[1] ?? ''));
  const sign = isNamedBehind ? signBehind : signBefore;
  if (sign === null) return undefined;
  const currency = currencyOf(sign[1] ?? '', isNamedBehind ? SIGNS_BEHIND : SIGNS_BEFORE, language);
  const rest = signBehind === null ? behind : behind.slice(signBehind[0].length);
  const lead = signBefore === null ? before : before.slice(0, before.length - signBefore[0].length);
  if (NO_OFFER_BEHIND.test(rest)) return undefined;
  const isAnnounced = ANNOUNCED.test(lead.slice(-40));
  if (!isAnnounced && NO_OFFER_BEFORE.test(lead)) return undefined;
  const top = high === undefined ? undefined : numberIn(high, highTimes !== undefined) * timesOf(highTimes);
  const least = numberIn(low, lowTimes !== undefined) * timesOf(lowTimes);
  // `2-3k` is two to three thousand.
  const bottom = top !== undefined && lowTimes === undefined && least < top / 100 ? least * timesOf(highTimes) : least;
  const minor = (amount: number) => Math.round(amount * 10 ** (MINOR_DIGITS.get(currency) ?? 2));
  const highMinor = minor(Math.max(bottom, top ?? bottom));
  if (highMinor < 1 || highMinor > 1e12) return undefined;
  const lowMinor = top === undefined && AT_MOST.test(lead) ? 0 : minor(Math.min(bottom, top ?? bottom));
  return { currency, lowMinor, highMinor, per: perOf(lead, rest), isAnnounced };
}

/**
 * Finds what a post (plain text) offers to pay: the first amount announced as such, else the first for the whole job, else the
 * first. In many currencies and notations; `language` (ISO 639-1) tells shared signs apart. What somebody turns over, saves or
 * charges is no offer. `null`: none is named.
 */
export function readBudget(post: string, language: string | null): Budget | null {
  const command = COMMAND.exec(post)?.[1];
  if (command !== undefined) {
    const minor = Number(command) * 100;
    return { currency: 'USD', lowMinor: minor, highMinor: minor, per: 'job' };
  }
  const text = figuresForWords(post);
  const candidates: Candidate[] = [];
  for (const match of text.matchAll(AMOUNTS)) {
    const candidate = candidateAt(text, match, language);
    if (candidate !== undefined) candidates.push(candidate);
    if (candidate?.isAnnounced || candidates.length === MAX_CANDIDATES) break;
  }
  const best =
    candidates.find((one) => one.isAnnounced) ?? candidates.find(({ per }) => per === 'job') ?? candidates[0] ?? null;
  if (best === null) return null;
  const { currency, highMinor, lowMinor, per } = best;
  return { currency, lowMinor, highMinor, per };
}
