import { feeOf } from './paypal-money.ts';
import type { StoredCapture } from './paypal-tables.ts';
import { viewCapture } from './paypal-view.ts';
import { type PayPalWorld, paypalId } from './paypal-world.ts';

/** What a capture is made of. */
export type Taking = Pick<
  StoredCapture,
  'orderId' | 'amountMinor' | 'currency' | 'customId' | 'invoiceId' | 'authorizationId' | 'isFinal'
>;

/** Takes money: the capture, its line on the statement, its event and its fact. */
export function takeMoney(world: PayPalWorld, taking: Taking, requestId: string | null): StoredCapture {
  const now = world.clock.nowMs();
  const capture: StoredCapture = {
    ...taking,
    id: paypalId(),
    createdMs: now,
    updatedMs: now,
    status: world.settings().doCapturesPend ? 'PENDING' : 'COMPLETED',
    feeMinor: feeOf(taking),
    refundedMinor: 0,
  };
  world.tables.captures.put(capture.id, capture);
  if (capture.status === 'PENDING') {
    world.emit('PAYMENT.CAPTURE.PENDING', 'capture', viewCapture(world, capture), capture.id);
    return capture;
  }
  bookCapture(world, capture, requestId);
  return capture;
}

/** Books a capture that is complete. */
export function bookCapture(world: PayPalWorld, capture: StoredCapture, requestId: string | null): void {
  const { amountMinor, authorizationId, currency, customId, feeMinor, id, invoiceId, orderId } = capture;
  const line = { id, code: 'T0006', about: authorizationId, amountMinor, feeMinor: -feeMinor, currency };
  world.tables.transactions.put(id, { ...line, customId, invoiceId, atMs: world.clock.nowMs() });
  world.fact('payment.captured', customId, {
    paymentIntent: orderId,
    authorization: authorizationId,
    charge: id,
    amount: amountMinor,
    currency: currency.toLowerCase(),
    idempotencyKey: requestId,
  });
  world.emit('PAYMENT.CAPTURE.COMPLETED', 'capture', viewCapture(world, capture), id);
}
