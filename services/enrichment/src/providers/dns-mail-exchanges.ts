import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { MailDomainStatus } from '../domain/mail-domain.ts';
import type { MailExchanges } from './mail-exchanges.ts';

/** One try; the second waits twice as long. MX and address together stay below an effect's 15 s. */
const TRY_MS = 1_500;
const TRIES = 2;

/** What a name server answers about a name that is there without such a record, and about one that is not there. */
const NO_RECORD = 'ENODATA';
const NO_NAME = 'ENOTFOUND';

/** Mail servers that are none: "." of RFC 7505, and what some write in its place. */
const NOWHERE = new Set(['', '.', 'localhost']);

type Answer = 'some' | 'nowhere' | typeof NO_RECORD | typeof NO_NAME | 'failed';

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

async function answered(asking: Promise<readonly unknown[]>): Promise<Answer> {
  try {
    return (await asking).length > 0 ? 'some' : NO_RECORD;
  } catch (error) {
    const code = codeOf(error);
    return code === NO_RECORD || code === NO_NAME ? code : 'failed';
  }
}

async function mailServers(resolver: Resolver, domain: string): Promise<Answer> {
  const servers = resolver.resolveMx(domain);
  const found = await answered(servers);
  if (found !== 'some') return found;
  return (await servers).every(({ exchange }) => NOWHERE.has(exchange)) ? 'nowhere' : 'some';
}

async function ownAddress(resolver: Resolver, domain: string): Promise<MailDomainStatus> {
  const answers = await Promise.all([answered(resolver.resolve4(domain)), answered(resolver.resolve6(domain))]);
  if (answers.includes('some')) return 'by_address';
  return answers.includes('failed') ? 'unanswered' : 'absent';
}

async function statusOf(resolver: Resolver, domain: string): Promise<MailDomainStatus> {
  switch (await mailServers(resolver, domain)) {
    case 'some':
      return 'receives';
    case 'nowhere':
      return 'refuses';
    case NO_NAME:
      return 'absent';
    case NO_RECORD:
      return ownAddress(resolver, domain);
    case 'failed':
      return 'unanswered';
  }
}

/** Servers are set by address; one that is named, as in containers, is looked up each time, since it may move. */
async function addressed(server: string): Promise<string> {
  const { hostname, port } = new URL(`dns://${server}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const address = isIP(host) === 0 ? (await lookup(host)).address : host;
  const written = isIP(address) === 6 ? `[${address}]` : address;
  return port === '' ? written : `${written}:${port}`;
}

/**
 * Asks DNS through Node's resolver: MX, and where there is none A and AAAA (RFC 5321 §5.1).
 * @param servers name servers as `host:port`; the machine's own when undefined.
 */
export function dnsMailExchanges(servers: readonly string[] | undefined): MailExchanges {
  return {
    async statusOf(domain, signal) {
      const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
      const cancel = (): void => resolver.cancel();
      signal.addEventListener('abort', cancel);
      try {
        if (servers !== undefined) resolver.setServers(await Promise.all(servers.map(addressed)));
        return await statusOf(resolver, domain);
      } catch {
        // A name server whose own name is not known answers nothing; the verdict says so.
        return 'unanswered';
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
  };
}
