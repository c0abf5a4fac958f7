/** When a post appeared, relative to the sandbox's first start. */
export type PostTime =
  /** Hours before the first start; negative: appears only once the virtual clock gets there. */
  | { readonly hoursAgo: number }
  /** Between its thread's beginning (0) and the first start, or the month's end for a past thread (1). */
  | { readonly threadPosition: number };

/** What the post is, for tests to compare with; never part of what the API answers. */
export interface PostTruth {
  readonly intent: 'demand' | 'supply' | 'hiring' | 'other';
  /** The address a careful reader would write to. */
  readonly email: string | null;
  /** What is asked for, in the words of a catalogue. */
  readonly ask?: 'web app' | 'automation' | 'data' | 'mobile' | 'design' | 'other';
  /** Set on a repost, exact or nearly so. */
  readonly duplicateOf?: number;
  /** Set where the post is broken or made to mislead. */
  readonly trap?: string;
}

/** One invented Hacker News post. `text` is HTML as the API serves it. */
export interface SeedPost {
  readonly id: number;
  readonly type: 'story' | 'comment';
  readonly author: string | null;
  readonly title?: string;
  readonly text: string | null;
  readonly url?: string;
  /** The story or comment it answers. */
  readonly parent?: number;
  readonly time: PostTime;
  readonly points?: number;
  readonly truth: PostTruth;
}
