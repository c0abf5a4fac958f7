import { messageStatusChanged } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import { afterReport, suppressionOf } from '../domain/message-state.ts';
import type { PostOffice } from '../effects/mailing.ts';
import { lockReported, setMessageState } from '../store/messages.ts';
import { identityOf, suppress } from '../store/suppressions.ts';

/**
 * Takes a provider's report on a message. Any report that carries our effect's id proves that the provider has the message,
 * and so resolves a send whose outcome was unknown. Reports come doubled and in any order; a message never goes back. A
 * bounce, a drop, a complaint or an unsubscription suppresses the address.
 */
export function onMessageStatusChanged(office: PostOffice): EventHandler {
  return on(messageStatusChanged, async (handling) => {
    const { event, tx } = handling;
    const { effectId, providerMessageId, reason, status } = event.data;
    if (effectId !== null && status !== 'failed') {
      const proved = { outcome: 'done', result: { providerMessageId } } as const;
      await handling.resolve(office.sendEmail, effectId, proved);
      await handling.resolve(office.sendAlert, effectId, proved);
    }
    const message = await lockReported(tx, { effectId, providerMessageId });
    if (message === undefined) return;
    const state = afterReport(message.state, status);
    if (state !== undefined) await setMessageState(tx, message.messageId, state, reason);
    const suppression = suppressionOf(status);
    const identity = suppression && (await identityOf(tx, message));
    if (suppression === undefined || identity === undefined) return;
    const since = new Date(event.data.occurredAt);
    await suppress(tx, { identitySha256: identity, reason: suppression, messageId: message.messageId, since });
  });
}
