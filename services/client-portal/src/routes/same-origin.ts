/**
 * Whether a form was sent from a page of ours. Every current browser says so in `Sec-Fetch-Site`
 * (https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header), an older one in `Origin`; who says neither is refused.
 * The session cookie is SameSite=Lax besides.
 */
export function isSameOrigin(headers: Readonly<Record<string, string | undefined>>, portalUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers['origin'] === new URL(portalUrl).origin;
}
