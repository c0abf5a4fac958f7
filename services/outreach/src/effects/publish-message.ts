import {
  contractPresentationFailed,
  contractPresented,
  messageFailed,
  messageSent,
  type PayloadOf,
} from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import { MESSAGE_KINDS } from '../domain/message-kind.ts';
import type { Message } from '../store/messages.ts';

type PresentationReason = PayloadOf<typeof contractPresentationFailed>['reason'];

/** How our own and the provider's words for a failure are told to the portal; any other word is the provider's refusal. */
const PRESENTATION_REASONS: Readonly<Record<string, PresentationReason>> = {
  suppressed: 'suppressed',
  forgotten: 'forgotten',
  provider_off: 'provider_off',
  sender_incomplete: 'sender_incomplete',
  not_permitted: 'not_permitted',
  recipient_refused: 'recipient_refused',
  expired: 'expired',
  revoked: 'expired',
  not_found: 'expired',
};

/** A failure of a message. `detail` names no person. */
export interface MessageFailure {
  readonly outcome: 'refused' | 'unknown' | 'not_attempted';
  readonly reason: string;
  readonly detail: string;
}

/** Publishes that the provider accepted a message, and for a proposal that its contract is presented. */
export function publishSent(
  decision: Decision,
  message: Message,
  accepted: { readonly effectId: string; readonly providerMessageId: string | null; readonly address: string },
): void {
  const { channel, contactId, contractId, messageId, mode, presentationId, provider, version } = message;
  const at = decision.now.toISOString();
  decision.emit(messageSent, {
    messageId,
    effectId: accepted.effectId,
    purpose: MESSAGE_KINDS[message.template].purpose,
    channel,
    provider,
    providerMessageId: accepted.providerMessageId,
    to: { kind: 'email', value: accepted.address },
    contactId,
    contractId,
    mode,
    sentAt: at,
  });
  if (message.template !== 'proposal' || presentationId === null || version === null) return;
  const presented = { contractId, version, presentationId, channel, provider, messageId, contactId, mode };
  decision.emit(contractPresented, { ...presented, presentedAt: at });
}

/**
 * Publishes that a message was not sent, or that nobody can tell; for a proposal also that its contract is not presented.
 * While nobody can tell the failure is not final: the provider's webhook may still prove that it went out.
 */
export function publishFailed(decision: Decision, message: Message, failure: MessageFailure): void {
  const { channel, contactId, contractId, effectId, messageId, mode, presentationId, provider, version } = message;
  const { detail, outcome, reason } = failure;
  const at = decision.now.toISOString();
  decision.emit(messageFailed, {
    messageId,
    effectId,
    purpose: MESSAGE_KINDS[message.template].purpose,
    channel,
    provider: outcome === 'not_attempted' ? null : provider,
    contactId,
    contractId,
    outcome,
    reason,
    detail,
    mode,
    failedAt: at,
  });
  if (message.template !== 'proposal' || presentationId === null || version === null) return;
  const isUnknown = outcome === 'unknown';
  decision.emit(contractPresentationFailed, {
    contractId,
    version,
    presentationId,
    channel,
    reason: isUnknown ? 'outcome_unknown' : (PRESENTATION_REASONS[reason] ?? 'provider_refused'),
    detail,
    final: !isUnknown,
    mode,
    failedAt: at,
  });
}
