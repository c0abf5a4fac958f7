import { isMailDomain, isPersonalAddress } from './email-filters.ts';
import { MAIL_SERVICE_DOMAIN, MAIL_SERVICES, NEVER_A_MAILBOX, NOT_A_MAILBOX } from './email-words.ts';
import type { Finding } from './finding.ts';
import type { Reading } from './reading.ts';

const AT_WORDS = 'at|ät|æt|arroba|arobase|chiocciola|małpa|malpa|klammeraffe|собака|snabel-?a|zavináč';
const DOT_WORDS = 'dot|punto|point|punkt|ponto|kropka|точка|тчк|period|punct|tečka';
const OPEN = '[\\[({<|~*_#=-]{1,3}';
const CLOSE = '[\\])}>|~*_#=-]{1,3}';
const GAP = '[ \\t]*';
/** `[at]`, `(@)`, `-at-`: nobody writes these for anything but an address. */
const BRACKETED_AT = `${GAP}${OPEN}${GAP}(?:${AT_WORDS}|a|@)${GAP}${CLOSE}${GAP}`;
const WORD_AT = `[ \\t]+(?:${AT_WORDS})[ \\t]+`;
const SIGN_AT = '(?:[ \\t]+@[ \\t]*|@[ \\t]+|@)';
const DISGUISED_DOT = `(?:${GAP}${OPEN}${GAP}(?:${DOT_WORDS}|d|\\.)${GAP}${CLOSE}${GAP}|[ \\t]+(?:${DOT_WORDS})[ \\t]+|[ \\t]+\\.[ \\t]+|_(?:${DOT_WORDS})_)`;
const DOT = `(?:\\.|${DISGUISED_DOT})`;
const LOCAL = `[a-z0-9](?:[\\w+-]*[a-z0-9_])?(?:${DOT}[a-z0-9][\\w+-]*){0,4}?`;
const DOMAIN = `[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:${DOT}[a-z0-9](?:[a-z0-9-]*[a-z0-9])?){0,5}`;

const DISGUISED = new RegExp(
  `(?<![\\w.@/+-])(?<local>${LOCAL})(?:(?<bracketed>${BRACKETED_AT})|(?<word>${WORD_AT})|(?<sign>${SIGN_AT}))(?<domain>${DOMAIN})(?![\\w@])`,
  'giu',
);
const DISGUISED_DOTS = new RegExp(DISGUISED_DOT, 'giu');
const USERNAME = new RegExp(
  `(?<whose>\\b(?:(?:my|this|same|hn|reddit|github|hacker[ \\t]news|twitter|gh)[ \\t]+)+|[\\[({<])?\\b(?:user[ \\t_-]?(?:name|id)|handle|nick(?:name)?|hn[ \\t_-]?name)[\\])}>"']?(?:[ \\t]+(?:here|above|on (?:here|hn|this site|reddit|hacker news|github|twitter))|[ \\t]*\\([^()\\n]{0,30}\\))*(?<at>${BRACKETED_AT}|${WORD_AT}|${SIGN_AT})(?:the[ \\t]+)?(?<domain>${DOMAIN})`,
  'giu',
);
const EMAIL_CUE =
  /\b(?:e-?mails?|mail|contact(?:s|o)?|kontakt|reach|write|ping|drop|send|resumes?|résumés?|cvs?|apply|get in touch|in touch|message|address|correo|courriel|reply|hit me up|shoot|note|line|escr[ií]b\w*|envie|пишите|почт\w+)\b[^\n]{0,60}$/iu;
const HEADER_BEFORE = /^[ \t]*(?:from|to|cc|reply-to|sender)[ \t]*:[ \t]*$/im;
const ENCLOSED_BEFORE = /[(<[{][ \t]*(?:[^()<>[\]\n]{0,30}[:,][ \t]*)?$/;
const ENCLOSED_AFTER = /^[ \t]*[)>\]},]|^[^\n]{0,20}\bwr(?:ote|ites)\b/;

const plainDots = (text: string) => text.replace(DISGUISED_DOTS, '.').toLowerCase();

/** Cuts words that were taken for labels: "foo.com point to …" ends at the longest part that is a registered name. */
function mailDomain(written: string): string | undefined {
  const whole = plainDots(written);
  const service = MAIL_SERVICES[whole];
  if (service !== undefined) return service;
  const labels = whole.split('.');
  for (let count = labels.length; count >= 2; count--) {
    const domain = labels.slice(0, count).join('.');
    if (/[a-z]$/.test(domain) && isMailDomain(domain)) return domain;
  }
  return undefined;
}

interface Written {
  readonly local: string;
  readonly domain: string;
  readonly bracketed: boolean;
  readonly isCapitalised: boolean;
  readonly before: string;
  readonly after: string;
  readonly post: Reading['post'];
  readonly writtenDomain: string;
}

/** Says whether "x at host.com" is an address. Brackets and spelled-out dots say so; else the words around must. */
function isMeant({ local, domain, bracketed, isCapitalised, before, after, post, writtenDomain }: Written): boolean {
  if (NEVER_A_MAILBOX.has(local)) return false;
  if (bracketed || new RegExp(DISGUISED_DOT, 'iu').test(writtenDomain)) return true;
  if (HEADER_BEFORE.test(before.slice(before.lastIndexOf('\n') + 1))) return true;
  if (/<[ \t]*$/.test(before) && /^[ \t]*>/.test(after)) return true;
  if (NOT_A_MAILBOX.has(local)) return false;
  if (MAIL_SERVICE_DOMAIN.test(domain) || local === post.author?.toLowerCase()) return true;
  if (ENCLOSED_BEFORE.test(before) && ENCLOSED_AFTER.test(after)) return true;
  const cue = EMAIL_CUE.exec(before)?.[0];
  // "Contact our office in Lyon at host.com": a name so far from the cue is a place or a person.
  return cue !== undefined && (!isCapitalised || cue.length < 24);
}

function addressOf(match: RegExpExecArray, reading: Reading): Finding | undefined {
  const groups = match.groups ?? {};
  const local = plainDots(groups['local'] ?? '');
  const writtenDomain = groups['domain'] ?? '';
  const domain = mailDomain(writtenDomain);
  if (domain === undefined || match[0] === `${groups['local']}@${writtenDomain}`) return undefined;
  const start = match.index;
  const end = start + match[0].length;
  const before = reading.prose.slice(Math.max(0, start - 80), start);
  const after = reading.prose.slice(end, end + 30);
  if (/(?:^|\s)(?:git|ssh)\s$/i.test(before) || !isPersonalAddress(local, domain)) return undefined;
  const bracketed = groups['bracketed'] !== undefined;
  const isCapitalised = /^[A-Z][a-z]/.test(groups['local'] ?? '');
  const { post } = reading;
  if (!isMeant({ local, domain, bracketed, isCapitalised, before, after, post, writtenDomain })) return undefined;
  return { kind: 'email', value: `${local}@${domain}`, rule: 'email.disguised', start, end };
}

/** A match that is no address may hide one: in "me at anna at host.com" the search goes on behind "me". */
function disguised(reading: Reading): Finding[] {
  const found: Finding[] = [];
  const pattern = new RegExp(DISGUISED);
  for (let match = pattern.exec(reading.prose); match !== null; match = pattern.exec(reading.prose)) {
    const address = addressOf(match, reading);
    if (address === undefined) pattern.lastIndex = match.index + 1;
    else found.push(address);
  }
  return found;
}

/** "my username at gmail dot com" is the author's own name there. */
function byUsername(reading: Reading): Finding[] {
  const local = reading.post.author?.toLowerCase().replace(/^@/, '');
  if (local === undefined || !/^[a-z0-9][\w.+-]*$/.test(local)) return [];
  return [...reading.prose.matchAll(USERNAME)].flatMap((match) => {
    const domain = mailDomain(match.groups?.['domain'] ?? '');
    if (domain === undefined || !isPersonalAddress(local, domain)) return [];
    if (match.groups?.['whose'] === undefined && match.groups?.['at'] === '@') return [];
    const end = match.index + match[0].length;
    return [{ kind: 'email' as const, value: `${local}@${domain}`, rule: 'email.username', start: match.index, end }];
  });
}

/** Finds addresses hidden from robots: `[at]`, words, spaces, the author's own name at a mail service. */
export function findDisguisedEmails(reading: Reading): Finding[] {
  return [...byUsername(reading), ...disguised(reading)];
}
