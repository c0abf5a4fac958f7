import { parse } from 'tldts';

const AUTOMATIC_LOCAL =
  /^(?:(?:no|do|dont|don't|not?)[._-]?(?:not[._-]?)?reply|.*[._+-](?:no|do-?not)[._-]?reply|noreply.*|no-reply.*|donotreply.*|bounces?|bounces?[+=._-].*|.*[+._-]bounces?|mailer-daemon|mail-daemon|daemon|auto-?(?:reply|responder|mailer|mated)|notifications?|notify|alerts?-?noreply|.*\[bot\]|bot|.*[._-]bot|bot[._-].*|dependabot.*|renovate.*|github-actions.*|reply\+.*|unsubscribe|return(?:ed)?|msgid|git|hg|svn|cvs)$/;

const PLACEHOLDER_LOCAL =
  /^(?:you|your|yours|your[._-]?\w*|my[._-]?e?mail|my[._-]?name|e?mail[._-]?address|user(?:name|id)?|user\d?|first(?:[._-]?name)?(?:[._-]?last(?:[._-]?name)?)?|last(?:[._-]?name)|f?name|full[._-]?name|someone|somebody|anyone|nobody|person|recipient|sender|example|sample|test(?:er|ing|user)?|foo(?:bar)?|bar|baz|xx+|yyy|abc|blah|asdf|placeholder|null|undefined)$/;

const PLACEHOLDER_DOMAIN =
  /^(?:(?:your|my|the|our|some|any|other|sample|test|demo|fake|foo|dummy)[._-]?(?:company|companyname|domain|domainname|email|site|website|host|server|business|organi[sz]ation|org|employer|startup|app|brand|name|store|shop|school)|company|companyname|domain|domainname|email|mail-?server|site|website|host|hostname|server|foo|bar|foobar|baz|xyz|abc|sample|placeholder|test|tests|testing|example\w*|xx+|yyy|acme|contoso|corp|business|provider|somewhere|anywhere|whatever|address)$/;

/** Hosts that only machines write from. */
const NO_MAIL_HOST =
  /(?:^|\.)(?:users\.noreply\.github\.com|noreply\.\w+\.\w+|reply\.github\.com|noreply\.github\.com|ingest\.sentry\.io|sentry\.io|users\.noreply\.gitlab\.com|sentry-next\.wixpress\.com|bounce\..+)$/;

/** Servers whose `name@server` is a handle on the fediverse; a mail address there would be the operator's. */
const FEDIVERSE_HOST =
  /^(?:(?:mastodon|mstdn|mas|fosstodon|hachyderm|social|toot|pixelfed|lemmy|pleroma|misskey|kbin|peertube|masto|floss|fedi)\..+|(?:fosstodon|techhub|infosec|indieweb|ruby|chaos|phpc|aus|tech|mathstodon|hachyderm|front-end|sigmoid|scholar|cosocial|oldbytes|discuss|sfba|universeodon|functional|hostux|ioc|det|octodon|mastodonapp|c)\.(?:social|org|exchange|lgbt|xyz|io|uk|cafe|systems|space))$/;

/** Every host under which mail is never delivered to a person (RFC 2606, RFC 6761, RFC 6762). */
const RESERVED =
  /(?:^|\.)(?:example\.(?:com|net|org|edu)|(?:example|test|invalid|localhost|local|internal|lan|home|corp|onion|arpa))$/;

/**
 * Says whether people can be written to at an address. Refuses robots, reserved and placeholder names, fediverse handles,
 * versions, retina images, and domains that are under no public suffix. Expects lower case.
 */
export function isPersonalAddress(local: string, domain: string): boolean {
  if (local.length > 64 || domain.length > 253 || local.includes('..')) return false;
  if (AUTOMATIC_LOCAL.test(local) || NO_MAIL_HOST.test(domain) || RESERVED.test(domain)) return false;
  if (/^[1-9]x\./.test(domain) || /^\d+(?:\.\d+)*\.?[a-z]?\d*$/.test(domain)) return false;
  if (/^[0-9a-f]{20,}$/.test(local) || /^\d{6,}(?:\.\d+)*$/.test(local) || /^[\d.]+\.[0-9a-f.]{4,}$/.test(local))
    return false;
  if (FEDIVERSE_HOST.test(domain)) return false;
  const { isIcann, domain: registered, domainWithoutSuffix: name } = parse(domain);
  if (isIcann !== true || registered === null || name === null) return false;
  return !isPlaceholder(local, domain, name);
}

function isPlaceholder(local: string, domain: string, name: string): boolean {
  if (name.startsWith('example') || PLACEHOLDER_DOMAIN.test(name)) return !/^email\.(?:cz|de|it)$/.test(domain);
  return PLACEHOLDER_LOCAL.test(local);
}

/** Says whether a name is a registered domain's under a public suffix: `drumlinworks.com`, not `node.js`. */
export function isMailDomain(domain: string): boolean {
  const { isIcann, domain: registered } = parse(domain);
  return isIcann === true && registered !== null;
}
