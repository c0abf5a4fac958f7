/** Which monthly thread of Hacker News a comment stands in. */
export type HiringThread = 'freelancer' | 'hiring' | 'seekers';

/** A post as its source gave it, once it has an identity. */
export interface RawPost {
  readonly platform: string;
  /** The source's own id; an imported line without one gets the hash of its content. */
  readonly externalId: string;
  readonly url: string | null;
  readonly author: string | null;
  readonly title: string | null;
  /** Markup, entities and all. */
  readonly text: string | null;
  readonly postedAt: Date | null;
  readonly thread: HiringThread | null;
  /** True for an answer to another post of the thread. */
  readonly isReply: boolean;
  /** What the platform or its people marked it with: flair, labels, categories. */
  readonly labels?: readonly string[];
  /** True where a search engine or a model tells of a post, instead of the platform itself. */
  readonly isSummary?: boolean;
  /** True where a program wrote it. */
  readonly isByBot?: boolean;
}
