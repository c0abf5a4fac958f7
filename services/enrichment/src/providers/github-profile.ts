import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { profileContacts } from '../domain/profile-contacts.ts';
import { afterWait } from './after-wait.ts';
import type { PlaceReader, PlaceReading } from './place-reader.ts';

/** How to reach GitHub: any account's token, and in sandbox mode who answers in its place. */
export interface GithubAccess {
  readonly token: string;
  readonly sandboxUrl: string | undefined;
}

const TIMEOUT_MS = 10_000;
const DEFAULT_WAIT_SECONDS = 60;

/** https://docs.github.com/rest/users/users#get-a-user; whatever is not stated is null or empty. */
const user = z.object({
  login: z.string(),
  html_url: z.url(),
  type: z.string(),
  email: z.string().nullish(),
  blog: z.string().nullish(),
  bio: z.string().nullish(),
  twitter_username: z.string().nullish(),
});

interface RequestFailure {
  readonly name: string;
  readonly status: number;
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> };
}

/** Secondary limits name a wait, primary ones when they begin anew, by a clock that in sandbox mode is the virtual one. */
function failureOf(error: unknown, now: Date): PlaceReading {
  const { name, response, status } = error as RequestFailure;
  // Octokit says 500 to whatever breaks on the way, and marks it by having no response.
  if (name !== 'HttpError' || response === undefined) return { outcome: 'failed', reason: 'connection_failed' };
  const wait = response.headers['retry-after'];
  const isUsedUp = String(response.headers['x-ratelimit-remaining']) === '0';
  if (status === 401) return { outcome: 'failed', reason: 'credentials_refused', breaker: true };
  if (status === 429 || (status === 403 && (wait !== undefined || isUsedUp))) {
    const resetSeconds = Number(response.headers['x-ratelimit-reset']) - now.getTime() / 1_000;
    return { outcome: 'wait', until: afterWait(Number(wait ?? (isUsedUp ? resetSeconds : DEFAULT_WAIT_SECONDS))) };
  }
  return status >= 500
    ? { outcome: 'failed', reason: `http_${status}` }
    : { outcome: 'refused', reason: `http_${status}` };
}

function readingOf(data: unknown): PlaceReading {
  const parsed = user.safeParse(data);
  if (!parsed.success) return { outcome: 'refused', reason: 'unknown_shape' };
  const { bio, blog, email, html_url: url, login, twitter_username: twitter, type } = parsed.data;
  if (type === 'Bot') return { outcome: 'refused', reason: 'is_a_bot' };
  const fields = [
    email ? `E-mail: ${email}` : '',
    blog ?? '',
    twitter ? `https://x.com/${encodeURIComponent(twitter)}` : '',
  ].filter(Boolean);
  return {
    outcome: 'read',
    contacts: profileContacts({ platform: 'github', url, name: login, about: bio ?? '', fields }),
  };
}

const quiet = () => undefined;

/** A GitHub user's public profile, through the users API. Octokit retries nothing here; its log would print addresses. */
export function githubProfile({ sandboxUrl, token }: GithubAccess): PlaceReader {
  const octokit = new Octokit({
    auth: token,
    userAgent: 'customer-loop/1 (enrichment)',
    ...(sandboxUrl === undefined ? {} : { baseUrl: sandboxUrl }),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  return {
    async read(username, { now, signal }) {
      try {
        const limits = { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) };
        const { data } = await octokit.request('GET /users/{username}', { username, request: limits });
        return readingOf(data);
      } catch (error) {
        return failureOf(error, now);
      }
    },
  };
}
