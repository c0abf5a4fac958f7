import { randomUUID } from 'node:crypto';
import type { FaultBox } from '../core/fault-box.ts';
import type { Journal, JournalTable } from '../core/journal.ts';
import { randomId } from '../core/random-id.ts';
import type { WebhookBook } from './webhook-endpoint.ts';
import { paypalSignature, sendGridSignature, stripeSignatureHeader } from './webhook-signature.ts';

/** Whom the sandbox sends webhooks for. */
type WebhookSender = 'stripe' | 'sendgrid' | 'paypal';

interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One POST the sandbox owes somebody. */
export interface WebhookDelivery {
  readonly id: string;
  readonly provider: WebhookSender;
  readonly eventIds: readonly string[];
  /** The exact bytes to send; emptied once the delivery is over. */
  readonly body: string;
  readonly state: 'pending' | 'delivered' | 'abandoned';
  readonly attempts: number;
  /** Real time, milliseconds since the epoch. */
  readonly dueAtMs: number;
  readonly lastOutcome: string | null;
}

const firstRetryMs = 200;
const longestRetryMs = 10_000;
const attemptLimit = 100;
const attemptTimeoutMs = 10_000;
const parallelAttempts = 8;
/** How long an out-of-order delivery lets later ones pass. */
const overtakingMs = 1_500;

/**
 * Delivers webhooks until a 2xx, with backoff on real time and 100 attempts at most. Deliveries are part of the journal:
 * what is pending when the process ends goes out after the next start. Order is not promised, as with the real providers.
 */
export class WebhookQueue {
  readonly #journal: Journal;
  readonly #faults: FaultBox;
  readonly #book: WebhookBook;
  readonly #table: JournalTable<WebhookDelivery>;
  readonly #pending = new Set<string>();
  readonly #inFlight = new Map<string, AbortController>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(journal: Journal, faults: FaultBox, book: WebhookBook) {
    this.#journal = journal;
    this.#faults = faults;
    this.#book = book;
    this.#table = journal.table('webhook-deliveries');
    for (const delivery of this.#table.all()) {
      if (delivery.state === 'pending') this.#pending.add(delivery.id);
    }
  }

  hasEndpoint(provider: WebhookSender): boolean {
    return this.#book[provider]() !== undefined;
  }

  /**
   * Queues one POST inside the journal transaction that caused it. Does nothing where no endpoint is configured.
   * @param eventType what a fault switch may be set on.
   */
  enqueue(provider: WebhookSender, eventIds: readonly string[], body: string, eventType?: string): void {
    if (!this.hasEndpoint(provider)) return;
    const faults = this.#faults.strikeWebhook(provider, eventType);
    const isLost = faults.some((fault) => fault.kind === 'webhook_lost');
    const delayMs = faults.reduce((sum, fault) => {
      if (fault.kind === 'webhook_late') return sum + fault.delayMs;
      return fault.kind === 'webhook_out_of_order' ? sum + overtakingMs : sum;
    }, 0);
    const copies = faults.some((fault) => fault.kind === 'webhook_doubled') ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const id = randomId('whd_', 20);
      const dueAtMs = Date.now() + delayMs;
      const fresh = { id, provider, eventIds, attempts: 0, dueAtMs };
      if (isLost) this.#table.put(id, { ...fresh, body: '', state: 'abandoned', lastOutcome: 'lost' });
      else this.#table.put(id, { ...fresh, body, state: 'pending', lastOutcome: null });
      if (!isLost) this.#pending.add(id);
    }
  }

  /** Events some delivery of which has not arrived, and may never. */
  owedEvents(provider: WebhookSender): ReadonlySet<string> {
    const owed = this.#table
      .all()
      .filter((delivery) => delivery.provider === provider && delivery.state !== 'delivered');
    return new Set(owed.flatMap(({ eventIds }) => eventIds));
  }

  /** Gives up all pending deliveries of one event, inside a journal transaction; how many there were. */
  abandon(eventId: string): number {
    const wanted = this.#table.all().filter(({ eventIds, state }) => state === 'pending' && eventIds.includes(eventId));
    for (const delivery of wanted) {
      this.#table.put(delivery.id, { ...delivery, body: '', state: 'abandoned', lastOutcome: 'lost' });
    }
    return wanted.length;
  }

  list(): WebhookDelivery[] {
    return this.#table.all();
  }

  /** Starts whatever is due; to be called after each commit. */
  poke(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const now = Date.now();
    let nextDueMs = Number.POSITIVE_INFINITY;
    for (const id of this.#pending) {
      const delivery = this.#table.get(id);
      if (delivery?.state !== 'pending') this.#pending.delete(id);
      else if (this.#inFlight.has(id)) continue;
      else if (delivery.dueAtMs > now) nextDueMs = Math.min(nextDueMs, delivery.dueAtMs);
      else if (this.#inFlight.size < parallelAttempts) void this.#attempt(delivery);
    }
    if (nextDueMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.poke(), nextDueMs - now);
    this.#timer.unref();
  }

  /** Ends attempts under way; they stay pending. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const controller of this.#inFlight.values()) controller.abort();
  }

  async #attempt(delivery: WebhookDelivery): Promise<void> {
    const controller = new AbortController();
    this.#inFlight.set(delivery.id, controller);
    const outcome = await this.#post(delivery, controller.signal);
    this.#inFlight.delete(delivery.id);
    if (this.#stopped) return;
    const attempts = delivery.attempts + 1;
    const unsuccessful = attempts >= attemptLimit ? 'abandoned' : 'pending';
    const state = /^2\d\d$/.test(outcome) ? 'delivered' : unsuccessful;
    const backoffMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts - 1, 10));
    this.#journal.transact(
      delivery.provider,
      'webhook',
      () =>
        this.#table.put(delivery.id, {
          ...delivery,
          state,
          attempts,
          body: state === 'pending' ? delivery.body : '',
          dueAtMs: Date.now() + backoffMs,
          lastOutcome: outcome,
        }),
      () => ({ delivery: delivery.id, eventIds: delivery.eventIds, attempt: attempts, outcome, state }),
    );
    this.poke();
  }

  /** The HTTP status, or why there was none. */
  async #post({ provider, body }: WebhookDelivery, stop: AbortSignal): Promise<string> {
    const request = this.#sign(provider, body);
    if (!request) return 'no endpoint';
    try {
      const response = await fetch(request.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', ...request.headers },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([stop, AbortSignal.timeout(attemptTimeoutMs)]),
      });
      await response.body?.cancel();
      return String(response.status);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return cause instanceof Error ? `no answer: ${cause.message || cause.name}` : 'no answer';
    }
  }

  #sign(provider: WebhookSender, body: string): SignedRequest | undefined {
    if (provider === 'stripe') return this.#stripeRequest(body);
    return provider === 'sendgrid' ? this.#sendGridRequest(body) : this.#paypalRequest(body);
  }

  #stripeRequest(body: string): SignedRequest | undefined {
    const endpoint = this.#book.stripe();
    if (!endpoint) return undefined;
    const signature = stripeSignatureHeader(body, endpoint.secret, Math.floor(Date.now() / 1000));
    return { url: endpoint.url, headers: { 'stripe-signature': signature, 'user-agent': 'Stripe/1.0 (sandbox)' } };
  }

  #sendGridRequest(body: string): SignedRequest | undefined {
    const endpoint = this.#book.sendgrid();
    if (!endpoint) return undefined;
    const timestamp = String(Math.floor(Date.now() / 1000));
    const headers = {
      'x-twilio-email-event-webhook-signature': sendGridSignature(body, endpoint.privateKeyPem, timestamp),
      'x-twilio-email-event-webhook-timestamp': timestamp,
      'user-agent': 'SendGrid Event API (sandbox)',
    };
    return { url: endpoint.url, headers };
  }

  /** Every attempt is a transmission of its own, with an id and a time of its own. */
  #paypalRequest(body: string): SignedRequest | undefined {
    const endpoint = this.#book.paypal();
    if (!endpoint) return undefined;
    const { url, webhookId, privateKeyPem } = endpoint;
    const transmissionId = randomUUID();
    const transmissionTime = new Date().toISOString().replace(/\.\d{3}Z$/, 'Z');
    const headers = {
      'paypal-transmission-id': transmissionId,
      'paypal-transmission-time': transmissionTime,
      'paypal-transmission-sig': paypalSignature(body, privateKeyPem, { transmissionId, transmissionTime, webhookId }),
      'paypal-cert-url': 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-sandbox',
      'paypal-auth-algo': 'SHA256withRSA',
      'user-agent': 'PayPal/AUHD-214.0 (sandbox)',
    };
    return { url, headers };
  }
}
