import { releaseHold } from './release-hold.ts';
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
  world.emit('checkout.session.expired', session);
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

/** Lets the virtual clock take its toll: sessions past `expires_at` and holds past `capture_before` end, with events. */
export function expireOverdue(world: StripeWorld): void {
  const sessions = overdueSessions(world);
  const holds = overdueHolds(world);
  if (sessions.length === 0 && holds.length === 0) return;
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
    },
    () => ({ sessions: sessions.map(({ session }) => session.id), holds }),
  );
}
