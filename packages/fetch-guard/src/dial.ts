import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { failed, type NoPage, refused } from './page-outcome.ts';
import { whyNotPublic } from './vet-address.ts';
import { type OwnPlace, ownPlaceOf } from './vet-url.ts';

/** Resolves a name to all its addresses; rejects with the codes of `node:dns`. */
export type Lookup = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Where may be dialled, and who says where names are. */
export interface Dialling {
  readonly lookup: Lookup;
  readonly ownPlaces: readonly OwnPlace[];
  /** Own places and nothing else: in sandbox mode nobody out in the world is called. */
  readonly isClosed: boolean;
}

const UNKNOWN_NAME = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NODATA', 'EAI_NONAME', 'NXDOMAIN', 'NODATA', 'NOTFOUND']);
const CONNECT_WITHIN_MS = 5_000;
const MAX_HEADER_BYTES = 16 * 1024;

const codeOf = (error: unknown): string => String((error as { readonly code?: unknown } | null)?.code ?? '');

function vet({ address }: LookupAddress, place: OwnPlace | undefined): NoPage | undefined {
  if (place !== undefined && (place.address ?? address) === address) return undefined;
  const why = whyNotPublic(address);
  return why === undefined ? undefined : refused(why);
}

async function resolve(lookup: Lookup, hostname: string): Promise<readonly LookupAddress[]> {
  try {
    return await lookup(hostname);
  } catch (error) {
    throw UNKNOWN_NAME.has(codeOf(error)) ? refused('name_unknown', error) : failed('name_lookup_failed', error);
  }
}

/**
 * The addresses of a host, all of them vetted; a name one of whose addresses is private is refused whole. What it returns is what
 * is dialled: a name that answers otherwise the next time is vetted again then.
 */
async function vettedAddresses(dialling: Dialling, hostname: string, port: number): Promise<readonly LookupAddress[]> {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  const place = ownPlaceOf(dialling.ownPlaces, bare, port);
  if (place === undefined && dialling.isClosed) throw refused('outside_sandbox');
  const family = isIP(bare);
  const addresses = family === 0 ? await resolve(dialling.lookup, bare) : [{ address: bare, family }];
  if (addresses.length === 0) throw refused('name_unknown');
  for (const address of addresses) {
    const refusal = vet(address, place);
    if (refusal !== undefined) throw refusal;
  }
  return addresses;
}

/**
 * An agent that dials vetted addresses only: names and literals alike are vetted at the moment of connecting, and the connection goes
 * to the very addresses that were. Meant for one page; close it after. Failures of it are {@link NoPage}s, perhaps as a cause.
 */
export function vettedAgent(dialling: Dialling): Agent {
  const connect: buildConnector.connector = (options, callback) => {
    const { hostname, port, protocol } = options;
    const dialledPort = Number(port || (protocol === 'https:' ? 443 : 80));
    void vettedAddresses(dialling, hostname, dialledPort).then(
      (addresses) => connectorTo(addresses)(options, callback),
      (error: Error) => callback(error, null),
    );
  };
  return new Agent({
    connect,
    allowH2: false,
    pipelining: 1,
    connections: 1,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
}

function connectorTo(addresses: readonly LookupAddress[]): buildConnector.connector {
  const [first] = addresses;
  const lookup: LookupFunction = (_hostname, { all }, callback) => {
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
  return buildConnector({ lookup, timeout: CONNECT_WITHIN_MS, allowH2: false });
}
