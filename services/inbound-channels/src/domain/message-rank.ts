import type { MessageStatus } from './received-event.ts';

/**
 * Reports overtake each other. A message that was opened was delivered, whatever comes in later; one that bounced, was dropped
 * or was complained about stays so.
 */
const RANKS: Readonly<Record<MessageStatus, number>> = {
  accepted: 1,
  deferred: 2,
  delivered: 3,
  opened: 4,
  read: 4,
  clicked: 5,
  unsubscribed: 6,
  failed: 7,
  dropped: 7,
  bounced: 7,
  complained: 8,
};

/** How far a status is; of two the higher stays. */
export const rankOf = (status: MessageStatus): number => RANKS[status];
