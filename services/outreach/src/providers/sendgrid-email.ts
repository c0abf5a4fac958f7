import { createRequire } from 'node:module';
import type { Outcome } from '@loop/runtime';
import type { EmailSender, OutgoingEmail } from './email-sender.ts';
import { sendGridFailure } from './sendgrid-failure.ts';

/** How to reach SendGrid: a key, and in sandbox mode the address that answers in its place. */
export interface SendGridAccess {
  readonly apiKey: string;
  readonly sandboxUrl?: string | undefined;
  /** Shorter than the 15 s an effect has, so that it ends with an outcome of its own; 10 s when absent. */
  readonly timeoutMs?: number;
}

/** What we use of the SDK (8.1.6): its own types do not load under TypeScript 7. */
interface SendGridClient {
  setApiKey(apiKey: string): void;
  setDefaultRequest(name: string, value: unknown): void;
}
interface MailService {
  setClient(client: SendGridClient): void;
  send(mail: object): Promise<[{ readonly headers: Readonly<Record<string, unknown>> }, unknown]>;
}

/**
 * E-mail through SendGrid's Mail Send (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send). The SDK is
 * loaded at the first message, with a client of our own: its default one belongs to the whole process. Neither clicks nor
 * openings are tracked: tracking would rewrite the secret links.
 */
export function sendGridEmail(access: SendGridAccess): EmailSender {
  let service: MailService | undefined;
  return {
    name: 'sendgrid',
    async send(email): Promise<Outcome> {
      service ??= mailService(access);
      try {
        const [response] = await service.send(mailOf(email));
        const id = response.headers['x-message-id'];
        return { outcome: 'done', result: { providerMessageId: typeof id === 'string' && id !== '' ? id : null } };
      } catch (error) {
        return sendGridFailure(error, Date.now());
      }
    },
  };
}

function mailService({ apiKey, sandboxUrl, timeoutMs = 10_000 }: SendGridAccess): MailService {
  const load = createRequire(import.meta.url);
  const { Client } = load('@sendgrid/client') as { Client: new () => SendGridClient };
  const { MailService: Service } = load('@sendgrid/mail') as { MailService: new () => MailService };
  const client = new Client();
  client.setApiKey(apiKey);
  // After the key: setting the key puts the real host back.
  if (sandboxUrl !== undefined) {
    client.setDefaultRequest('baseUrl', sandboxUrl);
    client.setDefaultRequest('proxy', false);
  }
  client.setDefaultRequest('timeout', timeoutMs);
  client.setDefaultRequest('maxRedirects', 0);
  const service = new Service();
  service.setClient(client);
  return service;
}

function mailOf({ from, html, subject, tags, text, to, unsubscribeUrl }: OutgoingEmail): object {
  return {
    from,
    to,
    replyTo: from,
    subject,
    content: [
      { type: 'text/plain', value: text },
      { type: 'text/html', value: html },
    ],
    customArgs: tags,
    trackingSettings: {
      clickTracking: { enable: false, enableText: false },
      openTracking: { enable: false },
      subscriptionTracking: { enable: false },
    },
    ...(unsubscribeUrl === undefined
      ? {}
      : {
          headers: {
            'List-Unsubscribe': `<${unsubscribeUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          },
        }),
  };
}
