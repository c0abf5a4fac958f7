import type { MessageClass } from './message-kind.ts';

/** Why an address is not written to. */
export type SuppressionReason = 'unsubscribed' | 'complained' | 'operator' | 'bounced' | 'dropped' | 'forgotten';

/** Reasons that a person takes back for a moment by asking for a code. The others say that mail does not, or must not, arrive. */
const WISHES: ReadonlySet<SuppressionReason> = new Set(['unsubscribed', 'complained']);

/**
 * True when a suppressed address gets no message of this class. Somebody who unsubscribed and then asks for a code gets that
 * code, else they could not sign; they get no proposal, no receipt and no notice.
 */
export function blocks(reason: SuppressionReason, messageClass: MessageClass): boolean {
  return messageClass !== 'requested' || !WISHES.has(reason);
}
