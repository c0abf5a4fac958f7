import { z } from 'zod';
import { defineRequest } from './define.ts';
import { amountMinor, currency, fundingMethod, id, instant, mode, rail, text, webUrl } from './fields.ts';

/**
 * Opens, or finds again, the hosted page on which a client pays a milestone, or saves a card for it. The same `idempotencyKey`
 * gives the same session while that is alive. `amountMinor` is what the client saw beside the button; it must be the
 * contract's. `rail` and `fundingMethod` are what the button said: another one than payments knows is refused as
 * `milestone_not_payable`, since news of the client's choice is still on its way.
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
    rail: rail.optional(),
    fundingMethod: fundingMethod.optional(),
    idempotencyKey: text(255),
    returnUrl: webUrl,
    cancelUrl: webUrl,
  }),
  output: z.object({ sessionId: text(300), url: webUrl, expiresAt: instant }),
  refusals: [
    'payments_not_configured',
    'funding_method_not_served',
    'milestone_not_payable',
    'amount_mismatch',
    'provider_unavailable',
  ],
});

/**
 * Which rails take payments here, and which ways of funding each can do. One that is not configured has no mode and no
 * methods; nothing may offer it.
 */
export const describeRails = defineRequest({
  subject: 'payments.describe_rails',
  responder: 'payments',
  requesters: ['client-portal'],
  timeoutMs: 5000,
  input: z.object({ tenantId: id }),
  output: z.object({
    rails: z
      .array(
        z.object({
          rail,
          configured: z.boolean(),
          mode: mode.nullable(),
          fundingMethods: z.array(fundingMethod).max(3),
        }),
      )
      .max(10),
  }),
  refusals: [],
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
