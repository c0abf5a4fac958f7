import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import { allMatches } from './all-matches.ts';
import { countryShown } from './country-shown.ts';
import type { Finding } from './finding.ts';
import { letterPattern } from './letter-pattern.ts';
import type { Reading } from './reading.ts';

/** Digits with what people put between them, where neither side goes on with what makes them another thing. */
const CANDIDATE = letterPattern(
  String.raw`(?<![\p{L}\p{N}_.,@#$€£¥₹/=+-]|\d[-./ ]|\+\()(?<number>(?:\+[ (]{0,2}|00(?=[1-9])|\((?=\+))?\(?\+?\d{1,15}\)?(?:[ \u00a0()./·–-]{1,3}\d{1,12}){0,8})(?![\p{L}\p{N}@%_]|[-.,:/]\d|-[\p{L}])|(?<![\p{L}\p{N}_.,@#$€£¥/=+-]|\d[-./ ])(?<extended>(?:\+|00(?=[1-9]))?\(?\d{1,15}\)?(?:[ \u00a0()./-]{1,3}\d{1,12}){0,8})(?=(?:x|ext)\.?[ ]?\d{1,5}(?!\w))`,
  'g',
);
const LINK =
  /\b(?:tel|sms|callto|whatsapp|facetime|viber):(?:\/\/)?(?:send\?phone=|chat\?number=)?(?<number>(?:\+|%2B)?[\d().-]{6,24})/gi;
const CUE_WORDS =
  't[eé]l(?:[eé](?:ph|f)ono?e?)?|telefon|telephone|phone|ph|call|calls|calling|text|texts|ring|mobiles?|cell|cellphone|mob|sms|tlf|tfno|tfn|telf|tel[eé]fonos?|m[óo]vil|fon|handy|mobil|celular|cel|contact no|contact number|hotline|landline|voice|telefono|telefoon|gsm|portable|puh|tlph|fone|whatsapp|signal|imessage|viber|reach|t|m|p|☎|telefonnummer|rückruf|appel(?:er|ez)?|llam[ae][\\p{L}]*|ligue|ligar|chiama[\\p{L}]*|(?:za)?dzwo[\\p{L}]*|bel|telefonisch\\w*|telefonicznie|anruf\\w*';
const PHONE_CUE = letterPattern(
  `(?:(?<![\\p{L}\\p{N}_])(?:${CUE_WORDS}|(?:my|phone|contact|mobile|cell|our|direct|office|toll[ -]free)[ \\t]+(?:number|line|num|no))(?![\\p{L}\\p{N}_])|телефон|тел|هاتف|جوال|موبايل|تلفون|טלפון|נייד|फोन|मोबाइल|моб|звон[а-я]*|номер|电话|電話|手机|☎️?|📞|📱|☏|📲)(?:[ \\t]*(?:(?:no|nr|number|num|us|me|at|on|or|and|is|mon\\S*|fri|up|now|today|here|contact|my|the|by|phone|call|text|cell|mobile|sms|direct|work|home|office|m|w)(?![\\p{L}])\\.?|[#/&,]|[\\d-]+(?=[ \\t]*:)|\\([^()\\n]{1,15}\\))){0,5}[\\s:.)(*–—=|-]{0,5}$`,
);
const WHATSAPP_NAMES =
  'whats?\\s?app|watsapp|wattsapp|wa|wsp|wpp|zap(?:zap)?|ватс?ап[\\p{L}]*|вотс?ап[\\p{L}]*|вацап[\\p{L}]*|whatsap|واتساب|واتس|ווטסאפ';
const WHATSAPP_BEFORE = letterPattern(
  `(?<![\\p{L}\\p{N}_])(?:${WHATSAPP_NAMES})(?![\\p{L}\\p{N}_])(?:[ \\t]*(?:\\/|&|,|(?:or|and|no|nr|number|num|us|me|at|on|is|only|business|telegram|signal|tg|call|text|texts|sms|viber|phone|mobile|cell|message|msg|preferred|i|e|y|o|oder|und|и|или|по|на|мне)(?![\\p{L}])|\\(|\\)|\\+(?!\\d))){0,5}[\\s:.)(*=→–—|-]{0,5}$`,
);
const WHATSAPP_AFTER = letterPattern(
  `^[ \\t]*(?:[(\\[][ \\t]*(?:on |via |по |is |my |call or |text or |call\\/|text\\/|call, |also |phone\\/|telegram\\/|sms\\/|for )?|[,–—/|-]{0,2}[ \\t]*(?:on|via|по|em|no|en|auf|per|sur)[ \\t]+|[,–—/|-]{0,2}[ \\t]*(?!(?:${WHATSAPP_NAMES})[^\\n()]{0,30}\\d))(?:${WHATSAPP_NAMES})(?![\\p{L}\\p{N}_])(?![ \\t]*(?::|-?[ \\t]*\\+?\\d))`,
);
const FAX_BEFORE = /(?<![a-zа-я])(?:tele)?(?:fax|факс|传真)(?:[ \t]*(?:no|nr|number))?[\s:.)(-]{0,4}$/i;
/** A number that only shows what numbers look like. */
const EXAMPLE_BEFORE =
  /\b(?:e\.?g\.|examples?|sample|formats?|formatted|match(?:es|ing)?|fictional|placeholder|dummy)\b[^\n]{0,12}$/i;
const FAX_AFTER = /^[ \t]*[([]?[ \t]*fax\b/i;
const NUMBER_OF_SOMETHING =
  /(?:(?:nummer|-?nr|zahl|numéro|número|num)\.?[ \t:]{0,3}|\b(?:po|ref|reference|order|invoice|case|ticket|id|ids|no|nr|isbn|issn|sku|ean|upc|gtin|vat|ust-?id|nip|iban|bic|swift|account|acct|card|serial|part|model|build|version|ver|v|rev|commit|issue|pr|bug|rfc|cve|zip|postal|p\.?o\.? box|size|dimensions?|width|height|price|salary|budget|total|usd|eur|gbp|rs|inr|orcid|tracking|pin|otp|code|lat|lon|lng|coordinates?|block|tx|hash|port|ip|doi|license|licence|reg|registration|company|abn|acn|tin|ein|ssn|bsn|crn|hrb|siret|siren|cnpj|cpf|nif|cif|pesel|regon|krs|gst|gstin|pan|aadhaar|routing|sort|policy|member|customer|client|job|req|requisition|posting|pmid|arxiv|uuid|guid|imei|imsi|mac|chat_?id|user_?id|channel|guild|server|snowflake|timestamp|epoch|since|until|from|between|population|views|downloads|users|followers|row|rows|line|lines|page|pages|pid|batch|lot|epoch|seed)[ \t]*(?:number|num|no|nr|id|code|#)?[\s:.#=-]{0,3}|[$€£¥₹#])$/i;
/** "numbers" that count, cost or measure something. */
const UNIT_AFTER =
  /^[ \t]?(?:%|€|\$|£|₹|₽|usd|eur|gbp|inr|pln|dollars?|euros?|users?|downloads?|views?|followers?|members?|rows?|lines?|bytes?|kb|mb|gb|ms|seconds?|hours?|hrs?|h\b|days?|years?|yrs?|km|miles?|px|characters|chars|words|requests|items|records|people|applicants|stars|am\b|pm\b|utc|gmt)/i;
const NORTH_AMERICAN = /^(?:\+?1[-. ]{0,2})?(?:\([2-9]\d{2}\)[-. ]{0,2}|[2-9]\d{2}[-. ])[2-9]\d{2}[-. –]\d{4}$/;
/** A national form may stand without a cue, when the text shows the country and the number is one that exists there. */
const LOCAL_FORM = /^\(?0\d{1,4}\)?[ \u00a0/-]{1,3}[\d \u00a0/-]{5,12}$/;
/** As France writes its numbers; a date has three parts. */
const FIVE_PAIRS = /^0\d(?:[ .-]\d\d){4}$/;
const IN_LIST =
  /^(?:[ \t]*\([^()\n]{1,12}\))?[\s,;/&|·•]*(?:or|and|oder|und|ou|et|o|y|lub|i|или|и)?[\s,;/&|·•–—-]*(?:(?:kom|mob|mobile?|cel|cell|tel|port|portable|gsm|handy|privat|büro|office|home|work|direct|моб|тел)[.:]{0,2}\s*)?$/i;
const BEHIND_ADDRESS = /@[\w-]+(?:\.[\w-]+)+[ \t]*(?:[,;/|·•–—-]|\n|(?:or|and|oder|und|ou|et|o|y|lub|или|и)\b)[ \t]*$/i;
const DATE_OR_RANGE =
  /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?:\D|$)|^\d{4}[-./]\d{1,2}[-./]\d{1,2}|^\d{1,2}(?:-\d{1,2})?$|^(?:19|20)\d{2}[ –-]{1,3}(?:19|20)\d{2}$|^\+?\d{1,3}\.\d{4,}$|^\d{1,3}(?:\.\d{1,3}){3}$/;
const PLACEHOLDER =
  /^(?:\+?1)?(?:555)?5555555$|^\+?1?(?:0+|1+|9+)$|^\+?1?1234567890?$|(\d)\1{7,}|^\+?(?:1)?\d{3}1234567$|1234567890$|^\+\d{1,3}123456789$|0{6,}$/;

function e164(written: string, country: CountryCode | undefined): string | undefined {
  const cleaned = written
    .replace(/^%2B/i, '+')
    .replace(/^\((?=\+)/, '')
    .replace(/^\+[ (]+/, '+')
    .replace(/^00(?=[1-9])/, '+')
    .replace(/^(\+\d{1,3})[) \u00a0.-]*\(0\)/, '$1 ')
    .replace(/[·–]/g, '-');
  const parsed = parsePhoneNumberFromString(cleaned, country);
  if (parsed === undefined || !parsed.isPossible()) return undefined;
  const digits = parsed.number.replace(/\D/g, '');
  if (digits.length < 8 || PLACEHOLDER.test(parsed.number) || PLACEHOLDER.test(parsed.nationalNumber)) return undefined;
  return parsed.number;
}

function isAssigned(written: string, country: CountryCode | undefined): boolean {
  return country !== undefined && parsePhoneNumberFromString(written, country)?.isValid() === true;
}

/** What stands around a number. `shown` is asked only when it matters: it reads the whole text. */
interface Surroundings {
  readonly before: string;
  readonly after: string;
  readonly shown: () => CountryCode | undefined;
  /** The number stands in a list, behind another one or behind an address. */
  readonly goesOn: boolean;
}

function isOffered(written: string, { before, after, shown, goesOn }: Surroundings, isWhatsApp: boolean): boolean {
  const digits = written.replace(/\D/g, '').length;
  if (EXAMPLE_BEFORE.test(before) || FAX_BEFORE.test(before) || FAX_AFTER.test(after)) return false;
  const isInternational = /^[ (]*(?:\+|00[1-9])/.test(written) && digits >= 8;
  if (DATE_OR_RANGE.test(written) && !FIVE_PAIRS.test(written) && !(isInternational && !/\.\d{4,}$/.test(written)))
    return false;
  if (isInternational) return !/[\d.]$/.test(before) && (isWhatsApp || !UNIT_AFTER.test(after));
  const isCued = isWhatsApp || goesOn || PHONE_CUE.test(before);
  if (!isCued && (NUMBER_OF_SOMETHING.test(before) || UNIT_AFTER.test(after))) return false;
  if (isCued || NORTH_AMERICAN.test(written)) return true;
  return LOCAL_FORM.test(written) && isAssigned(written, shown());
}

function hasLengthOfNumber(written: string): boolean {
  const digits = written.replace(/\D/g, '').length;
  return digits >= 7 && digits <= 16;
}

/** Three groups between spaces are other countries' form as well. */
const isAmericaShown = (shown: CountryCode | undefined) => shown === undefined || shown === 'US' || shown === 'CA';

function readNumber(match: RegExpExecArray, around: Surroundings): Finding | undefined {
  const raw = match.groups?.['number'] ?? match.groups?.['extended'] ?? '';
  const written = raw.trim();
  if (!hasLengthOfNumber(written)) return undefined;
  const isWhatsApp = WHATSAPP_BEFORE.test(around.before) || WHATSAPP_AFTER.test(around.after);
  if (!isOffered(written, around, isWhatsApp)) return undefined;
  const isInternational = /^[ (]*(?:\+|00[1-9])/.test(written);
  const hasAmericanForm = NORTH_AMERICAN.test(written);
  const hasTenDigits = /^1?[2-9]\d{2}[2-9]\d{6}$/.test(written.replace(/\D/g, ''));
  const isAmerican = hasAmericanForm && (/[().-]/.test(written) || isAmericaShown(around.shown()));
  const shown = isInternational || isAmerican ? undefined : around.shown();
  const value = e164(written, isAmerican || (hasTenDigits && shown === undefined) ? 'US' : shown);
  if (value === undefined) return undefined;
  const start = match.index;
  return {
    kind: isWhatsApp ? 'whatsapp' : 'phone',
    value,
    rule: isInternational ? 'phone.international' : 'phone.national',
    start,
    end: start + written.length,
  };
}

function writtenNumbers(reading: Reading, shown: () => CountryCode | undefined): Finding[] {
  const { prose } = reading;
  let lastEnd = -1;
  if (!/\d[\d ()./\u00a0·–-]{5,}\d/.test(prose)) return [];
  return allMatches(CANDIDATE, prose).flatMap((match) => {
    const start = match.index;
    const end = start + match[0].length;
    const before = prose.slice(Math.max(0, start - 48), start).replace(/^[^\n]*\n(?=[^\n]*\S)/s, '');
    const after = prose.slice(end, end + 40);
    const goesOn =
      (lastEnd >= 0 && IN_LIST.test(prose.slice(lastEnd, Math.min(start, lastEnd + 20)))) ||
      BEHIND_ADDRESS.test(before);
    const found = readNumber(match, { before, after, shown, goesOn });
    if (found === undefined) return [];
    lastEnd = found.end;
    return [found];
  });
}

function linkedNumbers({ text }: Reading, shown: () => CountryCode | undefined): Finding[] {
  if (!/(?:tel|sms|callto|whatsapp|facetime|viber):/i.test(text)) return [];
  return allMatches(LINK, text).flatMap((match): Finding[] => {
    const written = match.groups?.['number'] ?? '';
    const value =
      e164(written, shown()) ??
      (/^1?[2-9]\d{2}[2-9]\d{6}$/.test(written.replace(/\D/g, '')) ? e164(written, 'US') : undefined);
    const kind = match[0].toLowerCase().startsWith('whatsapp') ? 'whatsapp' : 'phone';
    if (value === undefined) return [];
    return [{ kind, value, rule: 'phone.link', start: match.index, end: match.index + match[0].length }];
  });
}

/**
 * Finds numbers offered as numbers to ring. International ones need a plus sign, North American ones their form, all
 * others a cue and a country that the text shows; dates, prices, references, cards and fax are left out.
 */
export function findPhones(reading: Reading): Finding[] {
  let country: { readonly shown: CountryCode | undefined } | undefined;
  const shown = () => {
    country ??= { shown: countryShown(reading) };
    return country.shown;
  };
  const written = writtenNumbers(reading, shown);
  const linked = linkedNumbers(reading, shown);
  const onWhatsApp = new Set(
    [...linked, ...written].flatMap(({ kind, value }) => (kind === 'whatsapp' ? [value] : [])),
  );
  return [...linked, ...written].filter(({ kind, value }) => kind === 'whatsapp' || !onWhatsApp.has(value));
}
