import { z } from 'zod';
import { defineEvent } from './define.ts';
import { amountMinor, code, currency, evidence, externalId, id, instant, mode, rail, text } from './fields.ts';

/** What every statement about a milestone's money says. `providerRef` is the rail's object: a payment intent. */
const money = z.object({
  milestoneId: id,
  contractId: id,
  amountMinor,
  currency,
  mode,
  rail,
  providerRef: externalId,
  evidence,
});

/** The amount is held or, when prepaid, captured: work may start. `captureBefore` is the end of a hold. */
export const milestoneFunded = defineEvent({
  subject: 'milestone.funded',
  version: 1,
  publisher: 'payments',
  consumers: ['client-portal', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: money.extend({ captureBefore: instant.nullable(), fundedAt: instant }),
});

/**
 * A payment did not come about. `reason` is the rail's code (`card_declined`, `insufficient_funds`, `expired_card`, …),
 * `clientMessage` what the client reads, `retryable` whether another try can help.
 */
export const milestoneFundingFailed = defineEvent({
  subject: 'milestone.funding_failed',
  version: 1,
  publisher: 'payments',
  consumers: ['client-portal', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: money.extend({ reason: code, retryable: z.boolean(), clientMessage: text(500), failedAt: instant }),
});

/** A hold ran out before it was captured: the milestone is unfunded again. */
export const milestoneFundingExpired = defineEvent({
  subject: 'milestone.funding_expired',
  version: 1,
  publisher: 'payments',
  consumers: ['client-portal', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: money.extend({ expiredAt: instant }),
});

/**
 * A hold is about to end: once 48 and once 24 hours before `captureBefore`, for as long as nothing captured it. After that
 * nothing can be taken, whatever is approved.
 */
export const milestoneFundingExpiring = defineEvent({
  subject: 'milestone.funding_expiring',
  version: 1,
  publisher: 'payments',
  consumers: ['client-portal', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: money.extend({ captureBefore: instant, hoursLeft: z.union([z.literal(48), z.literal(24)]) }),
});

/**
 * An operator lowered what an approval captures (a settlement); it is never raised. `amountMinor` is the new amount,
 * `contractMinor` the contract's, which stays as it was signed.
 */
export const milestoneAmountReduced = defineEvent({
  subject: 'milestone.amount_reduced',
  version: 1,
  publisher: 'payments',
  consumers: ['client-portal', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: money.extend({ contractMinor: amountMinor, reason: code, reducedAt: instant }),
});

/** The amount is captured for an approval: earned, before fees. At most one per `approvalId`. */
export const milestoneReleased = defineEvent({
  subject: 'milestone.released',
  version: 1,
  publisher: 'payments',
  consumers: ['client-portal', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: money.extend({ approvalId: id, releasedAt: instant }),
});

/** Money went back to the client, in part or whole; `amountMinor` is this refund's. Refunds can still fail later. */
export const milestoneRefunded = defineEvent({
  subject: 'milestone.refunded',
  version: 1,
  publisher: 'payments',
  consumers: ['client-portal', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: money.extend({ refundId: id, reason: code, refundedAt: instant }),
});

/** A refund that was told did not arrive: the money is back with us, and the client is still owed it. Names that refund. */
export const milestoneRefundFailed = defineEvent({
  subject: 'milestone.refund_failed',
  version: 1,
  publisher: 'payments',
  consumers: ['client-portal', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: money.extend({ refundId: id, reason: code, failedAt: instant }),
});

/** The client's bank questions the payment, or settled that. `none` ends an exposure in our favour. */
export const milestoneExposed = defineEvent({
  subject: 'milestone.exposed',
  version: 1,
  publisher: 'payments',
  consumers: ['client-portal', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: money.extend({
    exposure: z.enum(['none', 'inquiry', 'disputed', 'lost']),
    reason: code,
    respondBy: instant.nullable(),
    exposedAt: instant,
  }),
});

/** A card is on file for a milestone: amber, not secured. `amountMinor` is what will be held when work is delivered. */
export const milestoneCardSaved = defineEvent({
  subject: 'milestone.card_saved',
  version: 1,
  publisher: 'payments',
  consumers: ['client-portal', 'outreach'],
  key: 'milestoneId',
  personal: [],
  schema: money.extend({ savedAt: instant }),
});

/**
 * Something about money that a person has to look at: drift, a quarantined reading, a dispute. `summary` is a sentence for the
 * operator and holds no personal data; the same alert told again keeps its `alertId`.
 */
export const operatorAlerted = defineEvent({
  subject: 'operator.alerted',
  version: 1,
  publisher: 'payments',
  consumers: ['outreach'],
  key: 'alertId',
  personal: [],
  schema: z.object({
    alertId: id,
    severity: z.enum(['warning', 'critical']),
    code,
    summary: text(1000),
    milestoneId: id.nullable(),
    contractId: id.nullable(),
    mode,
    alertedAt: instant,
  }),
});

/** One leg of a posting: positive debits, negative credits. */
const entry = z.object({ account: code, amountMinor: z.int(), currency });

/** True when the entries of each currency add up to zero. */
function balances(posting: { readonly entries: readonly z.output<typeof entry>[] }): boolean {
  const sums = new Map<string, number>();
  for (const leg of posting.entries) sums.set(leg.currency, (sums.get(leg.currency) ?? 0) + leg.amountMinor);
  return [...sums.values()].every((sum) => sum === 0);
}

/** A balanced posting of the append-only ledger. A payload whose entries do not add up to zero is refused. */
export const ledgerPosted = defineEvent({
  subject: 'ledger.posted',
  version: 1,
  publisher: 'payments',
  consumers: [],
  key: 'postingId',
  personal: [],
  schema: z
    .object({
      postingId: id,
      contractId: id.nullable(),
      milestoneId: id.nullable(),
      operation: code,
      entries: z.array(entry).min(2).max(20),
      mode,
      evidence,
      postedAt: instant,
    })
    .refine(balances, { path: ['entries'], message: 'entries do not add up to zero' }),
});
