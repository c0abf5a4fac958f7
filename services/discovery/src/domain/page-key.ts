/** What only says where somebody came from. */
const NOISE = /^(?:utm_\w+|ref|ref_src|source|share|si|fbclid|gclid|context)$/i;

/** Hosts that show the same pages. */
const SAME_HOSTS: ReadonlyMap<string, string> = new Map([
  ['old.reddit.com', 'reddit.com'],
  ['new.reddit.com', 'reddit.com'],
  ['twitter.com', 'x.com'],
  ['mobile.twitter.com', 'x.com'],
]);

/** What pages of one post have in common, however they are addressed; `null` for none or no address. */
export function pageKeyOf(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { hostname, pathname, searchParams } = new URL(url);
  const bare = hostname.toLowerCase().replace(/^(?:www|m|amp)\./, '');
  const host = SAME_HOSTS.get(bare) ?? bare;
  const telling = [...searchParams].filter(([name]) => !NOISE.test(name)).sort();
  const query = telling.map(([name, value]) => `${name}=${value}`).join('&');
  // The words behind an id of Reddit's are the title, and may be left out.
  const path =
    host === 'reddit.com' ? pathname.replace(/^(\/r\/\w+)?\/comments\/(\w+)(?:\/.*)?$/, '/comments/$2') : pathname;
  return `${host}${path.replace(/\/+$/, '')}${query === '' ? '' : `?${query}`}`;
}
