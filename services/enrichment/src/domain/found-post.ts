import type { LookTaken } from './further-look.ts';
import type { FoundContact, PostFacts } from './rank-contacts.ts';

/** What was found in a post, and all that is needed to decide later whether its author can be reached. */
export interface FoundPost {
  readonly tenantId: string;
  readonly opportunityId: string;
  /** The loop's, under which what is decided goes on. */
  readonly correlationId: string;
  readonly post: PostFacts;
  /** Best first. */
  readonly contacts: readonly FoundContact[];
  /** Something in it looks like an address, be it a robot's or a placeholder. */
  readonly seemsToState: boolean;
  /** Where else was looked for contacts, which are among {@link contacts}. */
  readonly looks: readonly LookTaken[];
}
