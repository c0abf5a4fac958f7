import { z } from 'zod';
import { defineEvent } from './define.ts';
import {
  channel,
  code,
  contactKind,
  count,
  externalId,
  id,
  identity,
  instant,
  mode,
  sha256,
  text,
  webUrl,
} from './fields.ts';

/**
 * A payment provider told us, verifiably, that an object changed. It is a reason to read that object from the provider,
 * never a proof by itself. `livemode` is the provider's word, `mode` ours; where they disagree nothing is booked.
 * `receivedId` names the stored original. `account` is the connected account it came for, if any.
 */
export const paymentNotified = defineEvent({
  subject: 'payment.notified',
  version: 1,
  publisher: 'inbound-channels',
  consumers: ['payments'],
  key: 'objectId',
  personal: [],
  schema: z.object({
    objectId: externalId,
    objectType: code,
    provider: code,
    providerEventId: externalId,
    eventType: externalId,
    apiVersion: text(100).nullable(),
    mode,
    livemode: z.boolean(),
    account: externalId.nullable(),
    occurredAt: instant,
    receivedId: id,
  }),
});

/** Somebody wrote to us. `inReplyTo` is our message it answers, where that is known. */
export const messageReceived = defineEvent({
  subject: 'message.received',
  version: 1,
  publisher: 'inbound-channels',
  consumers: ['outreach'],
  key: 'conversationId',
  personal: ['from.value', 'subject', 'text'],
  schema: z.object({
    conversationId: id,
    messageId: id,
    channel,
    provider: code,
    providerMessageId: externalId,
    from: identity,
    contactId: id.nullable(),
    inReplyTo: id.nullable(),
    subject: text(1000).nullable(),
    text: z.string().max(50_000),
    mediaIds: z.array(id).max(50),
    receivedAt: instant,
  }),
});

/**
 * A provider reports on a message of ours. The key is the provider's id, since the report may overtake `message.sent`;
 * `messageId` is null until that is known, `effectId` when the provider does not carry it back.
 */
export const messageStatusChanged = defineEvent({
  subject: 'message.status_changed',
  version: 1,
  publisher: 'inbound-channels',
  consumers: ['outreach'],
  key: 'providerMessageId',
  personal: [],
  schema: z.object({
    providerMessageId: externalId,
    messageId: id.nullable(),
    effectId: id.nullable(),
    provider: code,
    providerEventId: externalId,
    status: z.enum([
      'accepted',
      'deferred',
      'delivered',
      'opened',
      'clicked',
      'read',
      'bounced',
      'dropped',
      'failed',
      'complained',
      'unsubscribed',
    ]),
    reason: text(500).nullable(),
    mode,
    occurredAt: instant,
  }),
});

/** Somebody commented in public on something of ours, or mentioned us. */
export const commentReceived = defineEvent({
  subject: 'comment.received',
  version: 1,
  publisher: 'inbound-channels',
  consumers: ['outreach'],
  key: 'commentId',
  personal: ['url', 'from.value', 'text'],
  schema: z.object({
    commentId: id,
    platform: code,
    providerCommentId: externalId,
    parentProviderId: externalId.nullable(),
    url: webUrl.nullable(),
    from: identity,
    text: z.string().max(20_000),
    receivedAt: instant,
  }),
});

/** A telephone call ended. Speech is transcribed where the tenant allows it; the recording is a stored medium. */
export const callCompleted = defineEvent({
  subject: 'call.completed',
  version: 1,
  publisher: 'inbound-channels',
  consumers: ['outreach'],
  key: 'callId',
  personal: ['with.value', 'transcript'],
  schema: z.object({
    callId: id,
    conversationId: id.nullable(),
    provider: code,
    providerCallId: externalId,
    direction: z.enum(['inbound', 'outbound']),
    with: identity,
    outcome: z.enum(['answered', 'handed_over', 'voicemail', 'no_answer', 'busy', 'failed']),
    transcript: text(50_000).nullable(),
    recordingMediaId: id.nullable(),
    startedAt: instant,
    durationSeconds: count,
  }),
});

/** A person wants no more messages: on `channel`, or on all of them when it is null. Takes effect at once. */
export const contactOptedOut = defineEvent({
  subject: 'contact.opted_out',
  version: 1,
  publisher: 'inbound-channels',
  consumers: ['outreach'],
  key: 'identityId',
  personal: ['value'],
  schema: z.object({
    identityId: id,
    kind: contactKind,
    value: text(500),
    contactId: id.nullable(),
    channel: channel.nullable(),
    via: z.enum(['one_click', 'reply', 'complaint', 'provider', 'operator']),
    messageId: id.nullable(),
    optedOutAt: instant,
  }),
});

/** A medium was downloaded, checked and stored. `storageKey` names it in our store; it grants no access. */
export const mediaStored = defineEvent({
  subject: 'media.stored',
  version: 1,
  publisher: 'inbound-channels',
  consumers: ['discovery'],
  key: 'mediaId',
  personal: [],
  schema: z.object({
    mediaId: id,
    conversationId: id.nullable(),
    messageId: id.nullable(),
    photosRequestId: id.nullable(),
    contentType: text(200),
    sizeBytes: count,
    sha256,
    storageKey: text(500),
    storedAt: instant,
  }),
});
