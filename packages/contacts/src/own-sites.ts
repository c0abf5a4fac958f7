import { parse } from 'tldts';
import { MAIL_SERVICE_DOMAIN } from './email-words.ts';
import type { Link } from './find-links.ts';
import type { Finding } from './finding.ts';
import { BOOKING_PATHS, CONTACT_PAGE, isBookingHost, isPublicHost } from './known-hosts.ts';
import { overlapWith } from './ranges.ts';
import type { Reading } from './reading.ts';

const SITE_CUE =
  /(?:web\s?sites?|\bsite|\bportfolio\b[^\n.!?]{0,20}|home\s?page|\bweb|\bblog|página(?: web)?|\bseite|webseite|сайте?|портфолио|网站|官网|check (?:us|me|it|out) out(?: at)?|check out (?:my|our)(?: \w+){0,2}(?: at)?|visit(?: us)?(?: at)?|find (?:us|me) at|we(?:'re| are)|i(?:'m| am)(?: the| a)? (?:founder|owner|co-?founder) of|i run|we run|my (?:recent |past |previous )?work(?: is| at)?|samples?|reel|more (?:info|about (?:us|me))?(?: at| on|:)|learn more(?: at| about us)?|our company|company|contact|homepage|\burl|résumé\/cv|resume\/cv|resume|\bcv|apply (?:at|here|via|on)|careers?(?: page)?|about us|online at|live at|🌐|🔗|🖥️?|💻|🏠|🕸️?|see (?:my|our) work(?: at)?|examples? of (?:my|our) work|my stuff|link)["'*]{0,3}[\s:=>(|–—→👉-]{0,6}(?:at |is |here |on )?["']?$/iu;
/** "Company: [Bauer EDV](…)": the site's name stands between the label and its address. */
const LABELLED =
  /(?:^|[\n|·•])[ \t*-]*(?:company|firma|unternehmen|entreprise|empresa|azienda|web ?site|site|portfolio|employer|studio|agency)[ \t*]*:[^\n:|]{0,40}$/i;
const MENTION_BEFORE =
  /\b(?:worked|work|works|working|engineer|developer|employed|previously|formerly|used to be|alum\w*|ex|like|similar to|clone of|cloning|inspired by|based on|uses?|using|with|from|see|docs?|documentation|according to|article|news|powered by|hosted (?:on|at|by)|read|vs|than|competitor|reference|example|e\.g\.|alternative to|such as|scrape|scraping|scraper|parse|import|integrat\w+|migrat\w+|connect\w*|api|login|log in|sign in|account on|bought|purchased|domain|dns|error|fails?|failing|broken|returns?|redirect\w*|request\w*|fetch\w*|curl|wget|ping|host|server|not affiliated|competes?|against|compared)\b[^\n.!?|]{0,24}$/i;
const FILE_LIKE = /\.(?:md|py|rs|sh|ts|js|jsx|tsx|go|pl|ps|so|cc|java|zip|mov)$/i;
const TECHNOLOGY =
  /^(?:(?:asp|vb|ado|ml|system|microsoft)\.net|socket\.io|draw\.io|fly\.io|crates\.io|deno\.land|booking\.com|amazon\.com|salesforce\.com|monday\.com|cal\.com|next\.new|html\.it|cloud\.run|app\.get|e\.g|i\.e|u\.s)$/i;
/** Parts of a site that speak for no one: its documentation, its files, its machines. */
const SUBDOMAIN_OF_MACHINES =
  /^(?:docs?|api|wiki|support|status|news|help|developers?|cdn|static|img|images?|assets|media|mail|smtp|imap|ftp|ns\d?|vpn|git|gitlab|jenkins|ci|staging|dev|test|demo|forum|community|download|files|dl|repo|packages|registry|login|auth|sso|id|accounts?|search|maps|play|open|share|go|link|links|click|track|email|e|lists?|bugs?|issues|jira|sentry|grafana|kb|learn|tutorial|en|blog)\./;
/** What people make their own pages with: a name under these is its owner's site. */
const MADE_BY_HAND =
  /.\.(?:carrd\.co|webflow\.io|wixsite\.com|myportfolio\.com|cargo\.site|weebly\.com|framer\.(?:website|ai|photos)|neocities\.org|jimdosite\.com|squarespace\.com|super\.site|journoportfolio\.com|crevado\.com|format\.com|adobeportfolio\.com)$/;
const HIRING_POST =
  /\b(?:hiring|we(?:'re| are) (?:looking|seeking|searching)|job opening|apply|seeking freelancer|remote|onsite|full[- ]?time|contract(?:or)?)\b/i;
const FREELANCER_POST = /\b(?:for hire|seeking work|available for|my portfolio|freelanc\w+|commissions?)\b/i;
const RESERVED =
  /^example\b|\.example$|^(?:domain|yourdomain|yoursite|mysite|company|yourcompany|website|mydomain|your-?\w+|my-?(?:app|domain|company|site|website))\./;

const host = (url: URL) => url.hostname.toLowerCase().replace(/^www\./, '');
const segments = (url: URL) => url.pathname.split('/').filter((segment) => segment !== '');

function isRegisteredHost(name: string): boolean {
  const { isIcann, domain } = parse(name);
  return isIcann === true && domain !== null && !RESERVED.test(domain);
}

function isBookingPage(url: URL): boolean {
  const name = host(url);
  if (isBookingHost(name)) return segments(url).length > 0 || name.split('.').length > 2;
  return BOOKING_PATHS.some(([hosts, path]) => hosts.test(name) && path.test(url.pathname));
}

const isContactPage = (url: URL) =>
  CONTACT_PAGE.test(segments(url).at(-1) ?? '') && !isPublicHost(host(url)) && isRegisteredHost(host(url));

const page = (url: URL) => `https://${host(url)}${url.pathname.replace(/\/+$/, '')}`;

/** A post that seeks or offers work names its writer's own sites; elsewhere a deep link is somebody else's page. */
function isAboutWork({ post, text }: Reading): boolean {
  if (post.platform === 'github') return false;
  const opening = `${post.title ?? ''}\n${text.slice(0, 600)}`;
  return HIRING_POST.test(opening) || FREELANCER_POST.test(opening);
}

/** Says whether an address is the writer's own: by the words before it, or as a link of its own to a site's front. */
function isOwnSite(link: Link, reading: Reading): boolean {
  const name = host(link.url);
  if (
    link.bare &&
    (FILE_LIKE.test(name) || TECHNOLOGY.test(name)) &&
    !/^(?:www|https?:)/i.test(link.url.href.slice(8)) &&
    !SITE_CUE.test(reading.text.slice(Math.max(0, link.start - 60), link.start))
  )
    return false;
  if (isPublicHost(name) || isBookingHost(name) || !isRegisteredHost(name)) return false;
  const before = reading.text.slice(Math.max(0, link.start - 60), link.start);
  if (SITE_CUE.test(before) || LABELLED.test(before))
    return !SUBDOMAIN_OF_MACHINES.test(name) || segments(link.url).length === 0;
  if (MENTION_BEFORE.test(before) || SUBDOMAIN_OF_MACHINES.test(name)) return false;
  if (link.bare && MADE_BY_HAND.test(name)) return true;
  if (link.bare && !reading.text.startsWith('www.', link.start)) return isHeading(link, reading);
  if (segments(link.url).length === 0) return reading.post.platform !== 'github' || isAlone(link, reading);
  return segments(link.url).length < 3 && isAboutWork(reading);
}

/** A longer first line is no heading. */
const MAX_HEADING = 500;

/** "Havenlatch (havenlatch.eu) | Go | Remote": the first line of a job post names who hires. */
function isHeading(link: Link, { text, post }: Reading): boolean {
  if (post.platform !== 'hackernews' || link.end > MAX_HEADING) return false;
  const [line = ''] = text.slice(0, MAX_HEADING).split('\n', 1);
  return link.end <= line.length && line.split('|').length > 2;
}

/** On a line of its own, or in a list of such: a signature, not a reference. */
function isAlone(link: Link, { text }: Reading): boolean {
  const before = text.slice(Math.max(0, link.start - 40), link.start);
  return (
    /(?:^|\n|[|•·–—]|:)[ \t<(]*$/.test(before) &&
    !/\b(?:repro\w*|demo|live|preview|sandbox|playground|related|fixes|closes|source)\b[^\n]*$/i.test(before)
  );
}

/** Whoever takes mail at a domain is at home there, unless it is a mail service's. */
const isOfMail = (url: URL, mailDomains: ReadonlySet<string>) =>
  mailDomains.has(host(url)) && !MAIL_SERVICE_DOMAIN.test(host(url)) && !isPublicHost(host(url));

/** Finds booking pages, forms, a site's own contact page, and the writer's own site; `emails` are those of the same reading. */
export function findOwnSites(reading: Reading, emails: readonly Finding[]): Finding[] {
  const isInAddress = overlapWith(emails);
  const mailDomains = new Set(emails.map(({ value }) => value.slice(value.indexOf('@') + 1)));
  return reading.links.flatMap((link): Finding[] => {
    const { url, start, end } = link;
    if (isBookingPage(url)) return [{ kind: 'booking_link', value: page(url), rule: 'link.booking', start, end }];
    if (isContactPage(url)) {
      return [
        { kind: 'booking_link', value: page(url), rule: 'link.contact_page', start, end },
        { kind: 'website', value: host(url), rule: 'link.contact_page', start, end },
      ];
    }
    return (isOfMail(url, mailDomains) && !isInAddress(link)) || isOwnSite(link, reading)
      ? [{ kind: 'website', value: host(url), rule: 'link.own_site', start, end }]
      : [];
  });
}
