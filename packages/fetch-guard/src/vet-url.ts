import { refused } from './page-outcome.ts';

/** Names, and their port, that may be dialled though they are not public: the sandbox's. */
export interface OwnPlace {
  /** `pages.localhost`, and whatever is under it. */
  readonly name: string;
  readonly port: number;
  /** The only address they may be at; any when absent, since whoever configured them vouches for them. */
  readonly address?: string;
}

const MAX_URL_CHARACTERS = 2_048;
const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

const isUnder = (host: string, name: string): boolean => host === name || host.endsWith(`.${name}`);

/** The own place that a host and port are part of. */
export function ownPlaceOf(places: readonly OwnPlace[], hostname: string, port: number): OwnPlace | undefined {
  return places.find((place) => place.port === port && isUnder(hostname, place.name));
}

/** The port a URL leads to, the scheme's when it names none. */
const portOf = ({ port, protocol }: URL): number => Number(port === '' ? PORTS[protocol] : port);

/**
 * Reads an address from a post or a redirect, and throws the refusal where it is none that may be fetched: another scheme, another port,
 * somebody's password in it. Reading it as browsers do (https://url.spec.whatwg.org) turns octal, hexadecimal and one-number
 * addresses into what they mean.
 */
export function vetUrl(address: string, base: URL | undefined, places: readonly OwnPlace[]): URL {
  if (address.length > MAX_URL_CHARACTERS || !URL.canParse(address, base?.href)) throw refused('bad_address');
  const url = new URL(address, base?.href);
  url.hash = '';
  if (!(url.protocol in PORTS)) throw refused('scheme_refused');
  if (url.username !== '' || url.password !== '') throw refused('credentials_in_address');
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  const isOwn = ownPlaceOf(places, url.hostname, portOf(url)) !== undefined;
  if (!isOwn && portOf(url) !== Number(PORTS[url.protocol])) throw refused('port_refused');
  return url;
}
