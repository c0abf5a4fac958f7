import type { EmailSender } from './email-sender.ts';

/** The sender of an installation without keys: nothing leaves. What was decided to be sent waits until there are some. */
export function offEmail(): EmailSender {
  return {
    name: 'sendgrid',
    send: async () => ({ outcome: 'not_sent', reason: 'provider_off', breaker: true }),
  };
}
