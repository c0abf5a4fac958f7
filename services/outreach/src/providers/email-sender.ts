import type { Outcome } from '@loop/runtime';
import type { RenderedEmail } from '../emails/email-layout.ts';

/** One message to one person. There are no free headers: a vendor SDK may copy them onto its own request. */
export interface OutgoingEmail extends RenderedEmail {
  readonly from: { readonly name: string; readonly email: string };
  readonly to: string;
  /** Sets `List-Unsubscribe` and `List-Unsubscribe-Post` (RFC 8058). */
  readonly unsubscribeUrl?: string | undefined;
  /** Come back in the provider's webhooks. Ids only: providers ask for no personal data here. */
  readonly tags: {
    readonly effect_id: string;
    readonly message_id: string;
    readonly tenant_id: string;
    readonly correlation_id: string;
    readonly traceparent?: string;
  };
}

/**
 * Sends e-mail. One call with a timeout below 15 s and no retries. `done` means accepted, not delivered, with the provider's
 * id as `providerMessageId` where it names one. Vendor errors are translated, never passed on: they hold credentials.
 */
export interface EmailSender {
  readonly name: 'sendgrid';
  send(email: OutgoingEmail): Promise<Outcome>;
}
