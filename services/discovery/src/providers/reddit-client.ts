import { createRequire } from 'node:module';
import { askHttp, credentialsRefused, failedStatus } from './ask-http.ts';
import type { SourceFailure } from './source.ts';

/** How to reach Reddit: an approved application's credentials, and in sandbox mode the address that answers in its place. */
export interface RedditAccess {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Without one the application reads for itself (app-only). */
  readonly refreshToken: string | undefined;
  /** Unique to the installation, as Reddit asks: `platform:app-id:version (by /u/name)`. */
  readonly userAgent: string;
  readonly sandboxUrl: string | undefined;
}

/** A JSON body with the headers that tell of the quota. */
export interface RedditAnswer {
  readonly json: unknown;
  readonly headers: Headers;
  readonly body: string;
}

interface RawRequest {
  readonly baseUrl: string;
  readonly uri: string;
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly qs?: Readonly<Record<string, string | number>>;
  readonly form?: Readonly<Record<string, string>>;
  /** Ours, handed through; where snoowrap asks for a token of its own accord, the limit of time is all there is. */
  readonly signal?: AbortSignal;
  readonly auth: { readonly bearer: string } | { readonly user: string; readonly pass: string };
}

/** What we use of snoowrap 1.23 (docs/decisions/014): its types drag in those of `request`. */
interface Snoowrap {
  accessToken: string | null;
  tokenExpiration: number | null;
  config(options: object): void;
  oauthRequest(options: object): PromiseLike<RedditAnswer>;
  updateAccessToken(): PromiseLike<string>;
  credentialedClientRequest(options: object): PromiseLike<{ access_token?: unknown; expires_in?: unknown }>;
}

/** Thrown through snoowrap, which knows nothing of it, and caught by {@link RedditClient}. */
class CallFailed extends Error {
  readonly failure: SourceFailure;

  constructor(failure: SourceFailure) {
    super('A call of Reddit failed');
    this.failure = failure;
  }
}

const isTokenCall = ({ uri }: RawRequest) => uri.endsWith('access_token');

function authorization(auth: RawRequest['auth']): string {
  if ('bearer' in auth) return `bearer ${auth.bearer}`;
  return `Basic ${Buffer.from(`${auth.user}:${auth.pass}`).toString('base64')}`;
}

/** A token that ran out early is asked for anew by the next attempt; an application that is not taken never will be. */
function failureOf(request: RawRequest, status: number, headers: Headers): SourceFailure {
  if (isTokenCall(request) && status >= 400 && status < 500 && status !== 429) return credentialsRefused;
  if (status === 401) return { failed: 'not_sent', reason: 'token_refused' };
  if (status === 429) return failedStatus(status, headers.get('x-ratelimit-reset') ?? headers.get('retry-after'));
  return failedStatus(status, headers.get('retry-after'));
}

/**
 * snoowrap, held within bounds: its requests go through our own `fetch` (no redirect, a limit of time and size, the effect's signal), it
 * does not retry, sleep, warn or turn answers into objects that fetch by themselves. Loaded at the first call.
 */
export class RedditClient {
  readonly #access: RedditAccess;
  #snoowrap: Snoowrap | undefined;

  constructor(access: RedditAccess) {
    this.#access = access;
  }

  /** One GET. */
  async get(
    uri: string,
    qs: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<RedditAnswer | SourceFailure> {
    this.#snoowrap ??= this.#load();
    try {
      return await this.#snoowrap.oauthRequest({ uri, method: 'get', qs, signal });
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      const { failure } = error;
      if (failure.failed === 'not_sent' && failure.reason === 'token_refused') this.#snoowrap.accessToken = null;
      return failure;
    }
  }

  #load(): Snoowrap {
    const { clientId, clientSecret, refreshToken, userAgent } = this.#access;
    const Base = createRequire(import.meta.url)('snoowrap') as new (options: object) => Snoowrap;
    const send = (request: RawRequest) => this.#send(request);
    class BoundedSnoowrap extends Base {
      rawRequest(request: RawRequest): Promise<unknown> {
        return send(request);
      }

      /** Answers stay the plain JSON they are. */
      _populate(answer: unknown): unknown {
        return answer;
      }

      override async updateAccessToken(): Promise<string> {
        if (refreshToken !== undefined) return super.updateAccessToken();
        if (this.accessToken !== null && this.accessToken !== '' && Date.now() < (this.tokenExpiration ?? 0)) {
          return this.accessToken;
        }
        const form = { grant_type: 'client_credentials' };
        const token = await this.credentialedClientRequest({ method: 'post', uri: 'api/v1/access_token', form });
        if (typeof token.access_token !== 'string') throw new CallFailed(credentialsRefused);
        this.accessToken = token.access_token;
        this.tokenExpiration = Date.now() + Number(token.expires_in ?? 0) * 1_000;
        return token.access_token;
      }
    }
    const options = refreshToken === undefined ? { accessToken: 'none yet' } : { refreshToken };
    const snoowrap = new BoundedSnoowrap({ userAgent, clientId, clientSecret, ...options });
    if (refreshToken === undefined) snoowrap.accessToken = null;
    // With an empty list of codes its catch takes every error for a response of Reddit; no status is 0.
    snoowrap.config({ requestDelay: 0, retryErrorCodes: [0], maxRetryAttempts: 1, warnings: false, proxies: false });
    return snoowrap;
  }

  async #send(request: RawRequest): Promise<unknown> {
    const { auth, form, headers, method = 'get', qs } = request;
    const url = new URL(request.uri.replace(/^\//, ''), `${this.#access.sandboxUrl ?? request.baseUrl}/`);
    for (const [name, value] of Object.entries(qs ?? {})) url.searchParams.set(name, String(value));
    const answer = await askHttp(url, {
      method: method.toLowerCase() === 'post' ? 'POST' : 'GET',
      headers: {
        ...headers,
        accept: 'application/json',
        authorization: authorization(auth),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
      signal: request.signal ?? new AbortController().signal,
    });
    if ('failed' in answer) throw new CallFailed(answer);
    if (answer.status !== 200) throw new CallFailed(failureOf(request, answer.status, answer.headers));
    const json = parsed(answer.body);
    if (isTokenCall(request)) return json ?? {};
    // Where snoowrap expects a response it only hands `body` on.
    return { body: { json, headers: answer.headers, body: answer.body }, request: { uri: { href: url.href } } };
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
