import type { ReplyCookie } from './route.ts';

/** Reads a `Cookie` header (RFC 6265 §5.4). Of a repeated name the first counts; what does not decode is left out. */
export function parseCookies(header: string | undefined): Readonly<Record<string, string | undefined>> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const separator = pair.indexOf('=');
    const name = pair.slice(0, separator).trim();
    if (separator < 1 || cookies.has(name)) continue;
    try {
      cookies.set(name, decodeURIComponent(pair.slice(separator + 1).trim()));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'URIError') throw error;
    }
  }
  return Object.fromEntries(cookies);
}

/**
 * Writes a `Set-Cookie` value: always `HttpOnly`, `SameSite=Lax` and `Path=/`; `Secure` for `__Host-` and `__Secure-` names
 * (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes). Throws on a name that is
 * no token: a bug.
 */
export function serializeCookie(cookie: ReplyCookie): string {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(cookie.name)) throw new Error(`"${cookie.name}" cannot be the name of a cookie`);
  const secure = /^__(Host|Secure)-/.test(cookie.name) ? '; Secure' : '';
  const value = encodeURIComponent(cookie.value);
  return `${cookie.name}=${value}; Max-Age=${Math.max(0, Math.floor(cookie.maxAgeS))}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}
