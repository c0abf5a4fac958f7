import { bookRefund, countRefund } from './capture-operations.ts';
import type { Amount } from './paypal-money.ts';
import type { StoredCapture, StoredRefund } from './paypal-tables.ts';
import { viewCapture, viewRefund } from './paypal-view.ts';
import { type PayPalWorld, paypalId } from './paypal-world.ts';
import { bookCapture } from './take-money.ts';

/** Ends a refund that pends; one that fails counts as not given back. */
export function endRefund(world: PayPalWorld, refund: StoredRefund, status: 'COMPLETED' | 'FAILED'): StoredRefund {
  const ended: StoredRefund = { ...refund, status, updatedMs: world.clock.nowMs() };
  world.tables.refunds.put(refund.id, ended);
  if (status === 'COMPLETED') {
    bookRefund(world, ended, null);
    return ended;
  }
  const capture = world.tables.captures.get(refund.captureId);
  if (capture) countRefund(world, capture, -refund.amountMinor);
  world.emit('PAYMENT.REFUND.FAILED', 'refund', viewRefund(world, ended), refund.id);
  return ended;
}

/** Ends a capture that pends. */
export function endCapture(
  world: PayPalWorld,
  capture: StoredCapture,
  status: 'COMPLETED' | 'DECLINED',
): StoredCapture {
  const ended: StoredCapture = { ...capture, status, updatedMs: world.clock.nowMs() };
  world.tables.captures.put(capture.id, ended);
  if (status === 'COMPLETED') bookCapture(world, ended, null);
  else world.emit('PAYMENT.CAPTURE.DECLINED', 'capture', viewCapture(world, ended), capture.id);
  return ended;
}

/** Moves money from the balance to the bank. */
export function withdraw(world: PayPalWorld, { amountMinor, currency }: Amount): { id: string } {
  const id = paypalId();
  const line = { id, code: 'T0400', about: null, amountMinor: -amountMinor, feeMinor: 0, currency };
  world.tables.transactions.put(id, { ...line, customId: null, invoiceId: null, atMs: world.clock.nowMs() });
  return { id };
}

/** Ends every access token at once. */
export function revokeTokens({ tables }: PayPalWorld): { revoked: number } {
  for (const { digest } of tables.tokens.all()) tables.tokens.put(digest, { digest, endsMs: 0 });
  return { revoked: tables.tokens.all().length };
}
