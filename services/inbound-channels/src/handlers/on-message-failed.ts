import { messageFailed } from '@loop/contracts';
import { on } from '@loop/runtime';
import { rankOf } from '../domain/message-rank.ts';
import { noteStatus } from '../store/outbound-messages.ts';

/** Nobody can tell whether an `unknown` message went out: any report of the provider says more. */
const UNKNOWN_RANK = 0;

/** Keeps a message that was not sent, or of which nobody can tell. */
export const onMessageFailed = on(messageFailed, async ({ event, tx, correlationId }) => {
  const { messageId, provider, outcome, failedAt } = event.data;
  const isUnknown = outcome === 'unknown';
  const message = { message_id: messageId, provider, provider_message_id: null, correlation_id: correlationId };
  const status = isUnknown ? 'unknown' : 'failed';
  const rank = isUnknown ? UNKNOWN_RANK : rankOf('failed');
  await noteStatus(tx, { ...message, status, rank, changed_at: new Date(failedAt) }, 'sender');
});
