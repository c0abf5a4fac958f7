import type { MailEventName } from './mail-record.ts';

/** An event that follows acceptance by itself. */
export interface FateStep {
  readonly event: MailEventName;
  readonly reason?: string;
}

const processed: FateStep = { event: 'processed' };
const delivered: FateStep = { event: 'delivered' };

/**
 * What becomes of a mail to `email`: local parts starting with `bounce`, `deferred` or `dropped` say so themselves, a
 * suppressed address (bounced, complained or unsubscribed before) is dropped, anything else is delivered.
 */
export function fateOfMail(email: string, suppression: string | undefined): FateStep[] {
  if (suppression !== undefined) return [{ event: 'dropped', reason: suppression }];
  const local = email.split('@')[0]?.toLowerCase() ?? '';
  if (local.startsWith('dropped')) return [{ event: 'dropped', reason: 'Invalid' }];
  if (local.startsWith('bounce')) {
    return [
      processed,
      { event: 'bounce', reason: '550 5.1.1 The email account that you tried to reach does not exist.' },
    ];
  }
  if (local.startsWith('deferred')) {
    return [processed, { event: 'deferred', reason: '450 4.2.1 The mailbox is busy, try again later.' }, delivered];
  }
  return [processed, delivered];
}

const suppressedBy: Readonly<Partial<Record<MailEventName, string>>> = {
  bounce: 'Bounced Address',
  spamreport: 'Spam Reporting Address',
  unsubscribe: 'Unsubscribed Address',
};

/** The reason later mail to the address is dropped for, if `event` suppresses it. */
export const suppressionAfter = (event: MailEventName): string | undefined => suppressedBy[event];
