import { isPersonalAddress } from './email-filters.ts';
import type { Finding } from './finding.ts';
import { BARRIER, type Reading } from './reading.ts';

const ADDRESS =
  /(?<![\p{L}\p{N}])([a-z0-9_][a-z0-9._%+-]{0,63})@((?:[a-z0-9\u00df-\u024f](?:[a-z0-9\u00df-\u024f-]*[a-z0-9\u00df-\u024f])?\.)+(?:xn--[a-z0-9-]+|[a-z]{2,24}))(?![a-z0-9-])/giu;
const MAILTO = /\bmailto:([^\s<>"'?\ue000]+)(?:\?[^\s<>"'\ue000]*)?/gi;

/** What directly before an address makes it something else: a login, a handle, an identifier of another network. */
const NOT_MAIL_BEFORE =
  /(?:\[bot\]\s*<|[@/\\=$%#&?]|:\/\/|(?:^|\s)[\w.+-]+:(?<!\b(?:e-?mails?|mails?|mailto|contact|contacto|kontakt|to|from|cc|bcc|at|apply|correo|reply|reach|me|us|gmail|почта|почту|почте|邮箱|addresse?|support|sales|info|jobs|cv|resume|hr|hiring|us|form|address|by|via|name|author|maintainer|owner)[:：])|\b(?:sips?|xmpp|jid|jabber|matrix|scp|acct|magnet|ssh|sftp|rsync|mosh|psql|mysql|redis-cli|telnet|ftp|git|hg|svn|clone)\s*:?\s*(?:-\w+\s+|(?:url|id|user)\s*[:=]\s*)*)$/iu;
const IDENTIFIER_LINE = /(?:message-id|in-reply-to|references|content-id|x-[\w-]*id|list-id)\s*:[^\n]*$/i;
const FEDIVERSE_BEFORE =
  /\b(?:fediverse|mastodon|masto|pleroma|misskey|activitypub|bluesky|bsky|xmpp|jabber|matrix)\b[^\n.!?]{0,40}$/i;
const NOT_MAIL_AFTER =
  /^(?:@|:[\w~/$]|\/(?![^\s/]*@)\S|[^\S\n]*\((?:not|no)\b[^)]*\b(?:e-?mail|mail)\b|\s*(?:is|it's|—|-)?\s*not an e-?mail|…)/i;
const LABELLED_LINE =
  /e-?mail|mailto|contact|author|signed-off-by|co-authored-by|maintainer|reported-by|reviewed-by|owner|support|<[^<>\s]+@[^<>\s]+>/i;

function addressesIn(text: string, rule: string, offset = 0): Finding[] {
  return [...text.matchAll(ADDRESS)].flatMap((match) => {
    const [whole, local = '', domain = ''] = match;
    const start = match.index;
    const end = start + whole.length;
    const before = text.slice(Math.max(0, start - 90), start);
    const after = text.slice(end, end + 60);
    if (NOT_MAIL_BEFORE.test(before) && !/@[\w.-]+\.[a-z]+\/$/i.test(before)) return [];
    if (IDENTIFIER_LINE.test(before) || FEDIVERSE_BEFORE.test(before) || NOT_MAIL_AFTER.test(after)) return [];
    return finding(local, domain, rule, offset + start, offset + end);
  });
}

function finding(written: string, host: string, rule: string, start: number, end: number): Finding[] {
  const local = written
    .toLowerCase()
    .replace(/^[_.%+-]+|[_.%-]+$/g, '')
    .replace(/nospam|no-spam|removethis|remove-this/g, '');
  const domain = host.toLowerCase().replace(/(?:nospam|removethis|remove-this)[.-]?/g, '');
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
  return [...text.matchAll(MAILTO)].flatMap((match) =>
    decodedAddress(match[1] ?? '')
      .split(/[,;]/)
      .flatMap((address) => {
        const [local = '', domain = '', ...rest] = address.trim().split('@');
        return rest.length > 0
          ? []
          : finding(local, domain, 'email.mailto', match.index, match.index + match[0].length);
      }),
  );
}

/** Finds addresses that are written as addresses, in prose, in `mailto:` links, and on labelled lines of code blocks. */
export function findPlainEmails(reading: Reading): Finding[] {
  const withoutMailto = reading.prose.replace(MAILTO, (match) => BARRIER.repeat(match.length));
  const inCode = reading.codeBlocks.flatMap((block) => {
    let at = block.start;
    return block.text.split('\n').flatMap((line) => {
      const found = LABELLED_LINE.test(line) ? addressesIn(line, 'email.code', at) : [];
      at += line.length + 1;
      return found;
    });
  });
  return [...mailtoAddresses(reading.text), ...addressesIn(withoutMailto, 'email.plain'), ...inCode];
}
