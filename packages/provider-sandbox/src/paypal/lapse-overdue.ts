import { endHold } from './authorization-operations.ts';
import type { StoredAuthorization, StoredOrder } from './paypal-tables.ts';
import { viewOrder } from './paypal-view.ts';
import type { PayPalWorld } from './paypal-world.ts';

const hourMs = 3_600_000;
/** How long a payer may take to approve, and an approval waits to be used. */
const approveWithinMs = 3 * hourMs;
const completeWithinMs = 72 * hourMs;

function isOverdue(order: StoredOrder, now: number): boolean {
  if (order.status === 'APPROVED') return now - order.updatedMs >= completeWithinMs;
  const isWaiting = order.status === 'CREATED' || order.status === 'PAYER_ACTION_REQUIRED';
  return isWaiting && now - order.createdMs >= approveWithinMs;
}

/** Closes an order nobody finished; an approval that was not used is reversed. */
function lapse(world: PayPalWorld, order: StoredOrder): void {
  const voided: StoredOrder = { ...order, status: 'VOIDED', updatedMs: world.clock.nowMs() };
  world.tables.orders.put(order.id, voided);
  if (order.status !== 'APPROVED') return;
  world.emit('CHECKOUT.PAYMENT-APPROVAL.REVERSED', 'checkout-order', viewOrder(world, voided), order.id);
}

const isHeld = ({ status }: StoredAuthorization): boolean => status === 'CREATED' || status === 'PARTIALLY_CAPTURED';

/** Ends what the virtual clock has run past: orders, and authorizations after 29 days. */
export function lapseOverdue(world: PayPalWorld): void {
  const { clock, journal, tables } = world;
  const now = clock.nowMs();
  const orders = tables.orders.all().filter((order) => isOverdue(order, now));
  const holds = tables.authorizations.all().filter((held) => isHeld(held) && held.expiresMs <= now);
  if (orders.length + holds.length === 0) return;
  const lapseAll = (): void => {
    for (const order of orders) lapse(world, order);
    for (const held of holds) endHold(world, held, 'hold_expired');
  };
  journal.transact('paypal', 'expiry', lapseAll, () => ({ orders: orders.map(({ id }) => id), holds: holds.length }));
}
