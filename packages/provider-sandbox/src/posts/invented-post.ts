/** What a post is, for tests to compare with; never part of what a vendor answers. */
export type PostIntent = 'demand' | 'supply' | 'other';

/** One invented post, before a vendor's own markup is put around it. */
export interface InventedPost {
  /** Rises with time; vendors make their own ids of it. */
  readonly number: number;
  readonly author: string;
  readonly title: string;
  /** Paragraphs, plain. */
  readonly text: string;
  /** ISO 639-1. */
  readonly language: string;
  readonly intent: PostIntent;
  /** As it stands in the text: `$1.5k`, `600–900 €`; `null` where none is named. */
  readonly budget: string | null;
  /** What a careful reader would write to: an address, a handle, a number; `null` where only the platform leads to them. */
  readonly contact: string | null;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  /** The vendor says that it is gone; nothing of it may be kept. */
  readonly isDeleted: boolean;
  readonly isByBot: boolean;
  /** The post whose words it repeats, to the letter or nearly. */
  readonly duplicateOf: number | null;
  /** Set where it is made to mislead. */
  readonly trap: string | null;
}

/** A post before it has a date. */
export type PostSeed = Omit<InventedPost, 'number' | 'createdAt' | 'isDeleted' | 'isByBot' | 'duplicateOf' | 'trap'> &
  Partial<Pick<InventedPost, 'isDeleted' | 'isByBot' | 'trap'>>;
