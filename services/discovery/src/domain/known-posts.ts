import { bandsOf, likenessOf } from './near-copies.ts';

/** A post that was seen before, as much of it as the judgement needs. */
export interface Earlier {
  readonly id: string;
  readonly author_sha256: string | null;
  readonly text_sha256: string | null;
  readonly page_sha256: string | null;
  readonly signature: readonly number[];
  readonly found: boolean;
  /** The opportunity it repeats itself. */
  readonly duplicate_of: string | null;
  /** A summary in which nobody can be reached: the post itself, with its author, is still wanted. */
  readonly gives_way: boolean;
  readonly forgotten_at: Date | null;
}

/** A post that may repeat one. */
interface Compared {
  readonly post: { readonly author: string | null; readonly isSummary?: boolean };
  readonly authorSha256: string | null;
  readonly textSha256: string;
  readonly pageSha256: string | null;
  readonly signature: readonly number[];
  readonly bands: readonly string[];
}

/** Two posts of one author that share this much of their wording are one post, edited. */
const SAME_POST = 0.6;
/** So much alike are posts of different authors only where one was copied from the other. */
const COPIED_POST = 0.8;

function put(index: Map<string, Earlier[]>, key: string | null, post: Earlier): void {
  if (key === null) return;
  const others = index.get(key);
  if (others === undefined) index.set(key, [post]);
  else others.push(post);
}

/** What was seen before, found by what two posts may have in common; the first that was added is the original. */
export class KnownPosts {
  readonly #byId = new Map<string, Earlier>();
  readonly #byText = new Map<string, Earlier[]>();
  readonly #byPage = new Map<string, Earlier[]>();
  readonly #byBand = new Map<string, Earlier[]>();

  constructor(posts: readonly Earlier[] = []) {
    for (const post of posts) this.add(post);
  }

  /** Adds a post. Without its bands they are made from its signature. */
  add(post: Earlier, bands: readonly string[] = bandsOf(post.signature)): void {
    if (this.#byId.has(post.id)) return;
    this.#byId.set(post.id, post);
    put(this.#byText, post.text_sha256, post);
    put(this.#byPage, post.page_sha256, post);
    for (const band of bands) put(this.#byBand, band, post);
  }

  withId(id: string): Earlier | undefined {
    return this.#byId.get(id);
  }

  /** One with the same letters and digits. */
  sayingTheSame(post: Compared): Earlier | undefined {
    return this.#byText.get(post.textSha256)?.find((earlier) => stands(earlier, post));
  }

  /** One of the same page, where either of the two is a summary of it. */
  ofTheSamePage(post: Compared): Earlier | undefined {
    if (post.pageSha256 === null || !post.post.isSummary) return undefined;
    return this.#byPage.get(post.pageSha256)?.find((earlier) => stands(earlier, post));
  }

  /** The likest of those that are nearly the same. */
  nearlyTheSame(post: Compared): Earlier | undefined {
    const candidates = new Set(post.bands.flatMap((band) => this.#byBand.get(band) ?? []));
    let best: { readonly earlier: Earlier; readonly likeness: number } | undefined;
    for (const earlier of candidates) {
      const isOwn = earlier.author_sha256 !== null && earlier.author_sha256 === post.authorSha256;
      const likeness = likenessOf(earlier.signature, post.signature);
      if (likeness < (isOwn ? SAME_POST : COPIED_POST) || likeness <= (best?.likeness ?? 0)) continue;
      if (stands(earlier, post)) best = { earlier, likeness };
    }
    return best?.earlier;
  }
}

/** Whether a repetition of the earlier post is one: a summary that leads to nobody does not stand in its author's way. */
const stands = (earlier: Earlier, { post }: Compared): boolean =>
  !(earlier.gives_way && !post.isSummary && post.author !== null);
