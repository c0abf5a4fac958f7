import {
  BOUNTY,
  BOUNTY_ANSWER,
  DEAD_BOUNTY,
  type Meaning,
  meaningOfFlair,
  meaningOfLabels,
  meaningsOf,
  SEEKER_LABELS,
} from './conventions.ts';
import { DEMAND_SIGNALS, EMPLOYMENT_SIGNALS, type Signal, SUPPLY_SIGNALS } from './demand-signals.ts';
import type { PlainPost } from './plain-text.ts';
import type { RawPost } from './raw-post.ts';

/** What a post is, and why. `score` is the trust in it being demand, 0 to 1. */
export interface Classification {
  readonly intent: 'demand' | 'supply' | 'other';
  readonly score: number;
  readonly reasons: readonly string[];
}

const SEEKING_FREELANCER = /\bseeking\s+freelancers?\b/i;
const SEEKING_WORK = /\bseeking\s+(?:work|freelance work|projects?|clients?|employment)\b/i;
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

const said = (signals: readonly Signal[], text: string) => signals.filter(({ pattern }) => pattern.test(text));
const total = (signals: readonly Signal[]) => signals.reduce((sum, { weight }) => sum + weight, 0);

/** What title, the beginning of the text and flairs are marked with. */
function marksOf(post: RawPost, title: string, text: string): Meaning[] {
  const { labels = [], platform } = post;
  const flairs = platform === 'github' ? [] : labels.flatMap((flair) => meaningOfFlair(flair, platform) ?? []);
  return [...meaningsOf(`${title}\n${text.slice(0, 80)}`, platform), ...flairs];
}

function byBounty(post: RawPost, title: string, text: string): Classification | undefined {
  const labelled = post.platform === 'github' ? meaningOfLabels(post.labels ?? []) : undefined;
  if (labelled === 'other') return other('Its bounty was paid or has ended');
  if (BOUNTY.test(`${title}\n${text}`))
    return { intent: 'demand', score: 0.85, reasons: ['Puts a bounty on the work'] };
  if (labelled === 'demand' && DEAD_BOUNTY.test(text))
    return other('Its bounty stands with a service that pays no more');
  if (labelled === 'demand') return { intent: 'demand', score: 0.8, reasons: ['Is labelled as paid work'] };
  return BOUNTY_ANSWER.test(text) ? supply('Claims a bounty') : undefined;
}

/** Labels that a place has agreed on settle it before any wording is weighed. */
function byConvention(post: RawPost, title: string, text: string): Classification | undefined {
  const head = `${title}\n${text}`.slice(0, 300);
  if (SEEKER_LABELS.filter((label) => label.test(text)).length >= 3)
    return supply('Fills in the template of job-seekers');
  if (SEEKING_WORK.test(head)) return supply('Is labelled SEEKING WORK');
  const marks = marksOf(post, title, text);
  if (marks.includes('supply')) return supply('Carries the mark of an offer');
  if (marks.includes('other')) return other('Carries the mark of something closed, unpaid or talked about');
  if (CLOSED.test(text) || CLOSED.test(title)) return other('Is filled or closed');
  if (SEEKING_FREELANCER.test(head)) {
    if (TEMPLATE.test(text) && PLACEHOLDER_ADDRESS.test(text)) return other('Is a template, not a request');
    return { intent: 'demand', score: 0.95, reasons: ['Is labelled SEEKING FREELANCER'] };
  }
  if (marks.includes('demand')) return { intent: 'demand', score: 0.9, reasons: ['Carries the mark of a request'] };
  const pays = byBounty(post, title, text);
  if (pays !== undefined) return pays;
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
 * are weighed. An advertisement of employment is `other`: it wants an employee, not a deliverable. Pure; `title` and `text` are
 * the post's as a person reads them.
 */
export function classifyDemand(post: RawPost, { title, text }: PlainPost): Classification {
  if (DELETED.test(text) || (title === '' && text === '')) return other('Was deleted or holds no text');
  if (post.isReply) return other('Answers another post');
  if (post.isByBot === true && meaningOfLabels(post.labels ?? []) !== 'demand')
    return other('Was written by a program');
  if (THREAD.test(title)) return other('Is a monthly thread, not a post in it');
  if (SHOWN.test(title)) return other('Shows something; asks for nothing');
  return (
    byConvention(post, title, text) ??
    (ABOUT_FREELANCING.test(title) ? other('Talks about freelancing') : byWords(post, title, text))
  );
}
