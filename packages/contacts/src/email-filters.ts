import { parse } from 'tldts';

const AUTOMATIC_LOCAL =
  /^(?:(?:no|do|dont|don't|not?)[._-]?(?:not[._-]?)?reply|.*[._+-](?:no|do-?not)[._-]?reply|noreply.*|no-reply.*|donotreply.*|bounces?|bounces?[+=._-].*|.*[+._-]bounces?|mailer-daemon|mail-daemon|daemon|auto-?(?:reply|responder|mailer|mated)|notifications?|notify|alerts?-?noreply|.*\[bot\]|bot|.*[._-]bot|bot[._-].*|dependabot.*|renovate.*|github-actions.*|reply\+.*|unsubscribe.*|leave-.*|.*-(?:unsubscribe|leave|bounces|request)|return(?:ed)?|msgid|git|hg|svn|cvs|this|super|self|return|notification|system|robot|autoreply|no_?reply.*|nobody)$/;

const PLACEHOLDER_LOCAL =
  /^(?:you|your|yours|your[._-]?\w*|my[._-]?e?mail|my[._-]?name|e?mail[._-]?address|(?:some|any|other|another)[._-]?(?:one|body|name|user|email)|name|user[._-]?name|usuario|nombre|vorname|nachname|vorname[._-]nachname|imie|имя|john[._-]?doe|jane[._-]?doe|j\.?doe|max\.?mustermann|(?:recruiter|candidate|employee|customer|client)[._-]?(?:name|email)|user(?:name|id)?|user\d?|first(?:[._-]?name)?(?:[._-]?last(?:[._-]?name)?)?|last(?:[._-]?name)|f?name|full[._-]?name|someone|somebody|anyone|nobody|person|recipient|sender|example|sample|test(?:er|ing|user)?|foo(?:bar)?|bar|baz|xx+|yyy|abc|blah|asdf|placeholder|null|undefined)$/;

const PLACEHOLDER_DOMAIN =
  /^(?:(?:your|my|the|our|some|any|other|another|old|new|client|customer|sample|test|demo|fake|foo|dummy)[._-]?(?:company|companyname|domain|domainname|email|site|website|host|server|business|organi[sz]ation|organi[sz]ationname|org|corp|corporation|agency|employer|project|university|blog|web|startup|app|brand|name|store|shop|school)|company|companyname|domain|domainname|email|mail-?server|site|website|host|hostname|server|foo|bar|foobar|baz|xyz|abc|sample|placeholder|test|tests|testing|example\w*|xx+|yyy|acme|acmecorp|contoso|fabrikam|initech|corp|corporation|organization|business|anydomain|domain\d|dominio|empresa|firma|entreprise|azienda|beispiel|mustermann|ejemplo|exemplo|exemple|esempio|provider|somewhere|anywhere|whatever|address)$/;

/** Hosts that only machines write from. */
const NO_MAIL_HOST =
  /(?:^|\.)(?:users\.noreply\.github\.com|noreply\.\w+\.\w+|reply\.github\.com|noreply\.github\.com|ingest\.sentry\.io|sentry\.io|users\.noreply\.gitlab\.com|sentry-next\.wixpress\.com|bounce\..+|(?:xmpp|jabber|muc|conference|chat|sip|pbx|voip|matrix|irc)\.[\w-]+\.\w.*|mail\.gmail\.com|group\.calendar\.google\.com|resource\.calendar\.google\.com|(?:\w+\.)*gserviceaccount\.com|s\.whatsapp\.net|[cg]\.us|(?:\w[\w-]*\.)*amazonaws\.com|(?:\w[\w-]*\.)+compute\.internal|public\.gmane\.org|talk\.google\.com|jabber\.\w+|reply\.\w+\.\w+|notifications\.\w+\.\w+|phx\.gbl)$/;

/** Servers whose `name@server` is a handle on the fediverse; a mail address there would be the operator's. */
const FEDIVERSE_HOST =
  /^(?:(?:mastodon|mstdn|mas|fosstodon|hachyderm|social|toot|pixelfed|lemmy|pleroma|misskey|kbin|peertube|masto|floss|fedi)\..+|(?:fosstodon|techhub|infosec|indieweb|ruby|chaos|phpc|aus|tech|mathstodon|hachyderm|front-end|sigmoid|scholar|cosocial|oldbytes|discuss|sfba|universeodon|functional|hostux|ioc|det|octodon|mastodonapp|c)\.(?:social|org|exchange|lgbt|xyz|io|uk|cafe|systems|space))$/;

/** Every host under which mail is never delivered to a person (RFC 2606, RFC 6761, RFC 6762). */
const RESERVED =
  /(?:^|\.)(?:example\.(?:com|net|org|edu)|(?:example|test|invalid|localhost|local|internal|lan|home|corp|onion|arpa))$/;

/** Image sizes and versions: `2x.png`, `1.2.3`, `v2.io`. */
const NOT_A_NAME =
  /^[1-9]x\.|^v?\d+(?:\.\d+)*\.?[a-z]?\d*$|^v\d+\.|^sha\d|^(?:latest|next|beta|alpha|canary|main|master|head)\./;

/** What mailers make up for Message-IDs and boundaries (RFC 5322, 3.6.4): hexadecimal, dates, the marks of Exim and Gnus. */
const IDENTIFIER =
  /^[0-9a-f]{20,}$|^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$|^\d{9,}(?:\.\S+)*$|^\d{6,}\.[0-9a-z.-]+$|^[\d.]+\.[0-9a-f.]{4,}$|\.fsf(?:_-_)?$|^(?:e1)?[a-z0-9]{6}-[0-9a-z]{6,11}-[0-9a-z]{2,4}$|^ca[a-z0-9+_=-]{24,}$|^[a-z0-9]{3,8}-?\$[a-z0-9$]+$/;

/** Mail services whose mailboxes are numbers. */
const NUMBERED_SERVICE = /^(?:qq|vip\.qq|foxmail|163|126|139|189|naver|yeah)\.(?:com|net)$/;

/**
 * Says whether people can be written to at an address. Refuses robots, reserved and placeholder names, fediverse handles,
 * versions, retina images, and domains that are under no public suffix. Expects lower case.
 */
export function isPersonalAddress(local: string, domain: string): boolean {
  if (local.length > 64 || domain.length > 253 || local.includes('..')) return false;
  if (AUTOMATIC_LOCAL.test(local) || NO_MAIL_HOST.test(domain) || RESERVED.test(domain)) return false;
  if (
    NOT_A_NAME.test(domain) ||
    (IDENTIFIER.test(local) && !NUMBERED_SERVICE.test(domain)) ||
    FEDIVERSE_HOST.test(domain)
  )
    return false;
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
