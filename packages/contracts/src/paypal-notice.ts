import { z } from 'zod';

/** What of a changed object is read, whichever it is: its id has three names, its `custom_id` three places. */
const changedObject = z.object({
  id: z.string().min(1).max(300).optional().catch(undefined),
  order_id: z.string().min(1).max(300).optional().catch(undefined),
  dispute_id: z.string().min(1).max(300).optional().catch(undefined),
  custom_id: z.string().optional().catch(undefined),
  purchase_units: z
    .array(z.object({ custom_id: z.string().optional() }))
    .optional()
    .catch(undefined),
  disputed_transactions: z
    .array(z.object({ custom: z.string().optional() }))
    .optional()
    .catch(undefined),
});

type ChangedObject = z.output<typeof changedObject>;

/** Event types that name an object, with our word for it. https://developer.paypal.com/api/rest/webhooks/event-names/ */
const OBJECTS: readonly (readonly [RegExp, string, (changed: ChangedObject) => string | undefined])[] = [
  [/^CHECKOUT\.ORDER\./, 'order', ({ id }) => id],
  [/^CHECKOUT\.PAYMENT-APPROVAL\./, 'order', ({ id, order_id }) => order_id ?? id],
  [/^PAYMENT\.AUTHORIZATION\./, 'authorization', ({ id }) => id],
  // What a refund changes is told of its capture, and the object is the refund.
  [/^PAYMENT\.(?:CAPTURE\.REFUNDED$|REFUND\.)/, 'refund', ({ id }) => id],
  [/^PAYMENT\.CAPTURE\./, 'capture', ({ id }) => id],
  [/^CUSTOMER\.DISPUTE\./, 'dispute', ({ dispute_id, id }) => dispute_id ?? id],
];

/** Which object an event of PayPal is about, and what its caller wrote onto it (`''` when nothing). */
export interface PayPalNotice {
  readonly objectType: string;
  readonly objectId: string;
  readonly customId: string;
}

/**
 * Reads which object of PayPal's an event names: the gateway tells it in `payment.notified`, and payments finds it in the list
 * of events it may have missed. `unknown_type` for types we have no word for, `no_object` where the id is missing.
 */
export function paypalNoticeOf(eventType: string, resource: unknown): PayPalNotice | 'unknown_type' | 'no_object' {
  const found = OBJECTS.find(([types]) => types.test(eventType));
  if (found === undefined) return 'unknown_type';
  const changed = changedObject.safeParse(resource);
  if (!changed.success) return 'no_object';
  const [, objectType, idOf] = found;
  const objectId = idOf(changed.data);
  if (objectId === undefined) return 'no_object';
  const { custom_id, disputed_transactions, purchase_units } = changed.data;
  const customId = custom_id ?? purchase_units?.[0]?.custom_id ?? disputed_transactions?.[0]?.custom ?? '';
  return { objectType, objectId, customId };
}
