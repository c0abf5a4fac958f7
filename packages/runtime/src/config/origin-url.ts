import { z } from 'zod';

/** `https://portal.example.org`: nothing beside scheme, host and port, since paths of our own are put behind it. */
function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).href === `${new URL(value).origin}/`;
}

/** A setting that says where something is reached over http or https. With a path, a query or a user in it, it is refused. */
export const originUrl = z
  .url({ protocol: /^https?$/ })
  .refine(isOrigin, 'must be scheme, host and port alone: no path, no query, no user');

/**
 * Whether a host can only be this machine or one beside it: a loopback address, a name under `localhost` (RFC 6761 §6.3), or a
 * name of one label, as containers call one another. Nobody out in the world has such a name.
 */
export function isNearby(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost|[a-z][a-z0-9_-]*)$/.test(hostname);
}
