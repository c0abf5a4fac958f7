import { messageSent } from '@loop/contracts';
import { on } from '@loop/runtime';
import { rankOf } from '../domain/message-rank.ts';
import { noteStatus } from '../store/outbound-messages.ts';

/** Keeps a message that was sent, so that reports on it go on under its correlation. Reports may have overtaken it. */
export const onMessageSent = on(messageSent, async ({ event, tx, correlationId }) => {
  const { messageId, provider, providerMessageId, sentAt } = event.data;
  const message = {
    message_id: messageId,
    provider,
    provider_message_id: providerMessageId,
    correlation_id: correlationId,
  };
  await noteStatus(
    tx,
    { ...message, status: 'accepted', rank: rankOf('accepted'), changed_at: new Date(sentAt) },
    'sender',
  );
});
