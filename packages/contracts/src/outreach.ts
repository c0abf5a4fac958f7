import { z } from 'zod';
import { defineEvent } from './define.ts';
import { channel, code, externalId, id, identity, instant, messagePurpose, mode, text } from './fields.ts';

/** The provider accepted the message that presents a contract version. Acceptance is not delivery. */
export const contractPresented = defineEvent({
  subject: 'contract.presented',
  version: 1,
  publisher: 'outreach',
  consumers: ['client-portal'],
  key: 'contractId',
  personal: [],
  schema: z.object({
    contractId: id,
    version: z.int().min(1),
    presentationId: id,
    channel,
    provider: code,
    messageId: id,
    contactId: id,
    mode,
    presentedAt: instant,
  }),
});

/**
 * An attempt to present failed. `final` tells whether another channel is still to be tried (false) or the contract
 * stays unpresented (true). `channel` is null when there was none to try.
 */
export const contractPresentationFailed = defineEvent({
  subject: 'contract.presentation_failed',
  version: 1,
  publisher: 'outreach',
  consumers: ['client-portal'],
  key: 'contractId',
  personal: [],
  schema: z.object({
    contractId: id,
    version: z.int().min(1),
    presentationId: id,
    channel: channel.nullable(),
    reason: z.enum([
      'no_channel',
      'suppressed',
      'not_permitted',
      'sender_incomplete',
      'provider_off',
      'recipient_refused',
      'provider_refused',
      'review_rejected',
      'outcome_unknown',
      'expired',
      'forgotten',
    ]),
    detail: text(500),
    final: z.boolean(),
    mode,
    failedAt: instant,
  }),
});

/** A message waits for a person. Its text stays in outreach; the console asks for it there. */
export const messageReviewRequested = defineEvent({
  subject: 'message.review_requested',
  version: 1,
  publisher: 'outreach',
  consumers: [],
  key: 'messageId',
  personal: [],
  schema: z.object({
    messageId: id,
    contractId: id.nullable(),
    contactId: id.nullable(),
    channel,
    purpose: messagePurpose,
    reason: z.enum(['first_contact', 'channel_rule', 'tenant_rule', 'generated_text']),
    priority: z.enum(['urgent', 'high', 'normal', 'low']),
    requestedAt: instant,
  }),
});

/**
 * A provider accepted a message. `effectId` is the effect that sent it, at most once; the provider carries it back in
 * its webhooks. `to` lets the inbox thread an answer. Where a provider names no id, `providerMessageId` is null.
 */
export const messageSent = defineEvent({
  subject: 'message.sent',
  version: 1,
  publisher: 'outreach',
  consumers: ['inbound-channels'],
  key: 'messageId',
  personal: ['to.value'],
  schema: z.object({
    messageId: id,
    effectId: id,
    purpose: messagePurpose,
    channel,
    provider: code,
    providerMessageId: externalId.nullable(),
    to: identity,
    contactId: id.nullable(),
    contractId: id.nullable(),
    mode,
    sentAt: instant,
  }),
});

/**
 * A message was not sent, or nobody can tell (`unknown`: the provider may have it, so it is not sent again).
 * `effectId` and `provider` are null when it was stopped before an effect was written.
 */
export const messageFailed = defineEvent({
  subject: 'message.failed',
  version: 1,
  publisher: 'outreach',
  consumers: ['inbound-channels'],
  key: 'messageId',
  personal: [],
  schema: z.object({
    messageId: id,
    effectId: id.nullable(),
    purpose: messagePurpose,
    channel,
    provider: code.nullable(),
    contactId: id.nullable(),
    contractId: id.nullable(),
    outcome: z.enum(['refused', 'unknown', 'not_attempted']),
    reason: code,
    detail: text(500),
    mode,
    failedAt: instant,
  }),
});
