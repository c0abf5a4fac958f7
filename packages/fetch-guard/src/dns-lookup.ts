import type { LookupAddress } from 'node:dns';
import { Resolver, lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Dialling, Lookup } from './dial.ts';

const TRY_WITHIN_MS = 2_000;
const TRIES = 2;

const isAbsence = (error: unknown): boolean =>
  /^(?:ENODATA|ENOTFOUND)$/.test(String((error as { readonly code?: unknown }).code));

/** Servers are set by address; one that is named, as in containers, is looked up each time, since it may move. */
async function addressed(server: string): Promise<string> {
  const { hostname, port } = new URL(`dns://${server}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const address = isIP(host) === 0 ? (await systemLookup(host)).address : host;
  const written = isIP(address) === 6 ? `[${address}]` : address;
  return port === '' ? written : `${written}:${port}`;
}

/**
 * Looks names up at DNS servers (`host:port`), the machine's own when none are named; never in its file of hosts, which tells of
 * machines inside. A name has what either record says; where neither says anything, the failure that may pass counts before the
 * absence.
 */
export function dnsLookup(servers: readonly string[] = []): Lookup {
  return async (hostname) => {
    const resolver = new Resolver({ timeout: TRY_WITHIN_MS, tries: TRIES });
    if (servers.length > 0) resolver.setServers(await Promise.all(servers.map(addressed)));
    const answers = await Promise.allSettled([
      resolver.resolve4(hostname).then((found) => found.map((address) => ({ address, family: 4 }))),
      resolver.resolve6(hostname).then((found) => found.map((address) => ({ address, family: 6 }))),
    ]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const failures = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    if (found.length === 0 && failures.length > 0) throw failures.find((error) => !isAbsence(error)) ?? failures[0];
    return found;
  };
}

/** Names under which the sandbox serves pages. */
const SANDBOX_PAGES = 'pages.localhost';

/** In sandbox mode the sandbox is all there is: its own names lead to it, and no other is even looked up. */
export function sandboxDialling(sandboxUrl: string): Dialling {
  const { hostname, port, protocol } = new URL(sandboxUrl);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const sandboxPort = Number(port || (protocol === 'https:' ? 443 : 80));
  const own: readonly LookupAddress[] = isIP(host) === 0 ? [] : [{ address: host, family: isIP(host) }];
  return {
    isClosed: true,
    ownPlaces: [host, SANDBOX_PAGES].map((name) => ({ name, port: sandboxPort })),
    lookup: async () => (own.length > 0 ? own : systemLookup(host, { all: true })),
  };
}
