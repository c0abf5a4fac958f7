import { type Decision, defineEffect, type FinalOutcome, type Outcome, type Tx } from '@loop/runtime';
import type { ContractDraft } from '../domain/contract-draft.ts';
import { normalisedEmail } from '../domain/email-address.ts';
import { maySend } from '../domain/may-send.ts';
import { MESSAGE_KINDS } from '../domain/message-kind.ts';
import { identitySha256 } from '../proofs/identity-sha256.ts';
import type { EmailSender } from '../providers/email-sender.ts';
import { findContact } from '../store/contacts.ts';
import { type ContractRow, findContract } from '../store/contracts.ts';
import { findMessage, lockMessage, recordSent, setMessageState } from '../store/messages.ts';
import { findSuppression } from '../store/suppressions.ts';
import { composeEmail } from './compose-email.ts';
import { type EmailIntent, emailIntent } from './email-intent.ts';
import type { Mailing, PostOffice } from './mailing.ts';
import { publishFailed, publishSent } from './publish-message.ts';

/**
 * Sends one message, at most once. Whether it may go out is asked again just before the call: the person may have
 * unsubscribed since. The provider takes no idempotency key and cannot be asked, so an unknown outcome stays unknown until
 * a webhook that carries this effect's id proves it (`message.status_changed`), or an operator decides.
 */
export function sendEmailEffect(sender: EmailSender, mailing: Mailing): PostOffice['sendEmail'] {
  return defineEffect({
    name: 'send_email',
    provider: sender.name,
    intent: emailIntent,
    async perform(context) {
      const { correlationId, effectId, intent, tenantId, traceparent } = context;
      const prepared = await context.read((tx) => prepare(tx, mailing, intent));
      if ('outcome' in prepared) return prepared;
      const composed = await composeEmail(context, mailing, prepared.draft);
      if ('outcome' in composed) return composed;
      return sender.send({
        ...composed.email,
        from: { name: mailing.sender.name, email: mailing.sender.email },
        to: prepared.address,
        unsubscribeUrl: composed.unsubscribeUrl,
        tags: {
          effect_id: effectId,
          message_id: intent.messageId,
          tenant_id: tenantId,
          correlation_id: correlationId,
          ...(traceparent === null ? {} : { traceparent }),
        },
      });
    },
    settle: (decision, { effectId, intent, outcome }) => settle(decision, effectId, intent, outcome),
  });
}

async function prepare(
  tx: Tx,
  { rules }: Mailing,
  intent: EmailIntent,
): Promise<{ readonly address: string; readonly draft: ContractDraft } | Outcome> {
  const message = await findMessage(tx, intent.messageId);
  const contract = await findContract(tx, intent.contractId);
  const contact = message && (await findContact(tx, message.contactId));
  const address = contact && normalisedEmail(contact.value);
  if (message === undefined || contract === undefined || address === undefined)
    return { outcome: 'refused', reason: 'forgotten' };
  const suppression = await findSuppression(tx, identitySha256('email', address));
  const { messageClass } = MESSAGE_KINDS[intent.template];
  const contractMode = contract.draft.mode;
  const permission = maySend(rules, { messageClass, contractMode, address, suppression, approved: true });
  if (permission.allowed === 'no') return { outcome: 'refused', reason: permission.reason, detail: permission.detail };
  const late = message.version === null ? undefined : whyTooLate(message.version, contract);
  return late === undefined
    ? { address, draft: contract.draft }
    : { outcome: 'refused', reason: 'expired', detail: late };
}

/** A proposal may have waited for its provider: what became of the contract since, if it is not to be proposed any more. */
function whyTooLate(version: number, { declined, draft }: ContractRow): string | undefined {
  if (declined) return 'The contract was declined before the message left.';
  return draft.version > version ? 'A newer version of the contract is presented instead.' : undefined;
}

async function settle(
  decision: Decision,
  effectId: string,
  { messageId }: EmailIntent,
  outcome: FinalOutcome,
): Promise<void> {
  const message = await lockMessage(decision.tx, messageId);
  if (message === undefined) throw new Error('A message was sent that is not kept');
  if (outcome.outcome === 'done') {
    const id = outcome.result['providerMessageId'];
    const providerMessageId = typeof id === 'string' ? id : null;
    const contact = await findContact(decision.tx, message.contactId);
    await recordSent(decision.tx, messageId, providerMessageId, decision.now);
    return publishSent(decision, message, { effectId, providerMessageId, address: contact?.value ?? 'forgotten' });
  }
  const { outcome: state, reason } = outcome;
  await setMessageState(decision.tx, messageId, state, reason);
  const said = outcome.outcome === 'refused' ? outcome.detail : undefined;
  publishFailed(decision, message, { outcome: state, reason, detail: said ?? DETAILS[state] });
}

const DETAILS = {
  refused: 'The message was refused and not sent.',
  unknown: 'The provider may have taken the message; it is not sent again.',
} as const;
