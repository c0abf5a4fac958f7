import type { MessageClass } from './message-kind.ts';
import { blocks, type SuppressionReason } from './suppression.ts';

/** The house's own conditions for writing to anybody. */
export interface SendingRules {
  readonly mode: 'sandbox' | 'test' | 'live';
  /** What the e-mail provider lacks; empty when it is configured. */
  readonly providerMissing: readonly string[];
  /** Settings without which nothing may leave: name, address, postal address, unsubscribe address and key. */
  readonly senderMissing: readonly string[];
  /** The only addresses written to in test mode; normalised. */
  readonly testRecipients: readonly string[];
}

/** What is to be sent, to whom. */
export interface SendWish {
  readonly messageClass: MessageClass;
  /** The mode the contract was made in. */
  readonly contractMode: SendingRules['mode'];
  /** Normalised. */
  readonly address: string;
  readonly suppression: SuppressionReason | undefined;
  /** Whether an operator approved this first contact. */
  readonly approved: boolean;
}

/** Words of `contract.presentation_failed` and `message.failed` for a message that is not attempted. */
export type NotSentReason = 'suppressed' | 'forgotten' | 'provider_off' | 'sender_incomplete' | 'not_permitted';

/** Whether a message may go out: at once, after a person's approval, or not. `detail` names no person. */
export type Permission =
  | { readonly allowed: 'now' | 'after_review' }
  | { readonly allowed: 'no'; readonly reason: NotSentReason; readonly detail: string };

/**
 * Decides whether a message may go out. Outside sandbox a first contact waits for an operator, test mode writes to its test
 * recipients only, nothing leaves without a complete sender, and nobody is written to about a contract of another mode. Asked in the transaction that writes the send, and again
 * just before the provider is called.
 */
export function maySend(rules: SendingRules, wish: SendWish): Permission {
  const { address, approved, contractMode, messageClass, suppression } = wish;
  const no = (reason: NotSentReason, detail: string): Permission => ({ allowed: 'no', reason, detail });
  if (suppression !== undefined && blocks(suppression, messageClass)) {
    return suppression === 'forgotten'
      ? no('forgotten', 'The person asked to be forgotten.')
      : no('suppressed', `The address is suppressed: ${suppression}.`);
  }
  if (contractMode !== rules.mode) return no('not_permitted', `The contract was made in ${contractMode} mode.`);
  if (rules.providerMissing.length > 0) {
    return no('provider_off', `The e-mail provider is off; missing: ${rules.providerMissing.join(', ')}.`);
  }
  if (rules.senderMissing.length > 0) {
    return no('sender_incomplete', `Nothing is sent without: ${rules.senderMissing.join(', ')}.`);
  }
  if (rules.mode === 'test' && !rules.testRecipients.includes(address)) {
    return no('not_permitted', 'Test mode writes only to LOOP_TEST_RECIPIENTS.');
  }
  const needsReview = rules.mode !== 'sandbox' && messageClass === 'first_contact' && !approved;
  return { allowed: needsReview ? 'after_review' : 'now' };
}
