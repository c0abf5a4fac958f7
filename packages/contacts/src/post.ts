/** What somebody wrote in public, as a source gave it: markup, entities and all. */
export interface Post {
  /** `hackernews`, `github`, `reddit`, …; decides which bare `@name` is a handle and which is not. */
  readonly platform: string;
  readonly url: string | null;
  readonly author: string | null;
  readonly title: string | null;
  readonly text: string;
}
