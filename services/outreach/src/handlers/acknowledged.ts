import {
  callCompleted,
  commentReceived,
  contractSigned,
  contractViewed,
  deliveryApproved,
  deliveryRevisionRequested,
  listingPhotosRequested,
  messageReceived,
  milestoneDisputed,
  milestoneExposed,
  milestoneFundingExpired,
  milestoneReleased,
} from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';

/**
 * Events that lead to no message: the client sees them in the portal, where they happen, and is not written to about each.
 * Conversations, listings and follow-ups will take theirs out of this list and give them handlers; replay then brings the past.
 */
export const acknowledged: readonly EventHandler[] = [
  contractViewed,
  contractSigned,
  deliveryApproved,
  deliveryRevisionRequested,
  milestoneDisputed,
  milestoneFundingExpired,
  milestoneReleased,
  milestoneExposed,
  messageReceived,
  commentReceived,
  callCompleted,
  listingPhotosRequested,
].map((event) => on(event, async () => undefined));
