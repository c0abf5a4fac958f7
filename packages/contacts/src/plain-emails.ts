import { allMatches } from './all-matches.ts';
import { isMailDomain, isPersonalAddress } from './email-filters.ts';
import { MAIL_SERVICES } from './email-words.ts';
import type { Finding } from './finding.ts';
import { BARRIER, type Reading } from './reading.ts';

/** Directly before the sign. Letters of Latin, Greek and Cyrillic would belong to it; those of other scripts do not. */
const LOCAL_BEFORE =
  /(?<![a-z0-9\u00c0-\u024f\u0370-\u052f])([a-z0-9_\u00df-\u024f](?:[a-z0-9._%+\u00df-\u024f-]|(?<=[a-z])'(?=[a-z])){0,63})$/i;
const DOMAIN_AFTER =
  /^(?:[a-z0-9\u00df-\u024f](?:[a-z0-9\u00df-\u024f-]{0,61}[a-z0-9\u00df-\u024f])?\.){1,8}(?:xn--[a-z0-9-]{2,60}|[a-z]{2,24})(?![a-z0-9])/i;
/** "hazel@gmail", the ending left out. */
const SERVICE_AFTER = /^(?:gmail|hotmail|protonmail|icloud|outlook|yahoo|fastmail|googlemail)(?![\w.@-]|\.\w)/i;
const MAILTO = /\bmailto:([^\s<>"'?|\x7f]{1,500})(?:\?[^\s<>"'|\x7f]{0,2000})?/gi;

/** What directly before an address makes it something else: a login, a handle, an identifier of another network. */
const NOT_MAIL_BEFORE =
  /(?:\[bot\]\s*<|[@/\\$%#&?]|(?<!(?:mail|author|contact|maintainer|from|to|owner|cc|admin|reply)\w{0,8})=|:\/\/|(?:^|\s)[\w.+-]+:(?<!\b(?:e-?mails?|mails?|mailto|contact|contacts|contacto|kontakt|to|from|cc|bcc|at|apply|correo|courriel|reply|reach|me|us|gmail|почта|почту|почте|邮箱|メール|addresse?|adresse?|support|sales|info|jobs|cv|resume|hr|hiring|us|form|address|by|via|name|author|maintainer|owner|here|bewerbung|careers|press|billing|security|recruiting|inquiries|enquiries|questions|paypal|zelle|e|m|@|✉|📧|📩):)|\b(?:sips?|xmpp|jid|jabber|matrix|scp|acct|magnet|ssh|sftp|rsync|mosh|psql|mysql|redis-cli|telnet|ftp|git|hg|svn|clone|kubectl|sshfs|ssh-copy-id|login\s+as|logged\s+in\s+as)\s*:?\s*(?:-\w+\s+(?:\S+\s+)?|(?:url|id|user)\s*[:=]\s*)*["']?)$/i;
const IDENTIFIER_LINE = /(?:message-id|in-reply-to|references|content-id|x-[\w-]*id|list-id|return-path)\s*:[^\n]*$/i;
const FEDIVERSE_BEFORE =
  /\b(?:fediverse|mastodon|masto|pleroma|misskey|activitypub|bluesky|bsky|xmpp|jabber|matrix|lemmy|pixelfed|friendica|sip|voip)\b[^\n.!?]{0,40}$/i;
const NOT_MAIL_AFTER =
  /^(?:@|::|:[\w~/$](?<!:\d{1,2}(?!\d))|\/(?![^\s/]*@)[a-z~]|[^\S\n]*\((?:not|no)\b[^)]{0,60}\b(?:e-?mail|mail)\b|\s*(?:is|it's|—|-)?\s*not an e-?mail|\s*[~/][\w/.-]*\]?[#$]|…)/i;
const LABELLED_LINE =
  /e-?mail|mailto|contact|author|signed-off-by|co-authored-by|maintainer|reported-by|reviewed-by|owner|support|<[^<>\s]+@[^<>\s]+>/i;

/** "wrenlock.com.Please": a sentence that begins without a space belongs to no name. */
function withoutSentence(written: string): string {
  const shorter = /^(.+\.\p{Ll}{2,})\.\p{Lu}\p{Ll}*$/u.exec(written)?.[1];
  if (shorter === undefined || isMailDomain(written.toLowerCase())) return written.toLowerCase();
  return shorter.toLowerCase();
}

function addressAt(text: string, at: number, rule: string, offset: number): Finding[] {
  const right = text.slice(at + 1, at + 260);
  const domain = DOMAIN_AFTER.exec(right)?.[0] ?? SERVICE_AFTER.exec(right)?.[0];
  if (domain === undefined) return [];
  const written = LOCAL_BEFORE.exec(text.slice(Math.max(0, at - 66), at))?.[1];
  if (written === undefined) return [];
  const host = MAIL_SERVICES[domain.toLowerCase()] ?? withoutSentence(domain);
  const start = at - written.length;
  const end = at + 1 + (domain.includes('.') ? host.length : domain.length);
  const before = text.slice(Math.max(0, start - 90), start);
  const after = text.slice(end, end + 60);
  if (NOT_MAIL_BEFORE.test(before) && !/@[\w.-]+\.[a-z]+\/$/i.test(before)) return [];
  if (IDENTIFIER_LINE.test(before) || FEDIVERSE_BEFORE.test(before) || NOT_MAIL_AFTER.test(after)) return [];
  return finding(written, host, rule, offset + start, offset + end);
}

function addressesIn(text: string, rule: string, offset = 0): Finding[] {
  const found: Finding[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1))
    found.push(...addressAt(text, at, rule, offset));
  return found;
}

function finding(written: string, host: string, rule: string, start: number, end: number): Finding[] {
  const local = written
    .toLowerCase()
    .replace(/^[_.%+'-]+|[_.%'-]+$/g, '')
    .replace(/[._-]?(?:no-?spam|remove-?(?:this|me))[._-]?/g, '');
  const domain = host.toLowerCase().replace(/(?:no-?spam|remove-?(?:this|me))[.-]?/g, '');
  if (local === '' || !isPersonalAddress(local, domain)) return [];
  return [{ kind: 'email', value: `${local}@${domain}`, rule, start, end }];
}

function decodedAddress(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch (cause) {
    if (cause instanceof URIError) return written;
    throw cause;
  }
}

function mailtoAddresses(text: string): Finding[] {
  return allMatches(MAILTO, text).flatMap((match) =>
    decodedAddress(match[1] ?? '')
      .split(/[,;]/)
      .flatMap((address) => {
        const [local = '', domain = '', ...rest] = address.trim().split('@');
        return rest.length > 0 || !/^[^\s/:@]+$/.test(domain)
          ? []
          : finding(local, domain.replace(/[).]+$/, ''), 'email.mailto', match.index, match.index + match[0].length);
      }),
  );
}

function inCodeBlocks(reading: Reading): Finding[] {
  return reading.codeBlocks.flatMap((block) => {
    if (!block.text.includes('@')) return [];
    let at = block.start;
    return block.text.split('\n').flatMap((line) => {
      const found = LABELLED_LINE.test(line) ? addressesIn(line, 'email.code', at) : [];
      at += line.length + 1;
      return found;
    });
  });
}

/** Finds addresses that are written as addresses, in prose, in `mailto:` links, and on labelled lines of code blocks. */
export function findPlainEmails(reading: Reading): Finding[] {
  const { prose, text } = reading;
  const inCode = inCodeBlocks(reading);
  if (!/mailto:/i.test(text)) return prose.includes('@') ? [...addressesIn(prose, 'email.plain'), ...inCode] : inCode;
  const withoutMailto = prose.replace(MAILTO, (match) => BARRIER.repeat(match.length));
  return [...mailtoAddresses(text), ...addressesIn(withoutMailto, 'email.plain'), ...inCode];
}
