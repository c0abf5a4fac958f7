import { messageReviewRequested } from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import type { Reach } from '../domain/choose-channel.ts';
import { normalisedEmail } from '../domain/email-address.ts';
import { maySend, type Permission } from '../domain/may-send.ts';
import { MESSAGE_KINDS } from '../domain/message-kind.ts';
import { identitySha256 } from '../proofs/identity-sha256.ts';
import { findContract } from '../store/contracts.ts';
import { addMessage, findMessage, type Message } from '../store/messages.ts';
import { findSuppression } from '../store/suppressions.ts';
import type { EmailIntent } from './email-intent.ts';
import type { PostOffice } from './mailing.ts';
import { publishFailed } from './publish-message.ts';

/** A message to be sent: what it is about, to whom, and why on this channel. */
export interface MessagePlan {
  readonly intent: EmailIntent;
  readonly contact: Reach;
  readonly channelReason: string;
  /** Version of the contract, for a proposal. */
  readonly version: number | null;
}

/**
 * Decides on a message in the deciding transaction, the suppression list included: sends it, has it reviewed, or refuses it
 * aloud. A message that is there already changes nothing.
 */
export async function queueMessage(decision: Decision, office: PostOffice, plan: MessagePlan): Promise<void> {
  const { intent } = plan;
  if ((await findMessage(decision.tx, intent.messageId)) !== undefined) return;
  const permission = await permissionFor(decision, office, plan);
  const isSent = permission.allowed === 'now';
  const effectId = isSent ? await decision.act(office.sendEmail, intent, { key: intent.messageId }) : null;
  const message = messageOf(decision, office, plan, effectId);
  if (permission.allowed === 'no') {
    const { detail, reason } = permission;
    await addMessage(decision.tx, { ...message, state: 'not_attempted', reason });
    publishFailed(decision, message, { outcome: 'not_attempted', reason, detail });
  } else if (isSent) {
    await addMessage(decision.tx, message);
  } else {
    await addMessage(decision.tx, { ...message, state: 'awaiting_review' });
    requestReview(decision, message);
  }
}

async function permissionFor(decision: Decision, office: PostOffice, plan: MessagePlan): Promise<Permission> {
  const { messageClass } = MESSAGE_KINDS[plan.intent.template];
  const address = normalisedEmail(plan.contact.value);
  if (address === undefined)
    return { allowed: 'no', reason: 'not_permitted', detail: 'The contact is no e-mail address.' };
  const suppression = await findSuppression(decision.tx, identitySha256('email', address));
  const contract = await findContract(decision.tx, plan.intent.contractId);
  if (contract === undefined) throw new Error('A message is about a contract that is not kept');
  const contractMode = contract.draft.mode;
  return maySend(office.mailing.rules, { messageClass, contractMode, address, suppression, approved: false });
}

function messageOf(
  decision: Decision,
  { mailing }: PostOffice,
  { channelReason, contact, intent, version }: MessagePlan,
  effectId: string | null,
): Message {
  const address = normalisedEmail(contact.value);
  return {
    messageId: intent.messageId,
    contractId: intent.contractId,
    contactId: contact.contactId,
    version,
    presentationId: intent.template === 'proposal' ? intent.presentationId : null,
    template: intent.template,
    channel: 'email',
    channelReason,
    provider: mailing.provider,
    mode: mailing.rules.mode,
    identitySha256: address === undefined ? null : identitySha256('email', address),
    state: 'queued',
    reason: null,
    effectId,
    createdAt: decision.now,
  };
}

function requestReview(decision: Decision, { channel, contactId, contractId, messageId, template }: Message): void {
  decision.emit(messageReviewRequested, {
    messageId,
    contractId,
    contactId,
    channel,
    purpose: MESSAGE_KINDS[template].purpose,
    reason: 'first_contact',
    priority: 'normal',
    requestedAt: decision.now.toISOString(),
  });
}
