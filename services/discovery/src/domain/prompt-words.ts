/** Words that ask, and say nothing of what for. */
export const ASKING =
  /\b(?:please|can you|could you|i(?:'m| am)? (?:want|need|would like|looking) (?:to|for)|we (?:want|need)|find|search|look|show|get|give|list|me|us|some|any|all|people|persons?|someone|somebody|anyone|posts?|by|for|who|that|which|are|is|currently|now|looking|want(?:s|ing)?|ask(?:s|ing)?|the|an?)\b/gi;

/** Numbers that people write out. */
export const NUMBER_WORDS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  dozen: 12,
  twenty: 20,
  fifty: 50,
  hundred: 100,
};

/** Platforms as people call them, by the source that reads them. A web search reads those that have no source of their own. */
export const PLATFORMS: readonly (readonly [source: string, names: RegExp])[] = [
  ['hackernews', /\b(?:hacker ?news|hn|y ?combinator)\b/i],
  ['reddit', /\b(?:reddit|subreddits?|r\/\w+)\b/i],
  ['x', /\b(?:twitter|tweets?|x\.com)\b|\b(?:on|from) x\b/i],
  ['github', /\b(?:git ?hub|github issues?|bount(?:y|ies))\b/i],
  ['feeds', /\b(?:rss|feeds?|job boards?)\b/i],
  ['perplexity', /\b(?:linked ?in|upwork|fiverr|freelancer\.com|discord|telegram|the web|web search|google)\b/i],
];

/** Languages by their English names, and what people call them themselves. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  english: 'en',
  german: 'de',
  deutsch: 'de',
  french: 'fr',
  français: 'fr',
  spanish: 'es',
  español: 'es',
  italian: 'it',
  portuguese: 'pt',
  polish: 'pl',
  polski: 'pl',
  russian: 'ru',
  turkish: 'tr',
  dutch: 'nl',
  swedish: 'sv',
  japanese: 'ja',
};

/** What people do for a living, in the singular: the word that a search needs most. */
export const ROLES =
  /\b(?:(?:web|app|mobile|software|front-?end|back-?end|full-?stack|ios|android|wordpress|shopify|python|react|game|graphic|logo|ui|ux|product|data|machine learning|devops|cloud|seo|marketing|technical|content|virtual)\s+)?(?:developers?|designers?|engineers?|programmers?|coders?|writers?|copywriters?|translators?|illustrators?|animators?|editors?|marketers?|consultants?|freelancers?|contractors?|assistants?|analysts?|scientists?|architects?|founders?|co-?founders?|owners?|managers?|recruiters?|agenc(?:y|ies)|start-?ups?|CTOs?|CEOs?|CFOs?|COOs?|CMOs?)\b/i;

/** Places that are written small as often as not; others are known by their capitals. */
export const PLACES =
  /\b(?:san francisco|new york|los angeles|london|berlin|paris|amsterdam|madrid|warsaw|toronto|sydney|singapore|dubai|tokyo|europe|germany|france|spain|poland|portugal|italy|the netherlands|netherlands|canada|australia|india|japan|brazil|mexico|united states|united kingdom|usa|uk|eu|silicon valley|bay area)\b/i;

/** A sum with its currency, and whether it is meant as the least or the most. */
export const BUDGET =
  /(?:\b(?<least>over|above|at least|more than|from|minimum|min\.?)\s+|\b(?<most>under|below|less than|up to|at most|maximum|max\.?)\s+)?(?:(?<sign>[$€£])\s?(?<amount>\d[\d.,]*)\s?(?<k>k\b)?|(?<amount2>\d[\d.,]*)\s?(?<k2>k\b)?\s?(?<code>usd|eur|gbp|dollars?|euros?|pounds?)\b)/i;
