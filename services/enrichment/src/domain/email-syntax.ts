/** Bounds in octets of UTF-8: RFC 5321 §4.5.3.1, with the erratum that leaves 254 for an address. */
const MAX_ADDRESS_OCTETS = 254;
const MAX_LOCAL_OCTETS = 64;
const MAX_DOMAIN_OCTETS = 253;

/** `atext` of RFC 5322 §3.2.3, and all letters beyond ASCII (RFC 6531 §3.3); no control characters, no spaces. */
const ATOM = /^[\w!#$%&'*+/=?^`{|}~\-\u00a1-\u{10ffff}]+$/u;
const SPACE_BEYOND_ASCII = /[\s\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]/u;
/** A quoted local part: printable ASCII and UTF-8, quotes and backslashes escaped (RFC 5321 §4.1.2). */
const QUOTED = /^"(?:[ !#-[\]-~\u00a1-\u{10ffff}]|\\[ -~])*"$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** An address taken apart. */
export interface EmailParts {
  readonly local: string;
  /** As DNS knows it: lower case, letters beyond ASCII in their `xn--` form. */
  readonly domain: string;
  /** What stands behind a plus sign, by which the reader sorts mail. */
  readonly tag: string | null;
}

const octets = (text: string): number => new TextEncoder().encode(text).length;

function isLocalPart(local: string): boolean {
  if (octets(local) > MAX_LOCAL_OCTETS) return false;
  if (local.startsWith('"')) return QUOTED.test(local);
  return local.split('.').every((atom) => ATOM.test(atom) && !SPACE_BEYOND_ASCII.test(atom));
}

/** The name as DNS knows it, or undefined where it is none that mail could go to: an address literal is a machine's. */
function domainInAscii(domain: string): string | undefined {
  if (/[\s[\]:/\\?#@%]/.test(domain) || !URL.canParse(`http://${domain}/`)) return undefined;
  const ascii = new URL(`http://${domain}/`).hostname;
  const labels = ascii.split('.');
  const isName = labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '');
  return isName && ascii.length <= MAX_DOMAIN_OCTETS ? ascii : undefined;
}

/**
 * Takes an e-mail address apart within the bounds of RFC 5321 and, for letters beyond ASCII, RFC 6531; undefined where it is
 * none. Domains without a dot and address literals are refused: mail to them is no stranger's business.
 */
export function emailParts(address: string): EmailParts | undefined {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(0, at));
  const domain = at > 0 ? domainInAscii(address.slice(at + 1)) : undefined;
  if (domain === undefined || octets(address) > MAX_ADDRESS_OCTETS || !isLocalPart(local)) return undefined;
  const plus = local.startsWith('"') ? -1 : local.indexOf('+', 1);
  return { local, domain, tag: plus > 0 ? local.slice(plus + 1) : null };
}
