import { createHash, randomUUID } from 'node:crypto';
import { opportunityFound, type PayloadOf } from '@loop/contracts';
import { DEFAULT_TENANT_ID, eventHeaders } from '@loop/runtime';
import { type SeededRandom, seededRandom } from '@loop/testkit';
import type { ReadyMessage } from '../runtime/raw-publisher.ts';

/** Domains that addresses of the posts are at. */
export const DOMAINS = Array.from({ length: 2_000 }, (_, at) => `kiln-${at}.works`);

const ASKS = [
  'We run a small pottery studio and the booking page drops every third customer. Who rebuilds it before spring?',
  'Our co-op needs a rota page that works on old telephones; today it is a spreadsheet that nobody trusts any more.',
  'Looking for somebody who moves an archive of 12,000 scanned letters into a search that volunteers can use.',
  'The shop sells looms by post. We want postage worked out by weight and country, and labels printed at the bench.',
  'A choir of eighty wants its scores and practice tracks in one place, with who may hear what.',
] as const;
const MORE = [
  'Budget is around 2,400, half of it when work begins. We answer within two days and decide within two weeks. ',
  'Please say what you did before and what you would not do here. No agencies, no sub-contractors, no calls at night. ',
  'The code that is there is PHP of 2014; it may go. Hosting stays where it is, on a machine under the stairs. ',
] as const;

/** One author in ten posts again elsewhere: their address is known by the time. */
const AUTHORS_KNOWN = 10;

function waysToReach(random: SeededRandom, at: number): string {
  const author = at % AUTHORS_KNOWN === 0 ? Math.floor(at / (AUTHORS_KNOWN * 2)) : at;
  const domain = DOMAINS[author % DOMAINS.length] ?? '';
  switch (random.integer(0, 5)) {
    case 0:
    case 1:
      return `Write to writer${author}@${domain}.`;
    case 2:
      return `Mail writer${author} [at] ${domain.replace('.', ' [dot] ')}, or telegram: @writer${author}`;
    case 3:
      return `Call +44 7911 ${String(100_000 + (author % 900_000))} or mail writer${author}@${domain}; more on https://${domain}/about`;
    case 4:
      return `DM me on twitter: @writer${author}`;
    default:
      return 'How to reach me stands in my profile.';
  }
}

function madeUpPost(random: SeededRandom, at: number): PayloadOf<typeof opportunityFound> {
  const text = `${random.pick(ASKS)} ${random.pick(MORE).repeat(random.integer(1, 4))} ${waysToReach(random, at)}`;
  return {
    opportunityId: idOf('opportunity', at),
    source: { platform: 'hackernews', url: `https://news.ycombinator.com/item?id=${at}`, externalId: String(at) },
    author: `writer${at}`,
    title: null,
    text,
    postedAt: '2026-11-20T08:41:07Z',
    demand: { score: 0.93, reasons: ['asks for someone to do work', 'names a budget'] },
    runId: idOf('run', 0),
  };
}

function idOf(kind: string, at: number): string {
  const hex = createHash('sha256').update(`${kind} ${at}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Posts numbered from `first`, each told of by an event of its own; the same number is the same post. Two in three leave an e-mail
 * address, one in six nothing at all, and one in ten names an address that another post of the same run named before.
 */
export function foundPosts(first: number, count: number): readonly ReadyMessage[] {
  const { subject, version, publisher } = opportunityFound;
  return Array.from({ length: count }, (_, index) => {
    const at = first + index;
    const data = madeUpPost(seededRandom(at), at);
    const time = new Date().toISOString();
    const ids = { id: randomUUID(), correlationId: randomUUID(), causationId: randomUUID() };
    const rest = { tenantId: DEFAULT_TENANT_ID, key: data.opportunityId, time, sequence: null, traceparent: null };
    const headers = eventHeaders({ ...ids, ...rest, subject, version, publisher });
    return { subject, headers, body: Buffer.from(JSON.stringify(data)) };
  });
}
