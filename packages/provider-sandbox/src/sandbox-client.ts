import type { PaymentSummary } from './control/payment-summary.ts';
import { PayPalControls } from './control/paypal-controls.ts';
import type { FaultRequest, FaultSwitch } from './core/fault-switch.ts';
import type { JournalQuery } from './core/journal.ts';
import type { JournalEntry } from './core/journal-entry.ts';
import type { QuotaRule } from './core/quota-meter.ts';
import type { DnsName } from './dns/dns-answer.ts';
import type { HnPost } from './hn/hn-board.ts';
import type { InventedPost } from './posts/invented-post.ts';
import type { BoardName } from './posts/source-providers.ts';
import type { MailboxQuery } from './sendgrid/mail-office.ts';
import type { MailEventName, MailRecord } from './sendgrid/mail-record.ts';
import { StripeControlClient } from './stripe-control-client.ts';
import type { WebhookEndpoints, WebhookSettings } from './webhooks/webhook-endpoint.ts';
import type { WebhookDelivery } from './webhooks/webhook-queue.ts';

/** The sandbox's virtual time. */
export interface SandboxTime {
  readonly offsetMs: number;
  /** ISO 8601. */
  readonly now: string;
}

/** A capture as the sandbox saw it, with the key it was asked for under. */
export interface CaptureFact {
  readonly seq: number;
  readonly paymentIntent: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | null;
}

/** An accepted mail as the sandbox saw it, one per recipient. */
export interface MailFact {
  readonly seq: number;
  readonly mail: string;
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly customArgs: Readonly<Record<string, string>>;
}

const requestTimeoutMs = 10_000;
const logPage = 1_000;

/** The control API, typed. Every method throws when the sandbox cannot be reached or refuses. */
export class SandboxClient {
  /** What happens at PayPal without our asking. */
  readonly paypal: PayPalControls;
  readonly #url: string;
  /** What banks, card networks and time do to payments at Stripe. */
  readonly stripe: StripeControlClient = new StripeControlClient((method, path, body) =>
    this.#call(method, path, body),
  );

  /** @param url `Sandbox.url`. */
  constructor(url: string) {
    this.#url = url.replace(/\/$/, '');
    this.paypal = new PayPalControls((method, path, body) => this.#call(method, path, body));
  }

  async isReady(): Promise<boolean> {
    try {
      await this.#call('GET', '/health');
      return true;
    } catch {
      return false;
    }
  }

  time(): Promise<SandboxTime> {
    return this.#call('GET', '/clock');
  }

  setOffset(offsetMs: number): Promise<SandboxTime> {
    return this.#call('POST', '/clock', { offsetMs });
  }

  advance(advanceMs: number): Promise<SandboxTime> {
    return this.#call('POST', '/clock', { advanceMs });
  }

  armFault(fault: FaultRequest): Promise<FaultSwitch> {
    return this.#call('POST', '/faults', fault);
  }

  faults(): Promise<FaultSwitch[]> {
    return this.#call('GET', '/faults');
  }

  /** Removes one switch, or all. */
  async disarmFault(id?: string): Promise<void> {
    await this.#call('DELETE', id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`);
  }

  configureWebhooks(settings: WebhookSettings): Promise<WebhookEndpoints> {
    return this.#call('PUT', '/webhooks', settings);
  }

  webhooks(): Promise<WebhookEndpoints> {
    return this.#call('GET', '/webhooks');
  }

  deliveries(): Promise<WebhookDelivery[]> {
    return this.#call('GET', '/webhooks/deliveries');
  }

  /** Newest first. */
  mailbox(query: MailboxQuery = {}): Promise<MailRecord[]> {
    return this.#call('GET', `/mailbox${search({ ...query })}`);
  }

  mail(id: string): Promise<MailRecord> {
    return this.#call('GET', `/mailbox/${encodeURIComponent(id)}`);
  }

  /** Lets a recipient open, click, complain and so on; the event webhook follows. */
  reportMailEvent(id: string, event: MailEventName, url?: string): Promise<MailRecord> {
    return this.#call(
      'POST',
      `/mailbox/${encodeURIComponent(id)}/events`,
      url === undefined ? { event } : { event, url },
    );
  }

  /** Newest first. */
  payments(): Promise<PaymentSummary[]> {
    return this.#call('GET', '/payments');
  }

  /** The posts on the board with what they really are. */
  hnPosts(): Promise<HnPost[]> {
    return this.#call('GET', '/hn/posts');
  }

  /** What stands on a vendor's board now, newest first, with what each post really is. */
  posts(provider: BoardName): Promise<InventedPost[]> {
    return this.#call('GET', `/posts/${provider}`);
  }

  /** The author of a post takes it back. */
  async removePost(provider: BoardName, number: number): Promise<void> {
    await this.#call('POST', '/posts/removals', { provider, number });
  }

  /** Sets another quota than the vendor's own, beginning now; `null` puts the vendor's back. */
  async setQuota(name: string, rule: QuotaRule | null): Promise<void> {
    await this.#call('PUT', '/quotas', { name, rule });
  }

  /** States what the sandbox's DNS answers about a name from now on; several answers are given in turn. */
  async stateName(name: DnsName): Promise<void> {
    await this.#call('PUT', '/dns/names', name);
  }

  /** One page of the log, oldest first. */
  log(query: JournalQuery = {}): Promise<JournalEntry[]> {
    return this.#call('GET', `/log${search({ ...query })}`);
  }

  /** All captures there ever were. */
  async captures(): Promise<CaptureFact[]> {
    return (await this.#facts('payment.captured')).map(({ seq, fact }) => ({
      seq,
      paymentIntent: String(fact['paymentIntent']),
      amountMinor: Number(fact['amount']),
      currency: String(fact['currency']),
      metadata: fact['metadata'] as Record<string, string>,
      idempotencyKey: fact['idempotencyKey'] as string | null,
    }));
  }

  /** All accepted mails there ever were. */
  async acceptedMails(): Promise<MailFact[]> {
    return (await this.#facts('mail.accepted')).map(({ seq, fact }) => ({
      seq,
      mail: String(fact['mail']),
      messageId: String(fact['messageId']),
      to: String(fact['to']),
      subject: String(fact['subject']),
      customArgs: fact['customArgs'] as Record<string, string>,
    }));
  }

  async #facts(type: string): Promise<{ seq: number; fact: Readonly<Record<string, unknown>> }[]> {
    const found: { seq: number; fact: Readonly<Record<string, unknown>> }[] = [];
    for (let after = 0; ; ) {
      const entries = await this.log({ kind: type, after, limit: logPage });
      for (const { seq, facts } of entries) {
        found.push(...facts.filter((fact) => fact.type === type).map((fact) => ({ seq, fact })));
      }
      const last = entries.at(-1);
      if (!last || entries.length < logPage) return found;
      after = last.seq;
    }
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#url}/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The sandbox refused ${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

function search(query: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) params.set(name, String(value));
  }
  return params.size === 0 ? '' : `?${params.toString()}`;
}
