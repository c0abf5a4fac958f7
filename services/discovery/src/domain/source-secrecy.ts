/** Where a listing came from. */
export interface ListingSource {
  readonly platform: string;
  readonly externalId: string;
  readonly url: string | null;
}

/** Shorter names of platforms and ids stand in innocent text by chance. */
const TELLING_NAME_LENGTH = 4;
const TELLING_ID_LENGTH = 6;

/** Text as it reads: compatibility forms composed, what cannot be seen left out, in lower case. */
function read(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .toLowerCase();
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** The words that tell a source: its host with and without `www.`, the platform's name, and the id it has there. */
function tellingWords({ externalId, platform, url }: ListingSource): string[] {
  const host = url === null ? [] : [new URL(url).hostname.replace(/^www\./, '')];
  const name = platform.length >= TELLING_NAME_LENGTH ? [platform, platform.replaceAll(/[_.-]+/g, ' ')] : [];
  const id = externalId.length >= TELLING_ID_LENGTH ? [externalId] : [];
  return [...host, ...name, ...id].map(read);
}

/**
 * The names of those texts that tell where a listing came from. Its users must not learn it from us: such texts are refused,
 * not shortened, since what is left of a sentence may still tell. Pictures are not read.
 */
export function textsThatTell(source: ListingSource, texts: Readonly<Record<string, string | null>>): string[] {
  const words = tellingWords(source).map((word) => `(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`);
  const telling = new RegExp(words.join('|') || '(?!)', 'u');
  return Object.entries(texts).flatMap(([name, text]) => (text !== null && telling.test(read(text)) ? [name] : []));
}
