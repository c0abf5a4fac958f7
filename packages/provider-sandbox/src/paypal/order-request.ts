import { z } from 'zod';
import { moneyField } from './paypal-body.ts';

const experience = z.strictObject({
  brand_name: z.string().min(1).max(127).optional(),
  locale: z.string().max(10).optional(),
  landing_page: z.enum(['LOGIN', 'BILLING', 'GUEST_CHECKOUT', 'NO_PREFERENCE']).optional(),
  shipping_preference: z.enum(['GET_FROM_FILE', 'NO_SHIPPING', 'SET_PROVIDED_ADDRESS']).optional(),
  user_action: z.enum(['CONTINUE', 'PAY_NOW']).optional(),
  payment_method_preference: z.enum(['UNRESTRICTED', 'IMMEDIATE_PAYMENT_REQUIRED']).optional(),
  return_url: z.url().optional(),
  cancel_url: z.url().optional(),
});

const item = z.strictObject({
  name: z.string().min(1).max(127),
  quantity: z.string().regex(/^[1-9]\d{0,9}$/),
  unit_amount: moneyField,
  category: z.enum(['DIGITAL_GOODS', 'PHYSICAL_GOODS', 'DONATION']).optional(),
});

const unit = z.strictObject({
  reference_id: z.string().min(1).max(256).default('default'),
  description: z.string().min(1).max(127).optional(),
  custom_id: z.string().min(1).max(127).optional(),
  invoice_id: z.string().min(1).max(127).optional(),
  soft_descriptor: z.string().min(1).max(22).optional(),
  amount: moneyField.extend({ breakdown: z.strictObject({ item_total: moneyField }).optional() }),
  items: z.array(item).max(100).default([]),
});

/** `POST /v2/checkout/orders`: one purchase unit, paid from a PayPal account. */
export const orderRequest = z.strictObject({
  intent: z.enum(['AUTHORIZE', 'CAPTURE']),
  purchase_units: z.array(unit).length(1),
  payment_source: z.strictObject({ paypal: z.strictObject({ experience_context: experience.optional() }) }).optional(),
  application_context: experience.optional(),
});

/** An order as it was asked for. */
export type OrderRequest = z.output<typeof orderRequest>;
