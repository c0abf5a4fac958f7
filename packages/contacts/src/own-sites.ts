import { parse } from 'tldts';
import type { Finding } from './finding.ts';
import { BOOKING_HOSTS, BOOKING_PATHS, CONTACT_PAGE, PUBLIC_HOSTS } from './known-hosts.ts';
import type { Link, Reading } from './reading.ts';

const SITE_CUE =
  /(?:web\s?site|\bsite|portfolio|home\s?page|web|blog|página|seite|сайт|портфолио|网站|check (?:us|me|it) out(?: at)?|visit(?: us)?(?: at)?|find (?:us|me) at|we(?:'re| are)|i(?:'m| am)(?: the)? (?:founder|owner) of|my work|samples?|more at|learn more(?: at)?|our company|company|contact|homepage|url|résumé\/cv|resume\/cv|resume|cv)["']?[\s:=>(|–—-]{0,6}(?:at |is |here )?$/i;
const MENTION_BEFORE =
  /\b(?:worked|work|works|engineer|developer|employed|previously|formerly|used to be|alum\w*|ex|at|like|similar to|clone of|inspired by|based on|using|with|via|from|see|docs?|documentation|according to|article|news|powered by|hosted (?:on|at|by)|read|vs|than|competitor|reference|example|e\.g\.|alternative to|such as|scrape|scraping|parse|import)\b[^\n.!?|]{0,24}$/i;
const FILE_LIKE = /\.(?:md|py|rs|sh|ts|js|jsx|tsx|go|pl|ps|so|cc|java|zip|mov)$|^(?:asp|vb|ado|ml)\.net$/i;

const host = (url: URL) => url.hostname.toLowerCase().replace(/^www\./, '');
const segments = (url: URL) => url.pathname.split('/').filter((segment) => segment !== '');

function isRegisteredHost(name: string): boolean {
  const { isIcann, domain } = parse(name);
  return (
    isIcann === true &&
    domain !== null &&
    !/^example\b|\.example$|^(?:domain|yourdomain|yoursite|mysite|company|yourcompany|website)\./.test(domain)
  );
}

function isBookingPage(url: URL): boolean {
  const name = host(url);
  if (BOOKING_HOSTS.test(name)) return segments(url).length > 0 || name.split('.').length > 2;
  return BOOKING_PATHS.some(([hosts, path]) => hosts.test(name) && path.test(url.pathname));
}

const isContactPage = (url: URL) =>
  !PUBLIC_HOSTS.test(host(url)) && isRegisteredHost(host(url)) && CONTACT_PAGE.test(segments(url).at(-1) ?? '');

const page = (url: URL) => `https://${host(url)}${url.pathname.replace(/\/+$/, '')}`;

/** Says whether an address without cue still is the writer's own: a link of its own to a site's front, or nearly. */
function isOwnSite(link: Link, reading: Reading): boolean {
  const name = host(link.url);
  if (PUBLIC_HOSTS.test(name) || BOOKING_HOSTS.test(name) || !isRegisteredHost(name)) return false;
  const before = reading.text.slice(Math.max(0, link.start - 60), link.start);
  if (link.bare && FILE_LIKE.test(name)) return false;
  if (SITE_CUE.test(before)) return true;
  if (MENTION_BEFORE.test(before) || link.bare) return false;
  if (/^(?:docs?|api|wiki|support|status|blog|news|help|developer|cdn|static|img|assets)\./.test(name)) return false;
  return segments(link.url).length === 0 || (reading.post.platform === 'hackernews' && segments(link.url).length < 2);
}

/** Finds booking pages, forms, a site's own contact page, and the writer's own site. */
export function findOwnSites(reading: Reading): Finding[] {
  return reading.links.flatMap((link): Finding[] => {
    const { url, start, end } = link;
    if (isBookingPage(url)) return [{ kind: 'booking_link', value: page(url), rule: 'link.booking', start, end }];
    if (isContactPage(url)) {
      return [
        { kind: 'booking_link', value: page(url), rule: 'link.contact_page', start, end },
        { kind: 'website', value: host(url), rule: 'link.contact_page', start, end },
      ];
    }
    return isOwnSite(link, reading) ? [{ kind: 'website', value: host(url), rule: 'link.own_site', start, end }] : [];
  });
}
