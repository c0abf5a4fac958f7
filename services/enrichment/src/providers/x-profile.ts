import { z } from 'zod';
import { profileContacts } from '../domain/profile-contacts.ts';
import { afterWait } from './after-wait.ts';
import type { PlaceReader, PlaceReading } from './place-reader.ts';

/** How to reach X: an application's bearer token, and in sandbox mode the address that answers in its place. */
export interface XAccess {
  readonly bearerToken: string;
  readonly sandboxUrl: string | undefined;
}

const API = 'https://api.x.com';
const TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 256 * 1024;

const link = z.object({ expanded_url: z.string().nullish() });

/** https://docs.x.com/x-api/users/get-user-by-username; links stand shortened in the text and whole in `entities`. */
const answer = z.object({
  data: z
    .object({
      username: z.string(),
      description: z.string().nullish(),
      entities: z
        .object({
          url: z.object({ urls: z.array(link) }).nullish(),
          description: z.object({ urls: z.array(link).nullish() }).nullish(),
        })
        .nullish(),
    })
    .optional(),
});

function readingOf(body: string): PlaceReading {
  const parsed = answer.safeParse(parseJson(body));
  if (!parsed.success) return { outcome: 'refused', reason: 'unknown_shape' };
  const { data } = parsed.data;
  // Who is gone or suspended is told of beside the data.
  if (data === undefined) return { outcome: 'refused', reason: 'no_such_user' };
  const links = [...(data.entities?.url?.urls ?? []), ...(data.entities?.description?.urls ?? [])];
  const fields = links.flatMap(({ expanded_url: url }) => url ?? []);
  const url = `https://x.com/${data.username}`;
  const profile = { platform: 'x', url, name: data.username, about: data.description ?? '', fields } as const;
  return { outcome: 'read', contacts: profileContacts(profile) };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** `x-rate-limit-reset` is in seconds since the epoch, by a clock that in sandbox mode is the virtual one; there is no Retry-After. */
function failureOf(response: Response, now: Date): PlaceReading {
  const { headers, status } = response;
  if (status === 401 || status === 403) return { outcome: 'failed', reason: 'credentials_refused', breaker: true };
  if (status === 429) {
    return {
      outcome: 'wait',
      until: afterWait(Number(headers.get('x-rate-limit-reset') ?? Number.NaN) - now.getTime() / 1_000),
    };
  }
  return status >= 500
    ? { outcome: 'failed', reason: `http_${status}` }
    : { outcome: 'refused', reason: `http_${status}` };
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_BODY_BYTES) throw new RangeError('The answer is larger than any profile');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** An X user's profile, through X's own API v2: each one read costs money (about $0.010). */
export function xProfile({ bearerToken, sandboxUrl }: XAccess): PlaceReader {
  return {
    async read(name, { now, signal }) {
      const url = new URL(`/2/users/by/username/${encodeURIComponent(name)}`, sandboxUrl ?? API);
      url.searchParams.set('user.fields', 'description,entities');
      try {
        const response = await fetch(url, {
          headers: { authorization: `Bearer ${bearerToken}`, 'user-agent': 'customer-loop/1 (enrichment)' },
          redirect: 'manual',
          signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        });
        const body = await boundedText(response);
        return response.status === 200 ? readingOf(body) : failureOf(response, now);
      } catch {
        return { outcome: 'failed', reason: 'connection_failed' };
      }
    },
  };
}
