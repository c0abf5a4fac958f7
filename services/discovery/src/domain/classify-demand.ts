import { DEMAND_SIGNALS, EMPLOYMENT_SIGNALS, SEEKER_LABELS, type Signal, SUPPLY_SIGNALS } from './demand-signals.ts';
import { plainText } from './plain-text.ts';
import type { RawPost } from './raw-post.ts';

/** What a post is, and why. `score` is the trust in it being demand, 0 to 1. */
export interface Classification {
  readonly intent: 'demand' | 'supply' | 'other';
  readonly score: number;
  readonly reasons: readonly string[];
}

const SEEKING_FREELANCER = /\bseeking\s+freelancers?\b/i;
const SEEKING_WORK = /\bseeking\s+(?:work|freelance work|projects?|clients?|employment)\b/i;
/** Written with brackets or pipes, letters spaced or not: `[Hiring]`, `[F O R H I R E]`, `|task|`; never the bare words. */
const TAG = /[[|【]\s*([a-z](?:[a-z ]{1,20}[a-z])?)\s*[\]|】]/gi;
const DEMAND_TAGS = new Set([
  'hiring',
  'task',
  'paid',
  'request',
  'bounty',
  'wanted',
  'hire',
  'looking for',
  'help wanted',
  'job',
  'gig',
]);
const SUPPLY_TAGS = new Set([
  'forhire',
  'offer',
  'offering',
  'portfolio',
  'selling',
  'available',
  'openforwork',
  'opentowork',
  'forhiring',
  'commissionsopen',
]);

const BOUNTY =
  /(?:^|\s)\/(?:bounty|reward)\s+[$€£]?\d|💎\s*bounty|\[?\bbounty\b\]?\s*[:(-]?\s*[$€£]\s?\d|[$€£]\s?\d[\d,.]*\s*bounty/im;
const BOUNTY_ANSWER = /(?:^|\s)\/(?:attempt|claim|try)\b/im;
const CLOSED =
  /\b(?:position|role|project|job|gig|task|this|it|post)(?:\s+(?:is|has been|was|now|already))+\s+(?:been\s+)?(?:filled|taken|closed|gone)\b|\bno longer (?:looking|hiring|available|needed)\b|[[(](?:closed|filled|taken|solved)[\])]|^\s*(?:closed|filled|taken)\b|\bfound someone\b/im;
const TEMPLATE = /\b(?:template|fill in (?:yours|your)|replace with your|your company|copy (?:and|&) paste)\b/i;
const PLACEHOLDER_ADDRESS = /@(?:example\.(?:com|org|net)|(?:your|my)?(?:company|domain)\.com)\b/i;
const ABOUT_FREELANCING =
  /^(?:ask hn:\s*)?(?:how|why|what|is|are|should|do|does|where|when|which)\b[^?\n]*\b(?:freelanc\w*|clients?|contract(?:ing|ors?)|consult\w*|hir(?:e|ing)|rates?)\b[^?\n]*\?/i;
/** The monthly threads themselves, whose titles hold the words of demand. */
const THREAD = /^ask hn: (?:freelancer\?|who (?:is hiring|wants to be hired))/i;
const SHOWN = /^(?:show|launch|tell) hn:/i;
const DELETED = /^\s*\[?(?:deleted|removed|dead|flagged|удалено[^\n]*)\]?\s*$/i;

const DEMAND_THRESHOLD = 2;
const EMPLOYMENT_THRESHOLD = 2;

const other = (reason: string): Classification => ({ intent: 'other', score: 0, reasons: [reason] });
const supply = (...reasons: string[]): Classification => ({ intent: 'supply', score: 0, reasons });

function tagsOf(title: string): string[] {
  return [...title.matchAll(TAG)]
    .map(([, tag = '']) => tag.toLowerCase())
    .map((tag) => (/^(?:\w )+\w$/.test(tag) ? tag.replaceAll(' ', '') : tag));
}

const said = (signals: readonly Signal[], text: string) => signals.filter(({ pattern }) => pattern.test(text));
const total = (signals: readonly Signal[]) => signals.reduce((sum, { weight }) => sum + weight, 0);

/** Labels that a place has agreed on settle it before any wording is weighed. */
function byConvention(post: RawPost, title: string, text: string): Classification | undefined {
  const head = `${title}\n${text}`.slice(0, 300);
  if (SEEKER_LABELS.filter((label) => label.test(text)).length >= 3)
    return supply('Fills in the template of job-seekers');
  if (SEEKING_WORK.test(head)) return supply('Is labelled SEEKING WORK');
  const tags = tagsOf(`${title}\n${text.slice(0, 80)}`);
  if (tags.some((tag) => SUPPLY_TAGS.has(tag.replaceAll(' ', '')))) return supply('Carries the tag of an offer');
  if (CLOSED.test(text) || CLOSED.test(title)) return other('Is filled or closed');
  if (SEEKING_FREELANCER.test(head)) {
    if (TEMPLATE.test(text) && PLACEHOLDER_ADDRESS.test(text)) return other('Is a template, not a request');
    return { intent: 'demand', score: 0.95, reasons: ['Is labelled SEEKING FREELANCER'] };
  }
  if (tags.some((tag) => DEMAND_TAGS.has(tag)))
    return { intent: 'demand', score: 0.9, reasons: ['Carries the tag of a request'] };
  if (BOUNTY.test(`${title}\n${text}`))
    return { intent: 'demand', score: 0.85, reasons: ['Puts a bounty on the work'] };
  if (BOUNTY_ANSWER.test(text)) return supply('Claims a bounty');
  if (post.thread === 'seekers') return supply('Stands in the thread of people who want to be hired');
  return undefined;
}

function byWords(post: RawPost, title: string, text: string): Classification {
  const all = `${title}\n${text}`;
  const demand = said(DEMAND_SIGNALS, all);
  const offers = said(SUPPLY_SIGNALS, all);
  const employment = said(EMPLOYMENT_SIGNALS, all);
  const sum = total(demand) + total(offers);
  if (offers.length > 0 && sum < DEMAND_THRESHOLD) return supply(...offers.map(({ reason }) => reason));
  const vacancy = total(employment) + (post.thread === 'hiring' ? 1 : 0);
  if (vacancy >= EMPLOYMENT_THRESHOLD && sum < vacancy + 3) return other('Advertises employment, not a piece of work');
  if (sum < DEMAND_THRESHOLD) return other('Asks for no work to be done');
  const score = Math.round(Math.min(0.9, 0.4 + sum * 0.08) * 100) / 100;
  return { intent: 'demand', score, reasons: [...new Set(demand.map(({ reason }) => reason))] };
}

/**
 * Tells whether a post asks for work (demand), offers it (supply) or does neither. Conventions come first: HN's SEEKING
 * FREELANCER and SEEKING WORK, Reddit's [Hiring] and [For Hire], bounty commands, the template of job-seekers. Else the words
 * are weighed. An advertisement of employment is `other`: it wants an employee, not a deliverable. Pure.
 */
export function classifyDemand(post: RawPost): Classification {
  const title = plainText(post.title ?? '');
  const text = plainText(post.text ?? '');
  if (DELETED.test(text) || (title === '' && text === '')) return other('Was deleted or holds no text');
  if (post.isReply) return other('Answers another post');
  if (THREAD.test(title)) return other('Is a monthly thread, not a post in it');
  if (SHOWN.test(title)) return other('Shows something; asks for nothing');
  return (
    byConvention(post, title, text) ??
    (ABOUT_FREELANCING.test(title) ? other('Talks about freelancing') : byWords(post, title, text))
  );
}
