import { z } from 'zod';
import { paypalMoney } from './paypal-amount.ts';

/**
 * What of PayPal's objects is read (https://developer.paypal.com/docs/api/orders/v2/, …/payments/v2/, …/customer-disputes/v1/).
 * Statuses are open words: what we do not know is told as unrecognised, not guessed.
 */
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const word = z.string().min(1).max(255);
const ref = z.string().min(1).max(300);

const link = z.object({ href: z.string(), rel: z.string() });

const related = z.object({
  related_ids: z.object({ order_id: ref.optional(), authorization_id: ref.optional() }).optional(),
});

/** An authorization: a hold on the payer's account. */
export const paypalAuthorization = z.object({
  id: ref,
  status: word,
  amount: paypalMoney,
  create_time: instant,
  update_time: instant.optional(),
  expiration_time: instant.optional(),
  supplementary_data: related.optional(),
});

/** A capture: money received, with what of it stays. */
export const paypalCapture = z.object({
  id: ref,
  status: word,
  amount: paypalMoney,
  invoice_id: z.string().optional(),
  create_time: instant,
  seller_receivable_breakdown: z
    .object({
      gross_amount: paypalMoney,
      paypal_fee: paypalMoney.optional(),
      paypal_fee_in_receivable_currency: paypalMoney.optional(),
      /** Net, in the account's own currency; only where that is another. */
      receivable_amount: paypalMoney.optional(),
    })
    .optional(),
  supplementary_data: related.optional(),
});

/** A refund of a capture, which its `up` link names. */
export const paypalRefund = z.object({
  id: ref,
  status: word,
  amount: paypalMoney,
  custom_id: z.string().optional(),
  invoice_id: z.string().optional(),
  create_time: instant,
  seller_payable_breakdown: z.object({ paypal_fee: paypalMoney.optional() }).optional(),
  links: z.array(link).default([]),
});

const purchaseUnit = z.object({
  amount: paypalMoney,
  custom_id: z.string().optional(),
  payments: z
    .object({
      authorizations: z.array(paypalAuthorization).default([]),
      captures: z.array(paypalCapture).default([]),
      refunds: z.array(paypalRefund).default([]),
    })
    .default({ authorizations: [], captures: [], refunds: [] }),
});

/** An order of ours: one purchase unit. */
export const paypalOrder = z.object({
  id: ref,
  intent: z.enum(['AUTHORIZE', 'CAPTURE']),
  status: word,
  create_time: instant.optional(),
  purchase_units: z.tuple([purchaseUnit]),
  links: z.array(link).default([]),
});

/** A dispute, of the capture that is its seller's transaction. */
export const paypalDispute = z.object({
  dispute_id: ref,
  create_time: instant,
  update_time: instant.optional(),
  reason: word.default('OTHER'),
  status: word,
  dispute_amount: paypalMoney,
  dispute_life_cycle_stage: word.default('INQUIRY'),
  dispute_outcome: z.object({ outcome_code: word }).optional(),
  seller_response_due_date: instant.optional(),
  disputed_transactions: z.array(z.object({ seller_transaction_id: ref.optional() })).default([]),
});

/** One page of disputes. */
export const paypalDisputes = z.object({ items: z.array(paypalDispute).default([]) });

/** The reports write `+0000` where the rest of PayPal writes `Z`. */
const reported = z
  .string()
  .transform((text) => text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  .pipe(instant);

/** One line of the account's statement. https://developer.paypal.com/docs/api/transaction-search/v1/ */
const paypalTransaction = z.object({
  transaction_info: z.object({
    transaction_id: ref,
    paypal_reference_id: ref.optional(),
    /** https://developer.paypal.com/docs/transaction-search/transaction-event-codes/ */
    transaction_event_code: z.string().regex(/^T\d{4}$/),
    transaction_initiation_date: reported,
    transaction_amount: paypalMoney,
    fee_amount: paypalMoney.optional(),
    transaction_status: word,
  }),
});

/** One page of the account's statement. */
export const paypalTransactions = z.object({
  transaction_details: z.array(paypalTransaction).default([]),
  page: z.int().min(1).default(1),
  total_pages: z.int().min(0).default(1),
});

/** One page of the events PayPal has told, or tried to. */
export const paypalEvents = z.object({
  events: z
    .array(
      z.object({
        id: ref,
        event_type: word,
        create_time: instant,
        resource: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
  links: z.array(link).default([]),
});

export type PayPalOrder = z.output<typeof paypalOrder>;
export type PayPalAuthorization = z.output<typeof paypalAuthorization>;
export type PayPalCapture = z.output<typeof paypalCapture>;
export type PayPalRefund = z.output<typeof paypalRefund>;
export type PayPalDispute = z.output<typeof paypalDispute>;
export type PayPalTransaction = z.output<typeof paypalTransaction>['transaction_info'];
