import type { Journal } from '../core/journal.ts';
import type { JournalFact } from '../core/journal-entry.ts';
import { randomId } from '../core/random-id.ts';
import type { VirtualClock } from '../core/virtual-clock.ts';
import type { WebhookQueue } from '../webhooks/webhook-queue.ts';
import { metadataOf } from './custom-id.ts';
import { openPayPalTables, type PayPalSettings, type PayPalTables } from './paypal-tables.ts';

/** Event types the sandbox emits. https://developer.paypal.com/api/rest/webhooks/event-names/ */
export type PayPalEventType =
  | `CHECKOUT.ORDER.${'APPROVED' | 'COMPLETED'}`
  | 'CHECKOUT.PAYMENT-APPROVAL.REVERSED'
  | `PAYMENT.AUTHORIZATION.${'CREATED' | 'VOIDED'}`
  | `PAYMENT.CAPTURE.${'COMPLETED' | 'PENDING' | 'DECLINED' | 'REFUNDED'}`
  | `PAYMENT.REFUND.${'PENDING' | 'FAILED'}`
  | `CUSTOMER.DISPUTE.${'CREATED' | 'UPDATED' | 'RESOLVED'}`;

/** What an event's `resource_type` says. */
export type PayPalResourceType = 'checkout-order' | 'authorization' | 'capture' | 'refund' | 'dispute';

/** Everything PayPal's operations share. */
export interface PayPalWorld {
  readonly tables: PayPalTables;
  readonly clock: VirtualClock;
  readonly journal: Journal;
  /** `http://host:port` of the hosted approval page. */
  readonly approvalOrigin: () => string;
  /** `http://host:port` that links between objects name. */
  readonly apiOrigin: () => string;
  readonly settings: () => PayPalSettings;
  /** Records an event with its object as it is now and queues its webhook. */
  readonly emit: (type: PayPalEventType, resourceType: PayPalResourceType, resource: object, id: string) => void;
  /** Adds a fact for the judges, with the loop's ids read from the object's `custom_id`. */
  readonly fact: (type: string, customId: string | null, details: Readonly<Record<string, unknown>>) => void;
}

const untouched: PayPalSettings = {
  orderKeyHours: 6,
  paymentKeyHours: 45 * 24,
  doRefundsPend: false,
  doCapturesPend: false,
  isPayerPoorAfterHonour: false,
};

const upperCaseId = (length: number): string => randomId('', length).toUpperCase();

/** An id of 17 capital letters and digits, as PayPal's objects have. */
export const paypalId = (): string => upperCaseId(17);

/** A time as PayPal writes it, to the second. */
export const paypalTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** Puts the shared parts together. */
export function createPayPalWorld(
  journal: Journal,
  clock: VirtualClock,
  webhooks: WebhookQueue,
  port: () => number,
): PayPalWorld {
  const tables = openPayPalTables(journal);
  const apiOrigin = (): string => `http://api.paypal.localhost:${port()}`;
  const emit: PayPalWorld['emit'] = (type, resourceType, resource, resourceId) => {
    const id = `WH-${upperCaseId(17)}-${upperCaseId(17)}`;
    const self = `${apiOrigin()}/v1/notifications/webhooks-events/${id}`;
    const body = JSON.stringify({
      id,
      event_version: '1.0',
      create_time: new Date(clock.nowMs()).toISOString(),
      resource_type: resourceType,
      resource_version: '2.0',
      event_type: type,
      summary: `${type.toLowerCase().replaceAll(/[.-]/g, ' ')} (sandbox)`,
      resource,
      links: [
        { href: self, rel: 'self', method: 'GET' },
        { href: `${self}/resend`, rel: 'resend', method: 'POST' },
      ],
    });
    tables.events.put(id, { id, type, resourceId, body, createdMs: clock.nowMs() });
    webhooks.enqueue('paypal', [id], body, type);
  };
  return {
    tables,
    clock,
    journal,
    apiOrigin,
    approvalOrigin: () => `http://paypal.localhost:${port()}`,
    settings: () => tables.settings.get('settings') ?? untouched,
    emit,
    fact: (type, customId, details) => {
      const fact: JournalFact = { type, ...details, metadata: metadataOf(customId) };
      journal.fact(fact);
    },
  };
}
