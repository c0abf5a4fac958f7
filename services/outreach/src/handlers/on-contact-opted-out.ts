import { contactOptedOut, type PayloadOf } from '@loop/contracts';
import { on } from '@loop/runtime';
import { normalisedEmail } from '../domain/email-address.ts';
import type { SuppressionReason } from '../domain/suppression.ts';
import { identitySha256 } from '../proofs/identity-sha256.ts';
import { suppress } from '../store/suppressions.ts';

const REASONS: Readonly<Record<PayloadOf<typeof contactOptedOut>['via'], SuppressionReason>> = {
  one_click: 'unsubscribed',
  reply: 'unsubscribed',
  provider: 'unsubscribed',
  complaint: 'complained',
  operator: 'operator',
};

/** Stops all mail to somebody who opted out; messages that wait to be sent are caught by the check just before the call. */
export const onContactOptedOut = on(contactOptedOut, async ({ event, tx }) => {
  const { kind, messageId, optedOutAt, value, via } = event.data;
  const identity = identitySha256(kind, kind === 'email' ? (normalisedEmail(value) ?? value) : value);
  await suppress(tx, { identitySha256: identity, reason: REASONS[via], messageId, since: new Date(optedOutAt) });
});
