import { createHash } from 'node:crypto';
import type { contactUnreachable, PayloadOf } from '@loop/contracts';
import type { FoundContact, PostFacts } from './rank-contacts.ts';

/** Where more about an author may stand, and what there is looked at: an address, or a name on a platform. */
export interface FurtherLook {
  readonly place: LookPlace;
  readonly target: string;
}

/** See {@link FurtherLook}. */
export const LOOK_PLACES = ['source_page'] as const;

/** See {@link FurtherLook}. */
export type LookPlace = (typeof LOOK_PLACES)[number];

/** A look that was taken, and what came of it: `read`, or why nothing was. */
export interface LookTaken {
  readonly place: LookPlace;
  readonly outcome: string;
}

/**
 * Platforms whose pages are never fetched: what they let be read is read through their APIs, and the rest is not ours to read. With
 * every host below them.
 */
const PLATFORM_HOSTS = new Set(
  `
  behance.net bsky.app contra.com discord.com discord.gg dribbble.com facebook.com fb.com fb.me fiverr.com freelancer.com
  github.com gitlab.com glassdoor.com guru.com hn.algolia.com indeed.com instagram.com lnkd.in linkedin.com medium.com
  news.ycombinator.com peopleperhour.com pinterest.com quora.com redd.it reddit.com stackoverflow.com t.co t.me telegram.me
  telegram.org threads.com threads.net tiktok.com toptal.com twitter.com upwork.com wa.me wellfound.com whatsapp.com x.com
  xing.com youtu.be youtube.com
  `
    .trim()
    .split(/\s+/),
);

/** Platforms that forbid to tie their authors to what stands elsewhere, unless the tenant has a basis for it. */
const BOUND_PLATFORMS: ReadonlySet<string> = new Set(['reddit', 'x', 'twitter']);

/** Whether a host is a platform's, whose pages are never fetched. */
export function isPlatformHost(host: string): boolean {
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    if (PLATFORM_HOSTS.has(name)) return true;
  }
  return false;
}

/** The page behind a post, if it is one that may be fetched. */
function sourcePage({ platform, url }: PostFacts): FurtherLook | undefined {
  if (url === null || !URL.canParse(url) || BOUND_PLATFORMS.has(platform)) return undefined;
  const page = new URL(url);
  page.hash = '';
  return isPlatformHost(page.hostname) ? undefined : { place: 'source_page', target: page.href };
}

/** Where to look next for the author of a post nobody can be reached by, each place once; nothing when all was looked at. */
export function furtherLook(
  post: PostFacts,
  taken: readonly LookTaken[],
  places: ReadonlySet<LookPlace>,
): FurtherLook | undefined {
  const looks = [sourcePage(post)].filter((look) => look !== undefined);
  return looks.find(({ place }) => places.has(place) && !taken.some((one) => one.place === place));
}

/** Names a look within a tenant: who looks at the same place for the same target shares what is found. */
export const lookKey = ({ place, target }: FurtherLook): string =>
  createHash('sha256').update(`${place} ${target}`).digest('hex');

const SENTENCES: Readonly<Record<LookPlace, { readonly read: string; readonly unread: string }>> = {
  source_page: {
    read: 'The page behind the post names nobody to write to',
    unread: 'The page behind the post was not read',
  },
};

/** Says, in sentences for people, what came of the looks that found nothing. */
const whyLooksFailed = (taken: readonly LookTaken[]): string[] =>
  taken.map(({ place, outcome }) => {
    const { read, unread } = SENTENCES[place];
    return outcome === 'read' ? read : `${unread}: ${outcome.replaceAll('_', ' ')}`;
  });

type Unreachable = Omit<PayloadOf<typeof contactUnreachable>, 'opportunityId'>;

const MAX_WHY = 20;

/** Adds to a refusal what the looks came to, and takes away the advice that was followed. */
export function withLooks(unreachable: Unreachable, taken: readonly LookTaken[]): Unreachable {
  if (taken.length === 0) return unreachable;
  const { tried, why, wouldHelp } = unreachable;
  const followed = new Set<string>(taken.map(({ place }) => place));
  return {
    ...unreachable,
    tried: [...tried, ...taken.map(({ place }) => place.replaceAll('_', ' '))],
    why: [...whyLooksFailed(taken), ...(why ?? [])].slice(0, MAX_WHY),
    wouldHelp: wouldHelp?.filter((help) => !followed.has(help)) ?? null,
  };
}

const MAX_CONTACTS = 50;

/** Adds what a look found to what the post says; what the post says itself goes before. */
export function withFound(said: readonly FoundContact[], found: readonly FoundContact[]): FoundContact[] {
  const keyOf = ({ kind, value }: FoundContact) => `${kind}:${value.toLowerCase()}`;
  const known = new Set(said.map(keyOf));
  return [...said, ...found.filter((contact) => !known.has(keyOf(contact)))].slice(0, MAX_CONTACTS);
}

const DAY_MS = 86_400_000;
const BELIEVED_DAYS = { read: 7, refused: 1 } as const;

/** Until when what came of a look is believed; whoever wants to know after that looks again. */
export const lookBelievedUntil = (outcome: string, now: Date): Date =>
  new Date(now.getTime() + (outcome === 'read' ? BELIEVED_DAYS.read : BELIEVED_DAYS.refused) * DAY_MS);
