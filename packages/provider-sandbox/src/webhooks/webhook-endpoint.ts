import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import type { Journal, JournalTable } from '../core/journal.ts';

/** Where webhooks go. Without an entry a provider's events are recorded but not delivered. */
export const webhookSettings = z.strictObject({
  stripe: z.strictObject({ url: z.url(), secret: z.string().min(8) }).optional(),
  sendgrid: z.strictObject({ url: z.url(), privateKeyPem: z.string().optional() }).optional(),
});

/** See `webhookSettings`; without `privateKeyPem` the sandbox makes a P-256 key and keeps it. */
export type WebhookSettings = z.input<typeof webhookSettings>;

/** What the control API tells about the endpoints: never a secret. */
export interface WebhookEndpoints {
  readonly stripe: { readonly url: string } | null;
  /** `publicKey` is base64 DER (SPKI), as SendGrid shows it under Mail Settings. */
  readonly sendgrid: { readonly url: string; readonly publicKey: string } | null;
}

interface StripeEndpoint {
  readonly url: string;
  readonly secret: string;
}

interface SendGridEndpoint {
  readonly url: string;
  readonly privateKeyPem: string;
}

function newPrivateKeyPem(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string;
}

function publicKeyOf(privateKeyPem: string): string {
  const publicKey = createPublicKey(createPrivateKey(privateKeyPem));
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

/** The configured webhook endpoints; they survive a restart. */
export class WebhookBook {
  readonly #stripe: JournalTable<StripeEndpoint>;
  readonly #sendgrid: JournalTable<SendGridEndpoint>;

  constructor(journal: Journal) {
    this.#stripe = journal.table('webhook-endpoint-stripe');
    this.#sendgrid = journal.table('webhook-endpoint-sendgrid');
  }

  /** Replaces the named endpoints and leaves the others; inside a journal transaction. */
  configure(settings: WebhookSettings): void {
    if (settings.stripe) this.#stripe.put('endpoint', settings.stripe);
    if (settings.sendgrid) {
      const { url, privateKeyPem } = settings.sendgrid;
      const key = privateKeyPem ?? this.sendgrid()?.privateKeyPem ?? newPrivateKeyPem();
      this.#sendgrid.put('endpoint', { url, privateKeyPem: key });
    }
  }

  stripe(): StripeEndpoint | undefined {
    return this.#stripe.get('endpoint');
  }

  sendgrid(): SendGridEndpoint | undefined {
    return this.#sendgrid.get('endpoint');
  }

  describe(): WebhookEndpoints {
    const stripe = this.stripe();
    const sendgrid = this.sendgrid();
    return {
      stripe: stripe ? { url: stripe.url } : null,
      sendgrid: sendgrid ? { url: sendgrid.url, publicKey: publicKeyOf(sendgrid.privateKeyPem) } : null,
    };
  }
}
