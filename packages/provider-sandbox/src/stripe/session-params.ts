import type Stripe from 'stripe';
import { z } from 'zod';
import { expandParam, formBoolean, formInteger, formMetadata } from './stripe-params.ts';

const productData = z.strictObject({
  name: z.string().min(1).max(250),
  description: z.string().max(500).optional(),
  images: z.array(z.url()).max(8).optional(),
  metadata: formMetadata.optional(),
  tax_code: z.string().optional(),
});

const lineItem = z.strictObject({
  price_data: z.strictObject({
    currency: z.string().regex(/^[A-Za-z]{3}$/, 'Invalid currency'),
    product_data: productData,
    unit_amount: formInteger.pipe(z.number().min(0).max(99_999_999)),
    tax_behavior: z.string().optional(),
  }),
  quantity: formInteger.pipe(z.number().min(1)).default(1),
  metadata: formMetadata.optional(),
});

const paymentIntentData = z.strictObject({
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
  description: z.string().max(1_000).optional(),
  metadata: formMetadata.optional(),
  receipt_email: z.email().optional(),
  statement_descriptor_suffix: z.string().max(22).optional(),
  transfer_group: z.string().optional(),
  setup_future_usage: z.enum(['off_session', 'on_session']).optional(),
});

const setupIntentData = z.strictObject({
  description: z.string().max(1_000).optional(),
  metadata: formMetadata.optional(),
});

/**
 * Parameters of `POST /v1/checkout/sessions` the sandbox implements or may ignore without changing what the caller sees.
 * Anything else is refused as unknown rather than silently dropped.
 */
export const sessionCreateParams = z.strictObject({
  mode: z.enum(['payment', 'setup']),
  line_items: z.array(lineItem).min(1).max(100).optional(),
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, 'Invalid currency')
    .optional(),
  customer: z.string().optional(),
  success_url: z.url(),
  cancel_url: z.url().optional(),
  expires_at: formInteger.optional(),
  client_reference_id: z.string().max(200).optional(),
  customer_email: z.email().optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  metadata: formMetadata.optional(),
  payment_intent_data: paymentIntentData.optional(),
  setup_intent_data: setupIntentData.optional(),
  adaptive_pricing: z.strictObject({ enabled: formBoolean.optional() }).optional(),
  allowed_payment_method_types: z.array(z.literal('card')).optional(),
  billing_address_collection: z.enum(['auto', 'required']).optional(),
  locale: z.string().optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay', 'subscribe']).optional(),
  ui_mode: z.literal('hosted_page').optional(),
  allow_promotion_codes: z.literal('false').optional(),
  expand: expandParam,
} satisfies { [P in keyof Stripe.Checkout.SessionCreateParams]?: z.ZodType });

export type SessionCreateParams = z.output<typeof sessionCreateParams>;
