import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import type { Journal, JournalTable } from '../core/journal.ts';

/** Where webhooks go. Without an entry a provider's events are recorded but not delivered. */
export const webhookSettings = z.strictObject({
  stripe: z.strictObject({ url: z.url(), secret: z.string().min(8) }).optional(),
  sendgrid: z.strictObject({ url: z.url(), privateKeyPem: z.string().optional() }).optional(),
  paypal: z
    .strictObject({ url: z.url(), webhookId: z.string().min(1), privateKeyPem: z.string().optional() })
    .optional(),
});

/** See `webhookSettings`; without `privateKeyPem` the sandbox makes a key (P-256, RSA for PayPal) and keeps it. */
export type WebhookSettings = z.input<typeof webhookSettings>;

/** What the control API tells about the endpoints: never a secret. */
export interface WebhookEndpoints {
  readonly stripe: { readonly url: string } | null;
  /** `publicKey` is base64 DER (SPKI), as SendGrid shows it under Mail Settings. */
  readonly sendgrid: { readonly url: string; readonly publicKey: string } | null;
  /** `publicKey` as for SendGrid; PayPal itself shows a certificate that holds it. */
  readonly paypal: { readonly url: string; readonly webhookId: string; readonly publicKey: string } | null;
}

interface StripeEndpoint {
  readonly url: string;
  readonly secret: string;
}

interface SendGridEndpoint {
  readonly url: string;
  readonly privateKeyPem: string;
}

interface PayPalEndpoint {
  readonly url: string;
  readonly webhookId: string;
  readonly privateKeyPem: string;
}

const pem = { type: 'pkcs8', format: 'pem' } as const;

const newCurveKey = (): string => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem) as string;

const newRsaKey = (): string => generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export(pem) as string;

function publicKeyOf(privateKeyPem: string): string {
  const publicKey = createPublicKey(createPrivateKey(privateKeyPem));
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

/** The configured webhook endpoints; they survive a restart. */
export class WebhookBook {
  readonly #stripe: JournalTable<StripeEndpoint>;
  readonly #sendgrid: JournalTable<SendGridEndpoint>;
  readonly #paypal: JournalTable<PayPalEndpoint>;

  constructor(journal: Journal) {
    this.#stripe = journal.table('webhook-endpoint-stripe');
    this.#sendgrid = journal.table('webhook-endpoint-sendgrid');
    this.#paypal = journal.table('webhook-endpoint-paypal');
  }

  /** Replaces the named endpoints and leaves the others; inside a journal transaction. */
  configure(settings: WebhookSettings): void {
    if (settings.stripe) this.#stripe.put('endpoint', settings.stripe);
    if (settings.sendgrid) {
      const { url, privateKeyPem } = settings.sendgrid;
      const key = privateKeyPem ?? this.sendgrid()?.privateKeyPem ?? newCurveKey();
      this.#sendgrid.put('endpoint', { url, privateKeyPem: key });
    }
    if (settings.paypal) {
      const { url, webhookId, privateKeyPem } = settings.paypal;
      const key = privateKeyPem ?? this.paypal()?.privateKeyPem ?? newRsaKey();
      this.#paypal.put('endpoint', { url, webhookId, privateKeyPem: key });
    }
  }

  stripe(): StripeEndpoint | undefined {
    return this.#stripe.get('endpoint');
  }

  sendgrid(): SendGridEndpoint | undefined {
    return this.#sendgrid.get('endpoint');
  }

  paypal(): PayPalEndpoint | undefined {
    return this.#paypal.get('endpoint');
  }

  describe(): WebhookEndpoints {
    const stripe = this.stripe();
    const sendgrid = this.sendgrid();
    const paypal = this.paypal();
    return {
      stripe: stripe ? { url: stripe.url } : null,
      sendgrid: sendgrid ? { url: sendgrid.url, publicKey: publicKeyOf(sendgrid.privateKeyPem) } : null,
      paypal: paypal
        ? { url: paypal.url, webhookId: paypal.webhookId, publicKey: publicKeyOf(paypal.privateKeyPem) }
        : null,
    };
  }
}
