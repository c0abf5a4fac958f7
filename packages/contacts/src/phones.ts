import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Finding } from './finding.ts';
import type { Reading } from './reading.ts';

/** With a plus sign, in the North American form, or behind a cue. */
const CANDIDATE =
  /(?<![\p{L}\p{N}_.,@#$€£¥/=+-]|[\d][-./ ])(?<number>(?:\+|00(?=[1-9]))?\(?\d{1,5}\)?(?:[ \u00a0()./-]{0,3}\d{1,5}){1,8})(?![\p{L}\p{N}@%]|[-.,:/]\d)/gu;
const LINK = /\b(?:tel|sms|callto|whatsapp):(?:\/\/)?(?:send\?phone=)?(?<number>\+?[\d().-]{6,20})/gi;
const PHONE_CUE =
  /(?:\b(?:t[eé]l(?:[eé](?:ph|f)on[eo]?)?|phone|ph|call|calls|text|texts|ring|mobiles?|cell|mob|sms|tlf|tfno|tfn|tlf|telf|m[óo]vil|fon|handy|mobil|celular|cel|contact no|hotline|landline|direct|office|number|dial|voice|t|p|m|☎|us|usa|uk|eu)|телефон|тел|моб|звон\w+|电话|手机|☎️?|📞|📱|☏)(?:[ \t]*(?:no|nr|number|num|#|us|me|at|on|or|and|is|\/|&|mon\S*|fri|[\d-]+)\b\.?){0,4}[\s:.)(*–—-]{0,5}$/iu;
const WHATSAPP_BEFORE =
  /(?:whats?\s?app|watsapp|\bwa|\bwsp|\bwpp|\bzap(?:zap)?|ватсап\w*|вотсап\w*|вацап\w*)(?:[ \t]*(?:\/|&|,|or|and|no|number|us|me|at|on|is|only|business|telegram|signal|tg|call|text|sms|viber|i|и|или|\(|\)|\+)){0,4}[\s:.)(*=→–—-]{0,5}$/iu;
const WHATSAPP_AFTER = /^[ \t]*[([,–—-]?[ \t]*(?:on |via |по |is |my )?(?:whats?\s?app|ватсап|вотсап|\bWA\b)/i;
const FAX_BEFORE = /\b(?:tele)?fax(?:[ \t]*(?:no|nr|number))?[\s:.)(-]{0,4}$/i;
const NUMBER_OF_SOMETHING =
  /(?:\b(?:ref|reference|order|invoice|case|ticket|id|no|nr|isbn|issn|sku|ean|upc|vat|ust-?id|nip|iban|swift|account|acct|card|serial|part|model|build|version|ver|v|rev|commit|issue|pr|bug|rfc|cve|zip|postal|p\.?o\.? box|size|dimensions?|width|height|price|salary|budget|total|usd|eur|gbp|rs|inr|orcid|tracking|pin|otp|code|lat|lon|lng|coordinates?|block|tx|hash|port|ip|doi|license|licence|reg|registration|company|abn|tin|ein|ssn|bsn|crn|hrb|extension|ext|x)[ \t]*(?:number|no|nr|id|code)?[\s:.#=-]{0,3}|[$€£¥₹#])$/i;
const NORTH_AMERICAN = /^(?:\+?1[-. ]?)?(?:\([2-9]\d{2}\)[-. ]?|[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}$/;
/** On a site's own page a national form may stand without a cue, when the site shows the country. */
const LOCAL_FORM = /^\(?0\d{1,4}\)?[ \u00a0/-]{1,3}[\d \u00a0/-]{5,12}$/;
const PLACEHOLDER =
  /^(?:\+?1)?(?:555)?5555555$|^\+?1?(?:0+|1+|9+)$|^\+?1?1234567890?$|(\d)\1{7,}|^\+?(?:1)?\d{3}1234567$|1234567890$|^\+\d{1,3}123456789$/;

const COUNTRY_WORDS: readonly (readonly [RegExp, CountryCode])[] = [
  [
    /\b(?:USA|United States|US[ -]based|U\.S\.|\(US\)|New York|California|Texas|Canada|San Francisco|Chicago|Toronto)\b/,
    'US',
  ],
  [/\b(?:United Kingdom|England|Scotland|London|Manchester|Leeds|Bristol|\bUK\b)/, 'GB'],
  [/\b(?:Germany|Deutschland|Berlin|Hamburg|München|Munich|Köln)\b/, 'DE'],
  [/\b(?:France|Paris|Lyon|Marseille)\b/, 'FR'],
  [/\b(?:Spain|España|Madrid|Barcelona)\b/, 'ES'],
  [/\b(?:Italy|Italia|Milano|Roma)\b/, 'IT'],
  [/\b(?:Netherlands|Nederland|Amsterdam|Rotterdam|Utrecht)\b/, 'NL'],
  [/\b(?:Poland|Polska|Warszawa|Kraków)\b/, 'PL'],
  [/\b(?:India|Mumbai|Bangalore|Bengaluru|Delhi|Pune|Hyderabad)\b/, 'IN'],
  [/\b(?:Brasil|Brazil|São Paulo|Rio de Janeiro)\b/, 'BR'],
  [/\b(?:Australia|Sydney|Melbourne|Brisbane)\b/, 'AU'],
  [/\b(?:Ireland|Dublin|Cork|Galway)\b/, 'IE'],
  [/\b(?:Austria|Österreich|Wien|Vienna)\b/, 'AT'],
  [/\b(?:Switzerland|Schweiz|Zürich|Zurich|Bern|Genève)\b/, 'CH'],
  [/Росси|Москв|Петербург|(?:тел|телефон|whatsapp|ватсап)[^\n]{0,5}8[ (-]{1,2}9\d\d/i, 'RU'],
  [/手机|微信|电话/, 'CN'],
];

/** The country a text shows: its site's or its addresses' ending, or a place it names. Never guessed from nothing. */
function countryShown(reading: Reading): CountryCode | undefined {
  const { post, text } = reading;
  const hosts = [
    post.url !== null && URL.canParse(post.url) ? new URL(post.url).hostname : '',
    ...[...text.matchAll(/[@.][\w-]+\.([a-z]{2})\b/g)].map(([ending]) => ending),
  ];
  for (const host of hosts) {
    const ending = host.split('.').at(-1)?.toUpperCase() ?? '';
    const country = ending === 'UK' ? 'GB' : ending;
    if (
      !/^(?:IO|CO|ME|AI|TV|CC|SH|LY|GG|TO|IS|FM|SO|GL|LA|WS|AC|DJ|ST|VC|SC|NU|IN|US|EU)$/.test(country) &&
      isSupportedCountry(country)
    )
      return country;
    if (country === 'IN' || country === 'US') return country;
  }
  const called = [...text.matchAll(/\+\d[\d ().-]{7,18}/g)].map(
    ([number]) => parsePhoneNumberFromString(number)?.country,
  );
  return called.find((country) => country !== undefined) ?? COUNTRY_WORDS.find(([words]) => words.test(text))?.[1];
}

function e164(written: string, country: CountryCode | undefined): string | undefined {
  const cleaned = written.replace(/^00(?=[1-9])/, '+').replace(/^(\+\d{1,3})[ \u00a0.-]*\(0\)/, '$1 ');
  const parsed = parsePhoneNumberFromString(cleaned, country);
  if (parsed === undefined || !parsed.isPossible()) return undefined;
  const digits = parsed.number.replace(/\D/g, '');
  if (digits.length < 8 || PLACEHOLDER.test(parsed.number) || PLACEHOLDER.test(parsed.nationalNumber)) return undefined;
  return parsed.number;
}

function readNumber(match: RegExpMatchArray, reading: Reading, country: CountryCode | undefined): Finding | undefined {
  const written = (match.groups?.['number'] ?? '').trim();
  const start = match.index ?? 0;
  const end = start + written.length;
  const before = reading.prose.slice(Math.max(0, start - 40), start).replace(/^[^\n]*\n(?=[^\n]*\S)/s, '');
  const after = reading.prose.slice(end, end + 20);
  const whatsapp = WHATSAPP_BEFORE.test(before) || WHATSAPP_AFTER.test(after);
  const cue = whatsapp || PHONE_CUE.test(before);
  const plus = /^(?:\+|00[1-9])/.test(written) && written.replace(/\D/g, '').length >= 8;
  const american = NORTH_AMERICAN.test(written);
  if (FAX_BEFORE.test(before) || (!plus && NUMBER_OF_SOMETHING.test(before) && !cue)) return undefined;
  if (
    !plus &&
    !cue &&
    !american &&
    !(country !== undefined && LOCAL_FORM.test(written) && reading.post.platform === 'web')
  )
    return undefined;
  if (!plus && !american && /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|^\d{4}-\d{2}-\d{2}|^\d{1,2}(?:-\d{1,2})?$/.test(written))
    return undefined;
  const digits = written.replace(/\D/g, '');
  const tenDigits = /^1?[2-9]\d{2}[2-9]\d{6}$/.test(digits);
  const value = e164(written, american || (cue && tenDigits && country === undefined) ? 'US' : country);
  if (value === undefined) return undefined;
  return {
    kind: whatsapp ? 'whatsapp' : 'phone',
    value,
    rule: plus ? 'phone.international' : 'phone.national',
    start,
    end,
  };
}

/**
 * Finds numbers offered as numbers to ring. International ones need a plus sign, North American ones their form, all
 * others a cue and a country that the text shows; dates, prices, references, cards and fax are left out.
 */
export function findPhones(reading: Reading): Finding[] {
  const country = countryShown(reading);
  const linked = [...reading.text.matchAll(LINK)].flatMap((match): Finding[] => {
    const value = e164(match.groups?.['number'] ?? '', country);
    const kind = match[0].toLowerCase().startsWith('whatsapp') ? 'whatsapp' : 'phone';
    return value === undefined
      ? []
      : [{ kind, value, rule: 'phone.link', start: match.index, end: match.index + match[0].length }];
  });
  const written = [...reading.prose.matchAll(CANDIDATE)].flatMap((match) => readNumber(match, reading, country) ?? []);
  const onWhatsApp = new Set(written.filter(({ kind }) => kind === 'whatsapp').map(({ value }) => value));
  return [...linked, ...written.filter(({ kind, value }) => kind === 'whatsapp' || !onWhatsApp.has(value))];
}
