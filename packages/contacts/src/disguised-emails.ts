import { allMatches } from './all-matches.ts';
import { AT_WORDS, DOT_WORDS, SIGN_WORDS } from './disguised-words.ts';
import { isMailDomain, isPersonalAddress } from './email-filters.ts';
import { MAIL_SERVICE_DOMAIN, MAIL_SERVICES, NEVER_A_MAILBOX, NOT_A_MAILBOX } from './email-words.ts';
import type { Finding } from './finding.ts';
import { letterPattern } from './letter-pattern.ts';
import { overlapWith } from './ranges.ts';
import type { Reading } from './reading.ts';

const GAP = '[ \\t]{0,4}';
const OPEN = '[\\[({<|~*_#=-]{1,3}';
const CLOSE = '[\\])}>|~*_#=-]{1,3}';
const SIGNS = Object.keys(SIGN_WORDS).join('|');
const DISGUISED_DOT = `(?:${GAP}${OPEN}${GAP}(?:${DOT_WORDS}|d|\\.)${GAP}${CLOSE}${GAP}|[ \\t]{1,4}(?:${DOT_WORDS})[ \\t]{1,4}|[ \\t]{1,4}\\.[ \\t]{1,4}|[ \\t]{1,3}\\.(?=(?:com|net|org|io|dev|co|me|de|fr|uk|app|ai)(?![\\w-]))|_(?:${DOT_WORDS})_|-(?:dot)-)`;
const DISGUISED_SIGN = `(?:${GAP}[\\[({<]${GAP}(?:${SIGNS})${GAP}[\\])}>]${GAP}|[ \\t]{1,4}(?:underscore|hyphen|dash)[ \\t]{1,4})`;
const DOT = `(?:\\.|${DISGUISED_DOT})`;
const LOCAL_BEFORE = letterPattern(
  `(?<![\\p{L}\\p{N}_.@/+-])(?<local>[a-z0-9](?:[\\w+-]{0,62}[a-z0-9_])?(?:(?:${DOT}|${DISGUISED_SIGN})[a-z0-9](?:[\\w+-]{0,40}[a-z0-9_])?){0,4}?)$`,
);
const DOMAIN_AFTER = new RegExp(
  `^(?<domain>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:${DOT}[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,5})(?![\\w@])`,
  'i',
);
const HAS_DISGUISED_DOT = new RegExp(DISGUISED_DOT, 'i');
const DOTS = new RegExp(DOT, 'gi');
const DISGUISED_DOTS = new RegExp(DISGUISED_DOT, 'gi');
const DISGUISED_SIGNS = new RegExp(DISGUISED_SIGN, 'gi');
/** Where an address may have its sign. What stands around decides which kind of sign it is. */
const AT = letterPattern(
  `@|(?<![\\p{L}\\p{N}])(?:${AT_WORDS})(?![\\p{L}\\p{N}])|(?<=_)at(?=_)|(?<=[(\\[{<])a(?=[)\\]}>])`,
  'g',
);
const PLAIN_AFTER =
  /^[\w-]{1,60}(?:\.[\w-]{1,60}){1,6}(?![\w.-]|[ \t]{0,4}[[({<|~*#=]|[ \t]{1,4}(?:[^\s\d.,;]{3,6}[ \t]|\.[ \t]))/i;
/** Behind the sign, or a word for it: a name with a dot, however written, or a mail service's. Most such words are prose. */
const LEADS_ON = new RegExp(
  `^[ \\t\\])}>|~*_#=-]{0,9}(?:[a-z0-9][a-z0-9-]{0,62}(?:\\.[a-z0-9]|${GAP}[\\[({<|~*_#=-]|[ \\t]{1,4}(?:${DOT_WORDS}|\\.)[ \\t]|[ \\t]{1,3}\\.[a-z])|(?:${Object.keys(MAIL_SERVICES).join('|')})(?![\\w-]))`,
  'i',
);
const DOT_BEFORE = /(?:dot|punto|point|punkt|ponto|underscore|dash|hyphen|\.)[ \t\])}>]{1,4}[\w-]{0,30}$/i;
const OPENED = /[[({<|~*_#=-]{1,3}[ \t]{0,4}$/;
const CLOSED = /^[ \t]{0,4}[\])}>|~*_#=-]{1,3}[ \t]{0,4}/;
/** `hazelATwrenlockDOTio` */
const CAPITAL_WORDS = /(?<![\w.@-])([a-z0-9][a-z0-9._-]{0,40})AT([a-z0-9-]{1,40}(?:DOT[a-z0-9-]{2,20}){1,3})(?![\w@])/g;
const USERNAME = new RegExp(
  `(?<whose>\\b(?:(?:my|this|same|hn|reddit|github|hacker[ \\t]news|twitter|gh|the)[ \\t]+)+|[\\[({<])?\\b(?:user[ \\t_-]?(?:name|id)|handle|nick(?:name)?|login|alias|hn[ \\t_-]?name|screen[ \\t]?name|(?<=\\b(?:same|this|hn|reddit|github)[ \\t])name)[\\])}>"'*]{0,3}(?:[ \\t]+(?:here|above|on (?:here|hn|this site|reddit|hacker news|github|twitter))|[ \\t]{0,4}\\([^()\\n]{0,30}\\)|[ \\t]{0,4}\\[[^[\\]\\n]{0,30}\\](?<!\\[[ \\t]*(?:at|@)[ \\t]*\\]))*(?<at>${GAP}${OPEN}${GAP}(?:${AT_WORDS}|a|@)${GAP}${CLOSE}${GAP}|[ \\t]{1,4}(?:${AT_WORDS})[ \\t]{1,4}|[ \\t]{0,4}@[ \\t]{0,4})(?:the[ \\t]+)?(?=(?<domain>[a-z0-9].{1,100}))`,
  'giu',
);
const EMAIL_CUE =
  /(?:\b(?:e-?mails?|mail|mailing|contact(?:s|o|ing)?|kontakt|reach|write|writing|ping|drop|send|resumes?|résumés?|cvs?|apply|get in touch|in touch|message|address|correo|courriel|reply|respond|hit me up|hmu|shoot|note|line|hello|inquir\w+|enquir\w+|questions|interested|bewerb\w*|schreib\w*|escr[ií]b\w*|escreva|envie|enviar|écri\w*|scriv\w*|pisz|napisz)\b|пиш|почт|邮箱|メール|✉|📧|📩)[^\n]{0,60}$/i;
const HEADER_BEFORE = /^[ \t]*(?:from|to|cc|reply-to|sender)[ \t]*:[^\n]{0,40}$/i;
const ENCLOSED_BEFORE = /[(<[{][ \t]*(?:[^()<>[\]\n]{0,30}[:,][ \t]*)?$/;
const ENCLOSED_AFTER = /^[ \t]*[)>\]},]|^[^\n]{0,20}\bwr(?:ote|ites)\b|^[ \t]*\([^()\n]{1,60}\)[ \t]*(?:\n|$)/;

/** Nothing but "x at y.com" between two stops. */
const STARTS_CLAUSE = /(?:^|[\n.!?|•·:;—–])[ \t]*$/;
const ENDS_CLAUSE = /^[ \t]*(?:$|[\n.!?|•·;—–(,])/;
/** `h a z e l at gmail`: the letters before the last. */
const SPACED_LETTERS = /(?<![\p{L}\p{N}])(?:[a-z\d._] ){2,30}$/iu;

const plainDots = (text: string) =>
  text
    .replace(DISGUISED_SIGNS, (word) => SIGN_WORDS[/[a-z]+/i.exec(word)?.[0].toLowerCase() ?? ''] ?? word)
    .replace(DISGUISED_DOTS, '.')
    .toLowerCase();

/** Cuts words that were taken for labels: "foo.com point to …" ends at the longest part that is a registered name. */
function mailDomain(written: string): { readonly domain: string; readonly labels: number } | undefined {
  const labels = plainDots(written).split('.');
  const service = MAIL_SERVICES[labels.join('.')];
  if (service !== undefined) return { domain: service, labels: labels.length };
  for (let count = labels.length; count >= 2; count--) {
    const domain = labels.slice(0, count).join('.');
    if (/[a-z]$/.test(domain) && isMailDomain(domain)) return { domain, labels: count };
  }
  return undefined;
}

/** How many units of a written domain its first labels take. */
function writtenLength(written: string, labels: number): number {
  const ends = allMatches(DOTS, written).map(({ index }) => index);
  return ends[labels - 1] ?? written.length;
}

interface Written {
  readonly local: string;
  readonly domain: string;
  readonly bracketed: boolean;
  readonly isCapitalised: boolean;
  readonly before: string;
  readonly after: string;
  readonly author: string | undefined;
  readonly hasDisguisedDot: boolean;
}

/** Says whether "x at host.com" is an address. Brackets and spelled-out dots say so; else the words around must. */
function isMeant(written: Written): boolean {
  const { local, domain, bracketed, isCapitalised, before, after, author, hasDisguisedDot } = written;
  if (NEVER_A_MAILBOX.has(local)) return false;
  if (local === 'me' && !/(?:[:(<[,|]|\bis|\bto)[ \t]*$/.test(before)) return false;
  if (bracketed || hasDisguisedDot) return true;
  if (HEADER_BEFORE.test(before.slice(before.lastIndexOf('\n') + 1))) return true;
  if (/<[ \t]*$/.test(before) && /^[ \t]*>/.test(after)) return true;
  if (NOT_A_MAILBOX.has(local)) return false;
  if (MAIL_SERVICE_DOMAIN.test(domain) || local === author || (local.length > 2 && domain.startsWith(local)))
    return true;
  if (!isCapitalised && STARTS_CLAUSE.test(before) && ENDS_CLAUSE.test(after)) return true;
  if (ENCLOSED_BEFORE.test(before) && ENCLOSED_AFTER.test(after)) return true;
  const cue = EMAIL_CUE.exec(before)?.[0];
  // "Contact our office in Lyon at host.com": a name so far from the cue is a place or a person.
  return cue !== undefined && (!isCapitalised || cue.length < 24);
}

interface Sign {
  readonly kind: 'bracketed' | 'word' | 'sign';
  /** Where the mailbox ends, and where the domain starts. */
  readonly left: number;
  readonly right: number;
}

function signAt(text: string, at: number, written: string): Sign | undefined {
  const before = text.slice(Math.max(0, at - 8), at);
  const after = text.slice(at + written.length, at + written.length + 12);
  const opened = OPENED.exec(before)?.[0];
  const closed = CLOSED.exec(after)?.[0];
  if (opened !== undefined && closed !== undefined) {
    const gap = /[ \t]{0,4}$/.exec(text.slice(Math.max(0, at - opened.length - 4), at - opened.length))?.[0] ?? '';
    return { kind: 'bracketed', left: at - opened.length - gap.length, right: at + written.length + closed.length };
  }
  const gapBefore = /[ \t]{0,4}$/.exec(before)?.[0].length ?? 0;
  const gapAfter = /^[ \t]{0,4}/.exec(after)?.[0].length ?? 0;
  const place = { left: at - gapBefore, right: at + written.length + gapAfter };
  if (written === '@') return { kind: 'sign', ...place };
  return written.length > 1 && gapBefore > 0 && gapAfter > 0 ? { kind: 'word', ...place } : undefined;
}

/** An address without disguise, the rule for plain ones reads: most signs stand in one. */
const isPlainAddress = (text: string, at: number) =>
  PLAIN_AFTER.test(text.slice(at + 1, at + 100)) && !DOT_BEFORE.test(text.slice(Math.max(0, at - 40), at));

function addressAt(reading: Reading, at: number, written: string, author: string | undefined): Finding | undefined {
  const { prose } = reading;
  if (!LEADS_ON.test(prose.slice(at + written.length, at + written.length + 80))) return undefined;
  if (written === '@' && isPlainAddress(prose, at)) return undefined;
  const sign = signAt(prose, at, written);
  if (sign === undefined) return undefined;
  const writtenDomain = DOMAIN_AFTER.exec(prose.slice(sign.right, sign.right + 200))?.groups?.['domain'];
  if (writtenDomain === undefined) return undefined;
  const found = mailDomain(writtenDomain);
  if (found === undefined) return undefined;
  const left = prose.slice(Math.max(0, sign.left - 76), sign.left);
  const writtenLocal = LOCAL_BEFORE.exec(left)?.groups?.['local'];
  if (writtenLocal === undefined) return undefined;
  const letters =
    writtenLocal.length === 1
      ? SPACED_LETTERS.exec(prose.slice(Math.max(0, sign.left - 61), sign.left - 1))?.[0]
      : undefined;
  const isPlain = sign.kind === 'sign' && sign.left === at && sign.right === at + 1;
  if (isPlain && !/[\s([]/.test(writtenLocal + writtenDomain)) return undefined;
  const start = sign.left - writtenLocal.length - (letters?.length ?? 0);
  const end = sign.right + writtenLength(writtenDomain, found.labels);
  const local = `${letters?.replaceAll(' ', '').toLowerCase() ?? ''}${plainDots(writtenLocal)}`;
  const before = prose.slice(Math.max(0, start - 80), start);
  if (/(?:^|\s)(?:git|ssh)\s$/i.test(before) || !isPersonalAddress(local, found.domain)) return undefined;
  const isAddress = isMeant({
    local,
    domain: found.domain,
    bracketed: sign.kind === 'bracketed',
    isCapitalised: /^[A-Z][a-z]/.test(writtenLocal),
    before,
    after: prose.slice(end, end + 80),
    author,
    hasDisguisedDot: HAS_DISGUISED_DOT.test(prose.slice(sign.right, end)),
  });
  return isAddress
    ? { kind: 'email', value: `${local}@${found.domain}`, rule: 'email.disguised', start, end }
    : undefined;
}

function byUsername(reading: Reading, author: string | undefined): Finding[] {
  if (author === undefined || !/^[a-z0-9][\w.+-]*$/.test(author)) return [];
  if (!/user|handle|nick|login|name/i.test(reading.prose)) return [];
  return allMatches(USERNAME, reading.prose).flatMap((match) => {
    const { whose, at, domain: following = '' } = match.groups ?? {};
    const written = DOMAIN_AFTER.exec(following)?.groups?.['domain'] ?? '';
    const found = mailDomain(written);
    if (found === undefined || !isPersonalAddress(author, found.domain)) return [];
    if (whose === undefined && at === '@') return [];
    const end = match.index + match[0].length + writtenLength(written, found.labels);
    return [
      { kind: 'email' as const, value: `${author}@${found.domain}`, rule: 'email.username', start: match.index, end },
    ];
  });
}

function inCapitals(text: string): Finding[] {
  if (!text.includes('DOT')) return [];
  return allMatches(CAPITAL_WORDS, text).flatMap(({ 0: whole, 1: local = '', 2: written = '', index: start }) => {
    const domain = written.replaceAll('DOT', '.').toLowerCase();
    if (!isMailDomain(domain) || !isPersonalAddress(local, domain)) return [];
    const value = `${local}@${domain}`;
    return [{ kind: 'email' as const, value, rule: 'email.disguised', start, end: start + whole.length }];
  });
}

/** Finds addresses hidden from robots: `[at]`, words, spaces, the author's own name at a mail service. */
export function findDisguisedEmails(reading: Reading): Finding[] {
  const author = reading.post.author?.toLowerCase().replace(/^@/, '');
  const found = [...byUsername(reading, author), ...inCapitals(reading.prose)];
  const isFound = overlapWith(found);
  let searched = 0;
  for (const match of allMatches(AT, reading.prose)) {
    if (match.index < searched || isFound({ start: match.index, end: match.index + 1 })) continue;
    const address = addressAt(reading, match.index, match[0], author);
    if (address === undefined) continue;
    found.push(address);
    searched = address.end;
  }
  return found;
}
