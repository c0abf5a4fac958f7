import type { messageStatusChanged, PayloadOf } from '@loop/contracts';

/** How far a message came. */
export type MessageStatus = PayloadOf<typeof messageStatusChanged>['status'];

/** A payment provider's notice that an object of its changed. */
export interface PaymentNotice {
  readonly objectId: string;
  readonly objectType: string;
  readonly apiVersion: string | null;
  readonly livemode: boolean;
  /** The loop our call was made for; null when it came back without one. */
  readonly correlationId: string | null;
}

/** A report on a message of ours. */
export interface MessageReport {
  readonly providerMessageId: string;
  readonly messageId: string | null;
  readonly effectId: string | null;
  /** The loop our call was made for; null when it came back without one. */
  readonly correlationId: string | null;
  readonly status: MessageStatus;
  readonly reason: string | null;
  /** The recipient, lower case; null when the report names none. */
  readonly email: string | null;
}

/** What an event of a provider means to us. */
export type Meaning =
  | { readonly disposition: 'published'; readonly notice: PaymentNotice }
  | { readonly disposition: 'published'; readonly report: MessageReport }
  /** Understood, and of no use to us; kept and acknowledged. */
  | { readonly disposition: 'stored'; readonly reason: string }
  /** Not to be believed as it is; kept for a person, acknowledged, and nothing follows from it. */
  | { readonly disposition: 'quarantined'; readonly reason: string };

/** One event out of a verified delivery. */
export interface ReceivedEvent {
  /** The provider's id; a hash of the event where it gave none. */
  readonly id: string;
  readonly type: string;
  /** The connected account it came for; empty for our own. */
  readonly account: string;
  readonly occurredAt: Date | null;
  /** Whom it is about, as `<kind>:<value>`; null when nobody is named. */
  readonly about: string | null;
  /** Trace context that our call gave the provider to keep; null when it came back without one. */
  readonly traceparent: string | null;
  readonly meaning: Meaning;
}
