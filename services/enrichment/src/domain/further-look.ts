import { createHash } from 'node:crypto';
import type { contactUnreachable, PayloadOf } from '@loop/contracts';
import type { FoundContact, PostFacts } from './rank-contacts.ts';

/** Where more about an author may stand, and what there is looked at: an address, or a name on a platform. */
export interface FurtherLook {
  readonly place: LookPlace;
  readonly target: string;
}

/** See {@link FurtherLook}. */
export const LOOK_PLACES = ['github_profile', 'x_profile', 'source_page', 'author_site'] as const;

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
export const BOUND_PLATFORMS: ReadonlySet<string> = new Set(['reddit', 'x', 'twitter']);

/** Whether a host is a platform's, whose pages are never fetched. */
export function isPlatformHost(host: string): boolean {
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    if (PLATFORM_HOSTS.has(name)) return true;
  }
  return false;
}

/** The page behind a post, if it is one that may be fetched. */
function sourcePage({ url }: PostFacts): FurtherLook | undefined {
  return url === null ? undefined : foreignPage('source_page', url);
}

function foreignPage(place: LookPlace, url: string): FurtherLook | undefined {
  if (!URL.canParse(url)) return undefined;
  const page = new URL(url);
  page.hash = '';
  return isPlatformHost(page.hostname) ? undefined : { place, target: page.href };
}

/** The author's own profile, on the platform they posted on and nowhere else. */
function ownProfile({ author, platform }: PostFacts): FurtherLook | undefined {
  if (author === null) return undefined;
  const target = author.toLowerCase();
  if (platform === 'github' && GITHUB_NAME.test(author)) return { place: 'github_profile', target };
  const isX = platform === 'x' || platform === 'twitter';
  return isX && X_NAME.test(author) ? { place: 'x_profile', target } : undefined;
}

/** A site that a post or profile names as its author's. */
function authorSite(contacts: readonly FoundContact[]): FurtherLook | undefined {
  const site = contacts.find(({ kind }) => kind === 'website');
  if (site === undefined) return undefined;
  return foreignPage('author_site', /^https?:/.test(site.value) ? site.value : `https://${site.value}`);
}

const GITHUB_NAME = /^[a-z\d](?:-?[a-z\d]){0,38}$/i;
const X_NAME = /^\w{1,15}$/;

/** What decides where may be looked. */
export interface LookFacts {
  readonly contacts: readonly FoundContact[];
  readonly taken: readonly LookTaken[];
  /** Places that are on. */
  readonly places: ReadonlySet<LookPlace>;
  /** The tenant has confirmed a basis for matching authors with what stands off their platform. */
  readonly mayMatch: boolean;
}

/** Where to look next for the author of a post nobody can be reached by, each place once; nothing when all was looked at. */
export function furtherLook(
  post: PostFacts,
  { contacts, mayMatch, places, taken }: LookFacts,
): FurtherLook | undefined {
  const isBound = BOUND_PLATFORMS.has(post.platform);
  const elsewhere = isBound && !mayMatch ? [] : [sourcePage(post)];
  // Tying an author to a site of theirs is what the basis is for; of others the page behind the post is enough.
  const matched = isBound && mayMatch ? [authorSite(contacts)] : [];
  return [ownProfile(post), ...elsewhere, ...matched]
    .filter((look) => look !== undefined)
    .find(({ place }) => places.has(place) && !taken.some((one) => one.place === place));
}

/** Names a look within a tenant: who looks at the same place for the same target shares what is found. */
export const lookKey = ({ place, target }: FurtherLook): string =>
  createHash('sha256').update(`${place} ${target}`).digest('hex');

const SENTENCES: Readonly<Record<LookPlace, { readonly read: string; readonly unread: string }>> = {
  github_profile: {
    read: "The author's GitHub profile states no way to write to them",
    unread: "The author's GitHub profile was not read",
  },
  x_profile: {
    read: "The author's X profile states no way to write to them",
    unread: "The author's X profile was not read",
  },
  author_site: {
    read: "The author's site names nobody to write to",
    unread: "The author's site was not read",
  },
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
  const followed = new Set<string>(taken.map(({ place }) => (place.endsWith('_profile') ? 'author_profile' : place)));
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
