import { isPayoutDue, runPayouts } from './payout-run.ts';
import { releaseHold } from './release-hold.ts';
import { bookCharge, dueBookings } from './settle-charge.ts';
import type { StoredSession } from './stripe-tables.ts';
import type { StripeWorld } from './stripe-world.ts';

/** Closes an open session: its URL is gone and an intent without money is cancelled. */
export function expireSession(world: StripeWorld, stored: StoredSession): void {
  const session = { ...stored.session, status: 'expired' as const };
  world.tables.sessions.put(session.id, { ...stored, session });
  world.tables.challenges.put(session.id, null);
  const intent =
    typeof session.payment_intent === 'string' ? world.tables.intents.get(session.payment_intent) : undefined;
  if (intent && intent.status !== 'canceled') {
    releaseHold(world, intent, { cause: 'session_expired', cancellationReason: null });
  }
  cancelSetup(world, session.setup_intent);
  world.emit('checkout.session.expired', session);
}

function cancelSetup(world: StripeWorld, ref: unknown): void {
  const setup = typeof ref === 'string' ? world.tables.setupIntents.get(ref) : undefined;
  if (!setup || setup.status === 'canceled') return;
  const canceled = { ...setup, status: 'canceled' as const, next_action: null };
  world.tables.setupIntents.put(setup.id, canceled);
  world.emit('setup_intent.canceled', canceled);
}

function overdueSessions(world: StripeWorld): StoredSession[] {
  const now = world.clock.nowSeconds();
  return world.tables.sessions.all().filter(({ session }) => session.status === 'open' && session.expires_at <= now);
}

function overdueHolds(world: StripeWorld): string[] {
  const now = world.clock.nowSeconds();
  return world.tables.intents
    .all()
    .filter((intent) => intent.status === 'requires_capture')
    .filter((intent) => {
      const charge = world.tables.charges.get(String(intent.latest_charge));
      return (charge?.payment_method_details?.card?.capture_before ?? Number.POSITIVE_INFINITY) <= now;
    })
    .map((intent) => intent.id);
}

/**
 * Lets the virtual clock take its toll: sessions past `expires_at` and holds past `capture_before` end, late balance
 * transactions come, and a day that is over is paid out; all with their events.
 */
export function expireOverdue(world: StripeWorld): void {
  const sessions = overdueSessions(world);
  const holds = overdueHolds(world);
  const bookings = dueBookings(world);
  const paysOut = isPayoutDue(world);
  if (sessions.length + holds.length + bookings.length === 0 && !paysOut) return;
  world.journal.transact(
    'stripe',
    'expiry',
    () => {
      for (const stored of sessions) expireSession(world, stored);
      for (const id of holds) {
        const intent = world.tables.intents.get(id);
        if (!intent) continue;
        releaseHold(world, intent, { cause: 'hold_expired', cancellationReason: 'automatic' });
        world.journal.fact({ type: 'hold.expired', paymentIntent: id, metadata: intent.metadata });
      }
      for (const chargeId of bookings) bookCharge(world, chargeId);
      if (paysOut) runPayouts(world);
    },
    () => ({ sessions: sessions.map(({ session }) => session.id), holds, bookings, paysOut }),
  );
}
