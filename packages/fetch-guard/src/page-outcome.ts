/** Why a page is not read, now or later: it is forbidden, hostile, or nothing for us. */
export type RefusalReason =
  | 'bad_address'
  | 'scheme_refused'
  | 'port_refused'
  | 'credentials_in_address'
  | 'outside_sandbox'
  | 'off_limits'
  | 'private_address'
  | 'metadata_address'
  | 'name_unknown'
  | 'too_many_redirects'
  | 'redirect_without_target'
  | 'robots_disallow'
  | 'headers_too_large'
  | 'body_too_large'
  | 'encoding_refused'
  | 'body_broken'
  | 'content_type_refused'
  | 'charset_refused'
  | `http_${number}`;

/** Why nothing was read this time; another time it may be. */
export type FailureReason =
  | 'timeout'
  | 'name_lookup_failed'
  | 'connection_failed'
  | 'robots_unreachable'
  | `http_${number}`;

/** A page as it was read. */
export interface FetchedPage {
  readonly outcome: 'page';
  /** Where the redirects ended. */
  readonly url: string;
  /** `text/html`, `application/xhtml+xml` or `text/plain`. */
  readonly contentType: string;
  /** The encoding it was read by, by its name in the Encoding Standard: `UTF-8`, `windows-1252`. */
  readonly charset: string;
  readonly text: string;
  readonly redirects: number;
}

/** What came of wanting a page. Nothing outside is ever changed by it. */
export type PageOutcome =
  | FetchedPage
  | { readonly outcome: 'refused'; readonly reason: RefusalReason }
  | { readonly outcome: 'failed'; readonly reason: FailureReason }
  /** Its host has had enough of us for now, by its own word or by our rate; `until` is real time. */
  | { readonly outcome: 'wait'; readonly until: Date };

/** A page that is not had, on its way to the one place that answers so. */
export class NoPage extends Error {
  readonly answer: Exclude<PageOutcome, FetchedPage>;

  constructor(answer: Exclude<PageOutcome, FetchedPage>, cause?: unknown) {
    super('No page', { cause });
    this.name = 'NoPage';
    this.answer = answer;
  }
}

/** A {@link NoPage} for good. */
export const refused = (reason: RefusalReason, cause?: unknown): NoPage =>
  new NoPage({ outcome: 'refused', reason }, cause);

/** A {@link NoPage} for this time. */
export const failed = (reason: FailureReason, cause?: unknown): NoPage =>
  new NoPage({ outcome: 'failed', reason }, cause);
