import { z } from 'zod';
import { defineRequest } from './define.ts';
import { amountMinor, currency, id, instant, text, webUrl } from './fields.ts';

/**
 * Opens, or finds again, the hosted page on which a client pays a milestone. The same `idempotencyKey` gives the same
 * session while that is alive. `amountMinor` is what the client saw beside the button; it must be the contract's.
 */
export const openCheckout = defineRequest({
  subject: 'payments.open_checkout',
  responder: 'payments',
  requesters: ['client-portal'],
  timeoutMs: 20_000,
  input: z.object({
    tenantId: id,
    contractId: id,
    milestoneId: id,
    amountMinor,
    currency,
    idempotencyKey: text(255),
    returnUrl: webUrl,
    cancelUrl: webUrl,
  }),
  output: z.object({ sessionId: text(300), url: webUrl, expiresAt: instant }),
  refusals: ['payments_not_configured', 'milestone_not_payable', 'amount_mismatch', 'provider_unavailable'],
});

/** The secret link of one presentation, asked for just before it is sent and kept nowhere by who asks. */
export const dealLink = defineRequest({
  subject: 'portal.deal_link',
  responder: 'client-portal',
  requesters: ['outreach'],
  timeoutMs: 5000,
  input: z.object({ tenantId: id, contractId: id, presentationId: id }),
  output: z.object({ url: webUrl }),
  refusals: ['not_found', 'expired', 'revoked'],
});

/** The one-time code of a `code.requested`, asked for just before it is sent and kept nowhere by who asks. */
export const signInCode = defineRequest({
  subject: 'portal.sign_in_code',
  responder: 'client-portal',
  requesters: ['outreach'],
  timeoutMs: 5000,
  input: z.object({ tenantId: id, codeRequestId: id }),
  output: z.object({ code: text(20), expiresAt: instant }),
  refusals: ['not_found', 'expired', 'revoked'],
});
