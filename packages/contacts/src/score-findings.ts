import { CONTACT_LABELS, type ContactLabel } from './labelled-contacts.ts';

/** Values by label; a label that is absent has none. */
export type Labelled = Readonly<Partial<Record<ContactLabel, readonly string[]>>>;

/** A text whose contacts are known. What is `neutral` could be labelled either way: it costs and earns nothing. */
export interface LabelledPost {
  readonly platform: string;
  readonly url: string | null;
  readonly author: string | null;
  readonly expected: Labelled;
  readonly neutral?: Labelled | undefined;
}

/** How well findings meet labels. */
export interface Score {
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** The scores of a corpus: all labels together, each label, and posts with nothing to find that were left clean. */
export interface CorpusScore {
  readonly micro: Score;
  readonly byLabel: Readonly<Record<ContactLabel, Score>>;
  readonly empty: number;
  readonly emptyLeftClean: number;
}

const LABELS = Object.keys(CONTACT_LABELS) as ContactLabel[];

/** Host and path of an address, whatever scheme, `www.`, query and final slash it was written with. */
function place(address: string): string {
  const [place = ''] = address.replace(/^[a-z][\w+.-]*:\/\//, '').split(/[?#]/);
  return place.replace(/^www\./, '').replace(/\/+$/, '');
}

const FORMS: Readonly<Partial<Record<ContactLabel, (value: string) => string>>> = {
  emails: (value) => value.replace(/^mailto:/, ''),
  phones: (value) => value.replace(/[^+\d]/g, ''),
  whatsapp: (value) => (value.includes('chat.whatsapp') ? place(value) : value.replace(/[^+\d]/g, '')),
  website: (value) => place(value).split(/[/:]/)[0] ?? '',
  urls_contact: place,
  linkedin: (value) => place(value).replace(/^(?:\w{2,3}\.)?linkedin\.com\//, ''),
  discord: (value) =>
    (/^https?:|^discord(?:app)?\.(?:com|gg)\//.test(value) ? place(value) : value)
      .replace(/^discord(?:app)?\.com\/invite\//, 'discord.gg/')
      .replace(/^discord(?:app)?\.com\/users\//, ''),
  reddit: (value) => value.replace(/^\/?u(?:ser)?\//, ''),
};

function form(label: ContactLabel, value: string): string {
  const lower = value.trim().toLowerCase();
  return (FORMS[label]?.(lower) ?? lower).replace(/^@/, '');
}

const forms = (values: Labelled | undefined, label: ContactLabel) =>
  new Set((values?.[label] ?? []).map((value) => form(label, value)));

const OWN_NETWORK: Readonly<Record<string, ContactLabel>> = {
  twitter: 'twitter',
  reddit: 'reddit',
  github: 'github',
  telegram: 'telegram',
  discord: 'discord',
};

/** What the post's own author and address say already: found or not, it counts for nothing. */
function ownValues({ platform, url, author }: LabelledPost, label: ContactLabel): string[] {
  const own = OWN_NETWORK[platform] === label && author !== null ? [form(label, author)] : [];
  if (url === null || !URL.canParse(url)) return own;
  const { hostname, pathname } = new URL(url);
  const host = hostname.replace(/^www\./, '');
  const [first = '', second = ''] = pathname.toLowerCase().split('/').filter(Boolean);
  if (label === 'website') return [...own, host];
  if (label === 'github' && host === 'github.com') return [...own, first];
  if (label === 'twitter' && /^(?:x|twitter)\.com$/.test(host)) return [...own, first];
  if (label === 'telegram' && host === 't.me') return [...own, first === 's' ? second : first];
  return own;
}

/** What else of a label costs nothing: a number that is labelled as WhatsApp's, the hosts of addresses. */
function impliedValues({ expected }: LabelledPost, label: ContactLabel): string[] {
  if (label === 'phones') return [...forms(expected, 'whatsapp')];
  if (label !== 'website') return [];
  const pages = [...forms(expected, 'urls_contact')].map((page) => page.split('/')[0] ?? '');
  return [...pages, ...[...forms(expected, 'emails')].map((address) => address.split('@')[1] ?? '')];
}

function scoreOf({ right, wrong, missed }: Pick<Score, 'right' | 'wrong' | 'missed'>): Score {
  const share = (of: number) => (of === 0 ? 1 : right / of);
  const found = right + wrong;
  const all = 2 * right + wrong + missed;
  const f1 = all === 0 ? 1 : (2 * right) / all;
  return { right, wrong, missed, precision: share(found), recall: share(right + missed), f1 };
}

/**
 * Scores what was found in posts against their labels, post by post in the same order. Comparison ignores case, a leading
 * `@`, schemes and final slashes. Where nothing was to be found and nothing was, precision, recall and F1 are 1.
 */
export function scoreFindings(posts: readonly LabelledPost[], found: readonly Labelled[]): CorpusScore {
  const counts = new Map(LABELS.map((label) => [label, { right: 0, wrong: 0, missed: 0 }]));
  const total = { right: 0, wrong: 0, missed: 0 };
  let [empty, emptyLeftClean] = [0, 0];
  for (const [index, post] of posts.entries()) {
    const wrongBefore = total.wrong;
    for (const [label, count] of counts) {
      const expected = forms(post.expected, label);
      const got = forms(found[index], label);
      const free = new Set([...forms(post.neutral, label), ...ownValues(post, label), ...impliedValues(post, label)]);
      const right = [...got].filter((value) => expected.has(value)).length;
      const wrong = [...got].filter((value) => !expected.has(value) && !free.has(value)).length;
      for (const sum of [count, total]) {
        sum.right += right;
        sum.wrong += wrong;
        sum.missed += expected.size - right;
      }
    }
    if (LABELS.some((label) => (post.expected[label] ?? []).length > 0)) continue;
    empty += 1;
    if (total.wrong === wrongBefore) emptyLeftClean += 1;
  }
  const byLabel = Object.fromEntries([...counts].map(([label, count]) => [label, scoreOf(count)]));
  return { micro: scoreOf(total), byLabel: byLabel as Record<ContactLabel, Score>, empty, emptyLeftClean };
}
