/** Where a message is. `not_attempted`, `refused` and `unknown` are failures; the rest follow acceptance by the provider. */
export type MessageState =
  | 'awaiting_review'
  | 'queued'
  | 'not_attempted'
  | 'refused'
  | 'unknown'
  | 'sent'
  | 'deferred'
  | 'delivered'
  | 'opened'
  | 'clicked'
  | 'bounced'
  | 'dropped'
  | 'complained'
  | 'unsubscribed';

/** What providers report about a message, in the words of `message.status_changed`. */
export type DeliveryStatus =
  | 'accepted'
  | 'deferred'
  | 'delivered'
  | 'opened'
  | 'clicked'
  | 'read'
  | 'bounced'
  | 'dropped'
  | 'failed'
  | 'complained'
  | 'unsubscribed';

/** How far along each state is; reports come in any order, and a message never goes back. */
const PROGRESS: Readonly<Record<MessageState, number>> = {
  awaiting_review: 0,
  queued: 0,
  not_attempted: 0,
  refused: 0,
  unknown: 0,
  sent: 1,
  deferred: 2,
  delivered: 3,
  bounced: 4,
  dropped: 4,
  opened: 5,
  clicked: 6,
  unsubscribed: 7,
  complained: 8,
};

const STATE_OF: Readonly<Record<DeliveryStatus, MessageState>> = {
  accepted: 'sent',
  deferred: 'deferred',
  delivered: 'delivered',
  opened: 'opened',
  read: 'opened',
  clicked: 'clicked',
  bounced: 'bounced',
  dropped: 'dropped',
  failed: 'dropped',
  complained: 'complained',
  unsubscribed: 'unsubscribed',
};

/** State after a provider's report, or undefined when it tells nothing new. */
export function afterReport(state: MessageState, status: DeliveryStatus): MessageState | undefined {
  const next = STATE_OF[status];
  return PROGRESS[next] > PROGRESS[state] ? next : undefined;
}

/** Why a report suppresses the address it was about, if it does. */
export function suppressionOf(
  status: DeliveryStatus,
): 'bounced' | 'dropped' | 'complained' | 'unsubscribed' | undefined {
  switch (status) {
    case 'bounced':
    case 'dropped':
    case 'complained':
    case 'unsubscribed':
      return status;
    default:
      return undefined;
  }
}
