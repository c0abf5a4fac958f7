import type Stripe from 'stripe';
import type { Journal } from '../core/journal.ts';
import { randomId } from '../core/random-id.ts';
import type { VirtualClock } from '../core/virtual-clock.ts';
import type { WebhookQueue } from '../webhooks/webhook-queue.ts';
import { defaultStripeSettings, type StripeSettings } from './stripe-settings.ts';
import { openStripeTables, type StripeTables } from './stripe-tables.ts';
import { stripeApiVersion } from './stripe-version.ts';

/** Event types the sandbox emits. */
export type StripeEventType =
  | `checkout.session.${'completed' | 'expired'}`
  | `payment_intent.${'created' | 'requires_action' | 'amount_capturable_updated' | 'payment_failed' | 'succeeded' | 'canceled'}`
  | `charge.${'succeeded' | 'failed' | 'captured' | 'expired' | 'refunded' | 'updated'}`
  | `setup_intent.${'created' | 'requires_action' | 'succeeded' | 'setup_failed' | 'canceled'}`
  | 'customer.created'
  | 'payment_method.attached'
  | `refund.${'created' | 'updated' | 'failed'}`
  | `charge.dispute.${'created' | 'updated' | 'funds_withdrawn' | 'funds_reinstated' | 'closed'}`
  | `radar.early_fraud_warning.${'created' | 'updated'}`
  | `payout.${'created' | 'paid' | 'failed' | 'reconciliation_completed'}`;

/** Everything Stripe's operations share. */
export interface StripeWorld {
  readonly tables: StripeTables;
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly webhooks: WebhookQueue;
  /** `http://host:port` of the hosted Checkout page. */
  readonly checkoutOrigin: () => string;
  /** Behaviour the control API may change; kept over a restart. */
  readonly settings: () => StripeSettings;
  /** Records an event with a snapshot of its object and queues its webhook. */
  readonly emit: (type: StripeEventType, object: { id: string }, idempotencyKey?: string | undefined) => void;
}

/** Puts the shared parts together. */
export function createStripeWorld(
  journal: Journal,
  clock: VirtualClock,
  webhooks: WebhookQueue,
  checkoutOrigin: () => string,
): StripeWorld {
  const tables = openStripeTables(journal);
  const emit: StripeWorld['emit'] = (type, object, idempotencyKey) => {
    const event = {
      id: randomId('evt_', 24),
      object: 'event',
      api_version: stripeApiVersion,
      created: clock.nowSeconds(),
      data: { object },
      livemode: false,
      pending_webhooks: webhooks.hasEndpoint('stripe') ? 1 : 0,
      request: { id: null, idempotency_key: idempotencyKey ?? null },
      type,
    } as unknown as Stripe.Event;
    tables.events.put(event.id, event);
    webhooks.enqueue('stripe', [event.id], JSON.stringify(event, null, 2), type);
  };
  const settings = (): StripeSettings => ({ ...defaultStripeSettings, ...tables.settings.get('settings') });
  return { tables, clock, journal, webhooks, checkoutOrigin, settings, emit };
}
