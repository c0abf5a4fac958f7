import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import { allMatches } from './all-matches.ts';
import type { Reading } from './reading.ts';

/** Places, currencies and words that only one country's posts have; the first that a text shows counts. */
const COUNTRY_WORDS: readonly (readonly [RegExp, CountryCode])[] = [
  [
    /\b(?:USA|United States|US[ -]based|\(US\)|US only|New York|NYC|California|Texas|Florida|Canada|San Francisco|Chicago|Seattle|Boston|Toronto|Vancouver|Los Angeles|Austin)\b|\bU\.S\.|🇺🇸|🇨🇦/,
    'US',
  ],
  [
    /\b(?:United Kingdom|England|Scotland|Wales|London|Manchester|Leeds|Bristol|Birmingham|Glasgow|Edinburgh|Liverpool|Cardiff|UK)\b|🇬🇧|£\d/,
    'GB',
  ],
  [
    /\b(?:Germany|Deutschland|Berlin|Hamburg|München|Munich|Köln|Frankfurt|Stuttgart|Leipzig|Düsseldorf|Dresden)\b|🇩🇪|USt-?Id|\bGmbH\b/,
    'DE',
  ],
  [/\b(?:Austria|Österreich|Wien|Vienna|Graz|Linz|Salzburg)\b|🇦🇹/, 'AT'],
  [/\b(?:Switzerland|Schweiz|Suisse|Zürich|Zurich|Bern|Basel|Genève|Lausanne|CHF)\b|🇨🇭/, 'CH'],
  [/\b(?:France|Paris|Lyon|Marseille|Toulouse|Nantes|Bordeaux|Lille)\b|🇫🇷/, 'FR'],
  [/\b(?:Spain|España|Madrid|Barcelona|Valencia|Sevilla)\b|🇪🇸/, 'ES'],
  [/\b(?:Italy|Italia|Milano|Roma|Torino|Bologna)\b|🇮🇹/, 'IT'],
  [/\b(?:Netherlands|Nederland|Amsterdam|Rotterdam|Utrecht|Eindhoven|Den Haag)\b|🇳🇱/, 'NL'],
  [/\b(?:Belgium|Belgique|België|Brussels|Bruxelles|Antwerpen|Gent)\b|🇧🇪/, 'BE'],
  [/\b(?:Poland|Polska|Warszawa|Kraków|Wrocław|Gdańsk)\b|🇵🇱|\d zł\b/, 'PL'],
  [/\b(?:India|Mumbai|Bangalore|Bengaluru|Delhi|Pune|Hyderabad|Chennai|Kolkata)\b|🇮🇳|₹/, 'IN'],
  [/\b(?:Pakistan|Karachi|Lahore|Islamabad)\b|🇵🇰/, 'PK'],
  [/\b(?:Bangladesh|Dhaka)\b|🇧🇩/, 'BD'],
  [/\b(?:Brasil|Brazil|São Paulo|Rio de Janeiro|Curitiba|Belo Horizonte)\b|🇧🇷|R\$ ?\d/, 'BR'],
  [/\b(?:Portugal|Lisboa|Lisbon|Porto)\b|🇵🇹/, 'PT'],
  [/\b(?:México|Mexico|CDMX|Guadalajara|Monterrey)\b|🇲🇽/, 'MX'],
  [/\b(?:Argentina|Buenos Aires)\b|🇦🇷/, 'AR'],
  [/\b(?:Australia|Sydney|Melbourne|Brisbane|Perth|Adelaide|AUD)\b|🇦🇺/, 'AU'],
  [/\b(?:New Zealand|Auckland|Wellington)\b|🇳🇿/, 'NZ'],
  [/\b(?:Ireland|Dublin|Cork|Galway|Limerick)\b|🇮🇪/, 'IE'],
  [/\b(?:Nigeria|Lagos|Abuja)\b|🇳🇬|₦/, 'NG'],
  [/\b(?:Kenya|Nairobi|KES)\b|🇰🇪/, 'KE'],
  [/\b(?:South Africa|Cape Town|Johannesburg|Durban)\b|🇿🇦/, 'ZA'],
  [/\b(?:Philippines|Manila|Cebu)\b|🇵🇭|₱/, 'PH'],
  [/\b(?:Singapore)\b|🇸🇬/, 'SG'],
  [/\b(?:Israel|Tel Aviv)\b|🇮🇱|₪/, 'IL'],
  [/\b(?:Sweden|Sverige|Stockholm|Göteborg)\b|🇸🇪/, 'SE'],
  [/\b(?:Norway|Norge|Oslo|Bergen)\b|🇳🇴/, 'NO'],
  [/\b(?:Denmark|Danmark|København|Copenhagen|Aarhus)\b|🇩🇰/, 'DK'],
  [/\b(?:Finland|Suomi|Helsinki)\b|🇫🇮/, 'FI'],
  [/\b(?:Turkey|Türkiye|Istanbul|İstanbul|Ankara)\b|🇹🇷/, 'TR'],
  [/Україн|Київ|Киев|🇺🇦/, 'UA'],
  [/Росси|Москв|Петербург|🇷🇺|(?:^|[^\d+])8 ?[(-]? ?9\d\d[) -]/, 'RU'],
  [/日本|東京|🇯🇵|[\u3041-\u30fa]/, 'JP'],
  [/🇰🇷|[\uac00-\ud7a3]{2}/, 'KR'],
  [/中国|北京|上海|深圳|手机|微信|电话|🇨🇳/, 'CN'],
  // Words of a language that is one country's in posts that name no place.
  [/\b(?:Téléphone|Tél)\b|(?:^|[^\d])0[67](?:[ .]\d\d){4}(?!\d)/, 'FR'],
  [/\b(?:Móvil|Teléfono|Tfno)\b.{0,20}(?:^|[^\d])[679]\d{2}(?: ?\d{3}){2}(?!\d)/, 'ES'],
];

/** Endings that are used for what they spell, and say nothing of a country. */
const GENERIC_ENDING =
  /^(?:IO|CO|ME|AI|TV|CC|SH|LY|GG|TO|IS|FM|SO|GL|LA|WS|AC|DJ|ST|VC|SC|NU|EU|TK|ML|GA|CF|GQ|PW|BZ|MN|IM|IL|AG|AM|TEL)$/;
const ENDINGS = /(^|[\s@./(])[\w-]+\.([a-z]{2})\b(?!\.\w)/g;
/** Endings of files, which behind a space are likelier than a country's. */
const FILE_ENDING = /^(?:rs|py|md|sh|pl|ps|cc|ts|cs|kt|tf|so|go|js|mk|in|la|st|ee|hs|ml|fs|pm|do|br|gz|xz)$/;
/** Places that have an ending of their own. */
const PLACES: Readonly<Record<string, CountryCode>> = {
  ...{ berlin: 'DE', hamburg: 'DE', koeln: 'DE', cologne: 'DE', bayern: 'DE', nrw: 'DE', ruhr: 'DE', saarland: 'DE' },
  ...{ wien: 'AT', tirol: 'AT', swiss: 'CH', zuerich: 'CH', paris: 'FR', bzh: 'FR', alsace: 'FR', corsica: 'FR' },
  ...{ london: 'GB', wales: 'GB', cymru: 'GB', scot: 'GB', irish: 'IE', amsterdam: 'NL', frl: 'NL', brussels: 'BE' },
  ...{ gent: 'BE', vlaanderen: 'BE', barcelona: 'ES', madrid: 'ES', cat: 'ES', eus: 'ES', gal: 'ES', istanbul: 'TR' },
  ...{
    ist: 'TR',
    moscow: 'RU',
    nyc: 'US',
    boston: 'US',
    miami: 'US',
    vegas: 'US',
    quebec: 'CA',
    rio: 'BR',
    tokyo: 'JP',
  },
  ...{
    osaka: 'JP',
    kyoto: 'JP',
    nagoya: 'JP',
    sydney: 'AU',
    melbourne: 'AU',
    capetown: 'ZA',
    joburg: 'ZA',
    durban: 'ZA',
  },
};
const PLACE_ENDINGS = new RegExp(`[\\w-]\\.(${Object.keys(PLACES).join('|')})(?![\\w-]|\\.\\w)`, 'gi');

function countryOf(ending: string): CountryCode | undefined {
  const country = ending.toUpperCase() === 'UK' ? 'GB' : ending.toUpperCase();
  if (country === 'IL') return 'IL';
  return !GENERIC_ENDING.test(country) && isSupportedCountry(country) ? country : undefined;
}

/** The country a text shows: its site's or its addresses' ending, a number with its code, or a place. Never guessed from nothing. */
export function countryShown({ post, text }: Reading): CountryCode | undefined {
  const host = post.url !== null && URL.canParse(post.url) ? new URL(post.url).hostname : '';
  const own = countryOf(host.slice(host.lastIndexOf('.') + 1));
  if (own !== undefined) return own;
  for (const [, before = '', ending = ''] of allMatches(ENDINGS, text)) {
    const country = /^\s?$/.test(before) && FILE_ENDING.test(ending) ? undefined : countryOf(ending);
    if (country !== undefined) return country;
  }
  const place =
    PLACES[/\.(\w+)$/.exec(host)?.[1] ?? ''] ?? PLACES[allMatches(PLACE_ENDINGS, text)[0]?.[1]?.toLowerCase() ?? ''];
  if (place !== undefined) return place;
  for (const [number] of allMatches(/\+\d[\d ().-]{7,18}/g, text)) {
    const country = parsePhoneNumberFromString(number)?.country;
    if (country !== undefined) return country;
  }
  return COUNTRY_WORDS.find(([words]) => words.test(`${post.title ?? ''}\n${text}`))?.[1];
}
